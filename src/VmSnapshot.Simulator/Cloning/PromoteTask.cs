using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// PromoteDisks_Task: with <c>unlink</c>, disks that build on others' become whole, and take the space for it. Follows vSphere Web
/// Services API reference; a VM with snapshots of its own, whose chain would have to be copied file by file, is refused.
/// </summary>
internal sealed class PromoteTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<PromoteDisksRequestType>((call, request) =>
    {
        VirtualMachine vm = vCenter.World.Require<VirtualMachine>(request.This, "_this");
        TaskRunner.RequireIdle(vm);
        return vCenter.Tasks.Start(call, vm, "VirtualMachine.promoteDisks", TaskWork.Prepare(() => Prepare(vm, request)));
    });

    private TaskWork Prepare(VirtualMachine vm, PromoteDisksRequestType request)
    {
        VmAvailability.Require(vm);
        if (vm.PowerState == VirtualMachinePowerState.PoweredOn)
        {
            throw SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOff);
        }

        List<VirtualDisk> linked = request.Unlink ? LinkedDisks(vm, request.Disks) : [];
        if (linked.Count > 0 && vm.Snapshots is not null)
        {
            throw SimulatedFault.InvalidState($"'{vm.Name}' has snapshots.");
        }

        var before = new List<(Datastore Datastore, DiskFile File, long Allocated)>();
        try
        {
            foreach (VirtualDisk disk in linked)
            {
                TakeSpace(vm, disk, before);
            }
        }
        catch
        {
            GiveBack(before);
            throw;
        }

        return new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            IsCancelable = true,
            Locks = [vm],
            Finish = () =>
            {
                Unlink(vm, [.. linked.Select(disk => disk.Key)]);
                return null;
            },
            Undo = () => GiveBack(before),
        };
    }

    private static List<VirtualDisk> LinkedDisks(VirtualMachine vm, IReadOnlyList<VirtualDisk>? wanted)
    {
        foreach (VirtualDisk disk in wanted ?? [])
        {
            if (!vm.Devices.OfType<VirtualDisk>().Any(own => own.Key == disk.Key))
            {
                throw SimulatedFault.InvalidArgument("disks");
            }
        }

        return
        [
            .. vm.Devices.OfType<VirtualDisk>().Where(disk => disk.Backing is VirtualDiskFlatVer2BackingInfo { Parent: not null }
                && (wanted is null or [] || wanted.Any(one => one.Key == disk.Key))),
        ];
    }

    private void TakeSpace(VirtualMachine vm, VirtualDisk disk, List<(Datastore Datastore, DiskFile File, long Allocated)> before)
    {
        var backing = (VirtualDiskFlatVer2BackingInfo)disk.Backing!;
        long capacity = VmStorage.CapacityOf(disk);
        Datastore? datastore = vCenter.Storage.DatastoreOf(vm.Datacenter!, backing);
        if (datastore?.Files.GetValueOrDefault(backing.FileName ?? "") is { } file)
        {
            long allocated = file.AllocatedBytes;
            datastore.Resize(file.Path, file.CapacityBytes, backing.ThinProvisioned == true ? vCenter.Storage.WrittenBytes(vm.Datacenter!, disk) : capacity);
            before.Add((datastore, file, allocated));
        }
    }

    private void Unlink(VirtualMachine vm, HashSet<int> keys)
    {
        HashSet<string> released = vCenter.Storage.FilesOf(vm);
        vm.ChangeConfig(config =>
        {
            foreach (VirtualDiskFlatVer2BackingInfo backing in config.Hardware!.Device!.Where(device => keys.Contains(device.Key)).Select(device => device.Backing).OfType<VirtualDiskFlatVer2BackingInfo>())
            {
                (backing.Parent, backing.DeltaDiskFormat) = (null, null);
                if (vCenter.Storage.FindFile(vm.Datacenter!, backing.FileName ?? "") is { } file)
                {
                    file.ParentPath = null;
                }
            }
        });
        released.ExceptWith(vCenter.Storage.FilesOf(vm));
        vCenter.Storage.Delete(vm.Datacenter!, released, vm, VmStorage.HomeOf(vm));
        vCenter.Inventory.Attach(vm);
    }

    private static void GiveBack(List<(Datastore Datastore, DiskFile File, long Allocated)> before)
    {
        foreach ((Datastore datastore, DiskFile file, long allocated) in before)
        {
            datastore.Resize(file.Path, file.CapacityBytes, allocated);
        }
    }
}
