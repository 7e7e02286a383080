using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Snapshots;

/// <summary>
/// Takes snapshots: the configuration as it is becomes the snapshot's, and the VM goes on with a child of each disk, such
/// as <c>web-1-000001.vmdk</c>, which holds what is written from then on. Independent disks are left alone.
/// </summary>
internal static class SnapshotTaking
{
    internal static VirtualMachineSnapshot Take(VCenter vCenter, VirtualMachine vm, SnapshotOrder order)
    {
        SnapshotRules.Check(vm, order);
        return Add(vCenter, vm, order);
    }

    /// <summary>Gives a VM or a template of a new inventory a snapshot, as if it had been taken while the VM was off.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal static VirtualMachineSnapshot Declare(VCenter vCenter, VirtualMachine vm, string name) => Add(vCenter, vm, new SnapshotOrder { Name = name });

    private static VirtualMachineSnapshot Add(VCenter vCenter, VirtualMachine vm, SnapshotOrder order)
    {
        var files = new PlannedFiles(vCenter.Inventory, vm.Datacenter!);
        VirtualMachineConfigInfo before = vm.Config;
        var after = (VirtualMachineConfigInfo)before.Copy();
        foreach (VirtualDisk disk in (after.Hardware?.Device ?? []).OfType<VirtualDisk>())
        {
            if (disk.Backing is VirtualDeviceFileBackingInfo backing && !DiskChains.IsIndependent(disk))
            {
                disk.Backing = ChildOf(files, backing, disk);
            }
        }

        SnapshotTraces traces = vm.SnapshotTraces ?? new SnapshotTraces();
        bool isWithMemory = order.WithMemory && vm.PowerState == VirtualMachinePowerState.PoweredOn;
        string? memoryFile = isWithMemory ? PlanMemory(files, vm, traces.LastId + 1) : null;
        files.Apply();
        vm.SnapshotTraces = traces;
        return Record(vm, order, before, after, memoryFile, ++traces.LastId);
    }

    private static VirtualMachineSnapshot Record(
        VirtualMachine vm, SnapshotOrder order, VirtualMachineConfigInfo before, VirtualMachineConfigInfo after, string? memoryFile, int id)
    {
        SimulatedWorld world = vm.World;
        VirtualMachineSnapshot snapshot = world.Add(new VirtualMachineSnapshot(world, new("VirtualMachineSnapshot", world.NewId("snapshot")))
        {
            Config = before,
            Vm = vm,
            MemoryFile = memoryFile,
        });
        bool isOn = vm.PowerState == VirtualMachinePowerState.PoweredOn;
        SnapshotTree.Add(vm, new VirtualMachineSnapshotTree
        {
            Snapshot = snapshot.Reference,
            Vm = vm.Reference,
            Name = order.Name,
            Description = order.Description ?? "",
            Id = id,
            CreateTime = world.Now,
            // Without its memory a VM is off where it is taken back to.
            State = isOn && memoryFile is null ? VirtualMachinePowerState.PoweredOff : vm.PowerState,
            Quiesced = isOn && order.Quiesce && memoryFile is null,
            ReplaySupported = false,
        });
        vm.ReplaceConfig(after);
        return snapshot;
    }

    private static VirtualDeviceFileBackingInfo ChildOf(PlannedFiles files, VirtualDeviceFileBackingInfo parent, VirtualDisk disk)
    {
        string path = FreeChildPath(files, parent.FileName!);
        long capacity = disk.CapacityInBytes ?? disk.CapacityInKB << 10;
        files.Create(path, capacity, Math.Min(DiskChains.EmptyChildBytes, capacity), parent.FileName);
        var child = (VirtualDeviceFileBackingInfo)parent.Copy();
        child.FileName = path;
        child.BackingObjectId = null;
        DiskChains.SetParent(child, parent);
        if (child is VirtualDiskFlatVer2BackingInfo flat)
        {
            (flat.ThinProvisioned, flat.EagerlyScrub, flat.DeltaDiskFormat) = (null, null, "redoLogFormat");
        }

        return child;
    }

    /// <summary>The base's name with the first number that isn't taken: <c>web-1-000001.vmdk</c>.</summary>
    private static string FreeChildPath(PlannedFiles files, string parent)
    {
        string stem = parent[..^".vmdk".Length];
        if (stem.Length > 7 && stem[^7] == '-' && stem.AsSpan(stem.Length - 6).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            stem = stem[..^7];
        }

        for (int number = 1; ; number++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{stem}-{number:D6}.vmdk");
            if (!files.Exists(path))
            {
                return path;
            }
        }
    }

    private static string PlanMemory(PlannedFiles files, VirtualMachine vm, int id)
    {
        string home = vm.Config.Files?.VmPathName ?? "";
        string stem = home.EndsWith(".vmx", StringComparison.Ordinal) ? home[..^4] : home;
        string path = string.Create(CultureInfo.InvariantCulture, $"{stem}-Snapshot{id}.vmem");
        long bytes = (long)vm.Config.Hardware!.MemoryMB << 20;
        files.Create(path, bytes, bytes);
        return path;
    }
}
