using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Snapshots;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>
/// A test's own view of what is in a simulated vCenter, and what an administrator may do to it behind a client's back. Nothing
/// here is a call: it needs no session and is not recorded.
/// </summary>
public sealed class SimulatedInventory
{
    private readonly VCenter _vCenter;

    internal SimulatedInventory(VCenter vCenter) => _vCenter = vCenter;

    /// <summary>Every VM and template that is there now.</summary>
    public IReadOnlyList<SimulatedVm> VirtualMachines
    {
        get
        {
            lock (_vCenter.World.Gate)
            {
                return [.. _vCenter.World.Objects.OfType<VirtualMachine>().Select(Look)];
            }
        }
    }

    /// <summary>The VM or template of that name or inventory path.</summary>
    /// <param name="nameOrPath">A name, or a path that begins with a slash; in both, <c>/ \ %</c> of names are escaped.</param>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public SimulatedVm GetVirtualMachine(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        lock (_vCenter.World.Gate)
        {
            return Look(Require<VirtualMachine>(nameOrPath));
        }
    }

    /// <summary>The room that a datastore has left, in bytes.</summary>
    /// <param name="datastore">Its name or path.</param>
    /// <exception cref="ArgumentException">There is none, or more than one.</exception>
    public long GetFreeBytes(string datastore)
    {
        ArgumentNullException.ThrowIfNull(datastore);
        lock (_vCenter.World.Gate)
        {
            return Require<Datastore>(datastore).FreeBytes;
        }
    }

    /// <summary>Converts a template back to a VM, as an administrator may.</summary>
    /// <param name="template">Its name or path.</param>
    /// <param name="resourcePool">The pool to put it in: its name or path.</param>
    /// <exception cref="ArgumentException">There is no such template or pool.</exception>
    public void ConvertToVm(string template, string resourcePool)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(resourcePool);
        lock (_vCenter.World.Gate)
        {
            VirtualMachine vm = Require<VirtualMachine>(template);
            ResourcePool pool = Require<ResourcePool>(resourcePool);
            if (!vm.IsTemplate)
            {
                throw new ArgumentException($"'{template}' is no template.", nameof(template));
            }

            vm.ChangeConfig(config => config.Template = false);
            vm.MoveTo(pool);
        }
    }

    /// <summary>Takes a VM or template out of the inventory and registers it again, as an administrator may: it gets another reference, and so do its snapshots.</summary>
    /// <param name="vm">Its name or path.</param>
    /// <returns>The new reference.</returns>
    /// <exception cref="ArgumentException">There is no such VM, or more than one.</exception>
    /// <exception cref="InvalidOperationException">It isn't powered off, or a task is at work on it.</exception>
    public ManagedObjectReference RegisterAgain(string vm)
    {
        ArgumentNullException.ThrowIfNull(vm);
        lock (_vCenter.World.Gate)
        {
            VirtualMachine old = Require<VirtualMachine>(vm);
            if (old.PowerState != VirtualMachinePowerState.PoweredOff || old.BusyWith is not null || old.ReadBy.Count > 0)
            {
                throw new InvalidOperationException($"'{old.Name}' isn't powered off, or a task is at work on it: vCenter would not let go of it.");
            }

            var (folder, pool, host) = ((Folder)old.Parent!, old.Pool, old.Host!);
            _vCenter.Inventory.RemoveVm(old);
            VirtualMachine registered = _vCenter.Inventory.AddVm(folder, (VirtualMachineConfigInfo)old.Config.Copy(), pool, host);
            SnapshotTree.TakeOver(old, registered);
            registered.GuestState.HasTools = old.GuestState.HasTools;
            registered.GuestState.Pending = old.GuestState.Pending;
            registered.GuestState.Applied = old.GuestState.Applied;
            return registered.Reference;
        }
    }

    /// <summary>Gives a VM, template, folder or any other entity another name, as an administrator may.</summary>
    /// <param name="entity">Its name or path.</param>
    /// <param name="name">The new name.</param>
    /// <exception cref="ArgumentException">There is no such entity, or more than one.</exception>
    public void Rename(string entity, string name)
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (_vCenter.World.Gate)
        {
            ManagedEntity found = Require<ManagedEntity>(entity);
            found.Rename(InventoryNames.Escape(name));
            if (found is VirtualMachine vm)
            {
                vm.ChangeConfig(config => config.Name = vm.Name);
            }
        }
    }

    /// <summary>Disconnects a host, as an administrator may: its VMs run on, and vCenter shows what it last knew of them.</summary>
    /// <param name="host">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public void DisconnectHost(string host) => With<HostSystem>(host, found => InventoryStates.Disconnect(_vCenter, found));

    /// <summary>Lets a host not answer any more, as one that lost its power does. <see cref="ReconnectHost"/> brings it back.</summary>
    /// <param name="host">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public void StopHostResponding(string host) => With<HostSystem>(host, found => InventoryStates.StopResponding(_vCenter, found));

    /// <summary>Connects a host again that was disconnected or lost.</summary>
    /// <param name="host">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public void ReconnectHost(string host) => With<HostSystem>(host, found => InventoryStates.Reconnect(_vCenter, found));

    /// <summary>Lets a host go into maintenance; in a cluster with DRS its running VMs move to other hosts.</summary>
    /// <param name="host">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    /// <exception cref="InvalidOperationException">VMs run on it that nobody moves.</exception>
    public void EnterMaintenance(string host) => With<HostSystem>(host, found => InventoryStates.EnterMaintenance(_vCenter, found));

    /// <summary>Takes a host out of maintenance.</summary>
    /// <param name="host">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public void ExitMaintenance(string host) => With<HostSystem>(host, InventoryStates.ExitMaintenance);

    /// <summary>Takes a datastore from all hosts: the VMs that live there are inaccessible.</summary>
    /// <param name="datastore">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such datastore.</exception>
    public void LoseDatastore(string datastore) => With<Datastore>(datastore, found => InventoryStates.Lose(_vCenter, found));

    /// <summary>Gives a lost datastore back.</summary>
    /// <param name="datastore">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such datastore.</exception>
    public void RecoverDatastore(string datastore) => With<Datastore>(datastore, found => InventoryStates.Recover(_vCenter, found));

    /// <summary>Lets the next customization of a VM fail in the guest.</summary>
    /// <param name="vmName">The VM's name. It need not exist yet: a clone that will be called so is meant too.</param>
    /// <param name="eventType">The event that it ends with: <c>CustomizationFailed</c>, <c>CustomizationSysprepFailed</c>, <c>CustomizationLinuxIdentityFailed</c>,
    /// <c>CustomizationNetworkSetupFailed</c> or <c>CustomizationUnknownFailure</c>.</param>
    /// <param name="reason">The reason that the event gives. Default: a general one.</param>
    /// <exception cref="ArgumentException">No customization ends with such an event.</exception>
    public void FailNextCustomization(string vmName, string eventType = nameof(CustomizationFailed), string? reason = null)
        => Plan(vmName, CustomizationOutcome.FailsWith(eventType, reason));

    /// <summary>Keeps the next customization of a VM from ever beginning: there is no event, and its adapters stay unconnected.</summary>
    /// <param name="vmName">The VM's name. It need not exist yet: a clone that will be called so is meant too.</param>
    public void StallNextCustomization(string vmName) => Plan(vmName, CustomizationOutcome.NeverStarts);

    /// <summary>
    /// Lets a VM ask at its next power-on whether it was moved or copied (<c>msg.uuid.altered</c>); the power-on waits for
    /// AnswerVM. The choice <c>0</c> gives it up, <c>1</c> and <c>2</c> go on.
    /// </summary>
    /// <param name="vm">Its name or path.</param>
    /// <exception cref="ArgumentException">There is no such VM, or more than one.</exception>
    public void AskAtNextPowerOn(string vm) => With<VirtualMachine>(vm, found => found.GuestState.NextQuestion = VmQuestion.MovedOrCopied());

    /// <summary>Installs VMware Tools in a guest, or removes them. A guest that runs notices at its next start.</summary>
    /// <param name="vm">Its name or path.</param>
    /// <param name="installed">Whether it has them from now on.</param>
    /// <exception cref="ArgumentException">There is no such VM, or more than one.</exception>
    public void SetTools(string vm, bool installed) => With<VirtualMachine>(vm, found => found.GuestState.HasTools = installed);

    private void Plan(string vmName, CustomizationOutcome outcome)
    {
        ArgumentException.ThrowIfNullOrEmpty(vmName);
        lock (_vCenter.World.Gate)
        {
            _vCenter.CustomizationOutcomes.Add(InventoryNames.Escape(vmName), outcome);
        }
    }

    private void With<T>(string nameOrPath, Action<T> change)
        where T : ManagedEntity
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        lock (_vCenter.World.Gate)
        {
            change(Require<T>(nameOrPath));
        }
    }

    private T Require<T>(string nameOrPath)
        where T : ManagedEntity
    {
        T[] found =
        [
            .. _vCenter.World.Objects.OfType<T>().Where(entity =>
                nameOrPath.StartsWith('/') ? InventoryNames.PathOf(entity) == nameOrPath : entity.Name == nameOrPath),
        ];
        return found switch
        {
            [var one] => one,
            [] => throw new ArgumentException($"There is no {typeof(T).Name} '{nameOrPath}'.", nameof(nameOrPath)),
            _ => throw new ArgumentException($"There are {found.Length} of the name '{nameOrPath}': give the path.", nameof(nameOrPath)),
        };
    }

    private static SimulatedVm Look(VirtualMachine vm) => new()
    {
        Reference = vm.Reference,
        Name = vm.Name,
        Path = InventoryNames.PathOf(vm),
        Config = (VirtualMachineConfigInfo)vm.Config.Copy(),
        Runtime = (VirtualMachineRuntimeInfo)vm.Runtime.Copy(),
        Guest = (GuestInfo)vm.Guest.Copy(),
        Snapshots = (VirtualMachineSnapshotInfo?)vm.Snapshots?.Copy(),
        PendingCustomization = (CustomizationSpec?)vm.GuestState.Pending?.Copy(),
        AppliedCustomization = (CustomizationSpec?)vm.GuestState.Applied?.Copy(),
    };
}
