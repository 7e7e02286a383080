using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// What vCenter posts of a clone: VmBeingCloned, then VmCloned or VmCloneFailed; when a template becomes a VM, VmBeingDeployed,
/// then VmDeployed or VmDeployFailed. No VmCreated, which is for VMs that are made from nothing.
/// </summary>
internal sealed class CloneEvents(VmEvents events, VirtualMachine source, Folder folder, string name, bool asTemplate)
{
    private bool IsDeployment => source.IsTemplate && !asTemplate;

    internal void Begin(VmTargetNames target)
    {
        if (IsDeployment)
        {
            events.Post(
                new VmBeingDeployedEvent { Vm = new VmEventArgument { Name = name, Vm = target.Vm }, SrcTemplate = VmEvents.Of(source) },
                folder.Datacenter, target.Host, $"Deploying {name} on host {target.Host.Name} from template {source.Name}");
        }
        else
        {
            events.Post(
                source,
                new VmBeingClonedEvent { DestFolder = VmEvents.Of(folder), DestName = name, DestHost = VmEvents.Of(target.Host) },
                $"Cloning {source.Name} to {name} on host {target.Host.Name}");
        }
    }

    internal void Succeed(VirtualMachine made, string? refusedInstanceUuid, VirtualMachine? itsOwner)
    {
        events.Post(made, new VmUuidAssignedEvent { Uuid = made.Config.Uuid }, $"Assigned new BIOS UUID ({made.Config.Uuid}) to {made.Name}");
        events.Post(made, new VmInstanceUuidAssignedEvent { InstanceUuid = made.Config.InstanceUuid }, $"Assigned new instance UUID ({made.Config.InstanceUuid}) to {made.Name}");
        if (refusedInstanceUuid is not null && itsOwner is not null)
        {
            events.Post(
                made,
                new VmInstanceUuidConflictEvent { ConflictedVm = VmEvents.Of(itsOwner), InstanceUuid = refusedInstanceUuid },
                $"Instance UUID ({refusedInstanceUuid}) of {made.Name} conflicts with the one of {itsOwner.Name}");
            events.Post(
                made,
                new VmInstanceUuidChangedEvent { OldInstanceUuid = refusedInstanceUuid, NewInstanceUuid = made.Config.InstanceUuid },
                $"Changed instance UUID of {made.Name} from {refusedInstanceUuid} to {made.Config.InstanceUuid}");
        }

        if (IsDeployment)
        {
            events.Post(made, new VmDeployedEvent { SrcTemplate = VmEvents.Of(source) }, $"Template {source.Name} deployed as {made.Name}");
        }
        else
        {
            events.Post(made, new VmClonedEvent { SourceVm = VmEvents.Of(source) }, $"Clone of {source.Name} completed as {made.Name}");
        }
    }

    internal void Fail(VimFaultException fault)
    {
        if (IsDeployment)
        {
            events.Post(source, new VmDeployFailedEvent { Reason = VmEvents.Of(fault) }, $"Failed to deploy {name} from template {source.Name}: {fault.Message}");
        }
        else
        {
            events.Post(
                source, new VmCloneFailedEvent { DestFolder = VmEvents.Of(folder), DestName = name, DestHost = VmEvents.Of(source.Host), Reason = VmEvents.Of(fault) },
                $"Failed to clone {source.Name} as {name}: {fault.Message}");
        }
    }
}

/// <summary>The VM that is about to be made.</summary>
/// <param name="Vm">Its reference.</param>
/// <param name="Host">Its host.</param>
internal sealed record VmTargetNames(ManagedObjectReference Vm, HostSystem Host);
