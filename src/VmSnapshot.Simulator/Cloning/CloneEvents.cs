using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// What vCenter posts of a clone: VmBeingCloned, then VmCloned or VmCloneFailed; when a template becomes a VM, VmBeingDeployed,
/// then VmDeployed or VmDeployFailed. No VmCreated, which is for VMs that are made from nothing.
/// </summary>
internal sealed class CloneEvents(EventLog log, VirtualMachine source, Folder folder, string name, bool asTemplate)
{
    private bool IsDeployment => source.IsTemplate && !asTemplate;

    /// <summary>It begins.</summary>
    /// <param name="made">The reference that the clone will have.</param>
    /// <param name="host">The host that it will be on.</param>
    internal void Begin(ManagedObjectReference made, HostSystem host) => log.Post(
        source,
        IsDeployment
            ? new VmBeingDeployedEvent { Vm = new VmEventArgument { Name = name, Vm = made }, Host = host.Named(), SrcTemplate = source.Named() }
            : new VmBeingClonedEvent { DestFolder = folder.Named(), DestName = name, DestHost = host.Named() });

    /// <summary>The clone is there.</summary>
    /// <param name="made">The clone.</param>
    /// <param name="refusedInstanceUuid">An instance UUID that was asked for and is another VM's, or null.</param>
    /// <param name="itsOwner">That VM.</param>
    internal void Succeed(VirtualMachine made, string? refusedInstanceUuid = null, VirtualMachine? itsOwner = null)
    {
        log.Post(made, new VmUuidAssignedEvent { Uuid = made.Config.Uuid });
        log.Post(made, new VmInstanceUuidAssignedEvent { InstanceUuid = refusedInstanceUuid ?? made.Config.InstanceUuid });
        if (itsOwner is not null)
        {
            log.Post(made, new VmInstanceUuidConflictEvent { ConflictedVm = itsOwner.Named(), InstanceUuid = refusedInstanceUuid });
            log.Post(made, new VmInstanceUuidChangedEvent { OldInstanceUuid = refusedInstanceUuid, NewInstanceUuid = made.Config.InstanceUuid });
        }

        log.Post(made, IsDeployment ? new VmDeployedEvent { SrcTemplate = source.Named() } : new VmClonedEvent { SourceVm = source.Named() });
    }

    /// <summary>It came to nothing.</summary>
    internal void Fail(VimFaultException fault) => log.Post(
        source,
        IsDeployment
            ? new VmDeployFailedEvent { Reason = fault.Localized() }
            : new VmCloneFailedEvent { DestFolder = folder.Named(), DestName = name, DestHost = source.Host?.Named(), Reason = fault.Localized() });
}
