using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Folders;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>RelocateVM_Task: a VM or template goes to another host, pool, folder or datastore. Follows vSphere Web Services API reference.</summary>
internal sealed class RelocateTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<RelocateVMRequestType>((call, request) =>
        Start(call, vCenter.World.Require<VirtualMachine>(request.This, "_this"), request.Spec, "VirtualMachine.relocate", () => null));

    internal ManagedObjectReference Start(SimulatedCall call, VirtualMachine vm, VirtualMachineRelocateSpec? spec, string descriptionId, Func<object?> result)
    {
        TaskRunner.RequireIdle(vm);
        return vCenter.Tasks.Start(call, vm, descriptionId, TaskWork.Prepare(() => Prepare(vm, spec ?? throw SimulatedFault.InvalidArgument("spec"), result)));
    }

    /// <summary>The fault for an adapter whose network the host doesn't have.</summary>
    internal static VimFaultException CannotAccessNetwork(VirtualEthernetCard card, Network? network) => SimulatedFault.Of(
        new CannotAccessNetwork { Device = card.DeviceInfo?.Label, Backing = network?.Name ?? "", Connected = card.Connectable?.Connected == true, Network = network?.Reference },
        $"'{card.DeviceInfo?.Label}' uses network '{network?.Name}', which is not accessible.");

    private TaskWork Prepare(VirtualMachine vm, VirtualMachineRelocateSpec spec, Func<object?> result)
    {
        if (spec.Service is not null)
        {
            throw SimulatedFault.NotSupported("The simulator is one vCenter: nothing can be moved to another one.");
        }

        VmAvailability.Require(vm);
        Folder folder = FolderFor(vm, spec);
        if (folder != vm.Parent)
        {
            EntityNames.RequireFree(folder, vm.Name);
        }

        VmTarget target = VmTarget.Resolve(vCenter.World, vm, vm.Devices, folder, StayingWhereItCan(vm, spec), "spec", vm.IsTemplate);
        if (vm.PowerState == VirtualMachinePowerState.PoweredOn)
        {
            RequireNetworks(vm, target);
        }

        var copies = new DiskCopies(vCenter.Storage);
        try
        {
            var move = new StorageMove(vCenter, vm, target, copies);
            var changes = new DeviceChanges(vCenter.Inventory, target.Datacenter, copies);
            IReadOnlyList<VirtualDevice> devices = changes.Apply(move.Devices, spec.DeviceChange, target.Home, move.Directory);
            var source = (Host: vm.Host, Datacenter: vm.Datacenter, Datastore: VmTarget.HomeOf(vm));
            return new TaskWork
            {
                Duration = vCenter.Options.TaskDuration,
                IsCancelable = true,
                Locks = [vm],
                Begin = () => vCenter.Events.Post(vm, new VmBeingRelocatedEvent { DestHost = target.Host.Named(), DestDatastore = target.Home.Named(), DestDatacenter = target.Datacenter.Named() }),
                Finish = () =>
                {
                    VmAvailability.RequireReachable(target.Host);
                    EntityNames.RequireFree(folder, vm.Name, vm);
                    Move(vm, target, devices, move);
                    vCenter.Events.Post(vm, new VmRelocatedEvent { SourceHost = source.Host?.Named(), SourceDatastore = source.Datastore.Named(), SourceDatacenter = source.Datacenter?.Named() });
                    return result();
                },
                Undo = copies.Undo,
                Failed = fault => vCenter.Events.Post(vm, new VmRelocateFailedEvent { DestHost = target.Host.Named(), DestDatastore = target.Home.Named(), Reason = fault.Localized() }),
            };
        }
        catch
        {
            copies.Undo();
            throw;
        }
    }

    private void Move(VirtualMachine vm, VmTarget target, IReadOnlyList<VirtualDevice> devices, StorageMove move)
    {
        Datacenter from = vm.Datacenter!;
        string? home = VmStorage.HomeOf(vm);
        HashSet<string> released = vCenter.Storage.FilesOf(vm);
        vm.ChangeConfig(config =>
        {
            config.Hardware!.Device = devices;
            config.Files = move.Files ?? config.Files;
            if (move.Files is not null)
            {
                config.DatastoreUrl = [new VirtualMachineConfigInfoDatastoreUrlPair { Name = target.Home.Name, Url = target.Home.Url }];
            }
        });
        move.MoveSnapshots();
        if (target.Folder != vm.Parent)
        {
            (vm.Parent as Folder)?.Remove(vm);
            target.Folder.Add(vm);
        }

        if (!vm.IsTemplate)
        {
            vm.MoveTo(target.Pool);
        }

        if (vm.Host != target.Host)
        {
            vm.MoveTo(target.Host);
            vm.Set("environmentBrowser", target.Host.Compute.Get<ManagedObjectReference>("environmentBrowser"));
        }

        vCenter.Inventory.Attach(vm);
        released.ExceptWith(vCenter.Storage.FilesOf(vm));
        vCenter.Storage.Delete(from, released, vm, home);
    }

    private Folder FolderFor(VirtualMachine vm, VirtualMachineRelocateSpec spec)
    {
        if (spec.Folder is { } named)
        {
            return vCenter.World.Require<Folder>(named, "spec.folder");
        }

        // To another datacenter without a word about the folder: its root folder for VMs.
        var destination = (ManagedEntity?)vCenter.World.Find(spec.Host) ?? (vCenter.World.Find(spec.Pool) as ResourcePool)?.Owner;
        return destination?.Datacenter is { } datacenter && datacenter != vm.Datacenter ? datacenter.VmFolder : (Folder)vm.Parent!;
    }

    /// <summary>Another pool of the same cluster is no reason to leave the host.</summary>
    private VirtualMachineRelocateSpec StayingWhereItCan(VirtualMachine vm, VirtualMachineRelocateSpec spec)
    {
        if (spec.Host is not null || spec.Pool is null || vm.Host is not { } host || (vCenter.World.Find(spec.Pool) as ResourcePool)?.Owner != host.Compute)
        {
            return spec;
        }

        var staying = (VirtualMachineRelocateSpec)spec.Copy();
        staying.Host = host.Reference;
        return staying;
    }

    private void RequireNetworks(VirtualMachine vm, VmTarget target)
    {
        foreach (VirtualEthernetCard card in vm.Devices.OfType<VirtualEthernetCard>())
        {
            Network? network = vCenter.Inventory.FindNetwork(vm.Datacenter!, card.Backing);
            if (network is not null && vm.Host != target.Host && !network.Hosts.Contains(target.Host.Reference))
            {
                throw CannotAccessNetwork(card, network);
            }
        }
    }
}
