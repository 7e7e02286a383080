using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Snapshots;

/// <summary>
/// Removes snapshots and merges the disk chains that they leave. A file that was a removed snapshot's state takes in what
/// was written upon it, as long as only one child is left and nobody else uses the two; linked clones keep what they hang
/// on. What can't be merged because something holds it,
/// or because there is no room, is what vCenter calls in need of consolidation.
/// </summary>
internal sealed class SnapshotRemoval(VCenter vCenter, VirtualMachine vm)
{
    private readonly PlannedFiles _files = new(vCenter.Inventory, vm.Datacenter!);

    internal void Remove(VirtualMachineSnapshot snapshot, bool withChildren, bool consolidate)
    {
        if (snapshot.IsDeleted)
        {
            throw SimulatedFault.ManagedObjectNotFound(snapshot.Reference);
        }

        if (vm.Config.Flags?.SnapshotLocked == true)
        {
            throw SimulatedFault.Of(new SnapshotLocked(), "The snapshots of the virtual machine are locked.");
        }

        SnapshotTraces traces = vm.SnapshotTraces ??= new SnapshotTraces();
        var orphans = new HashSet<DiskFileId>();
        foreach (VirtualMachineSnapshot gone in SnapshotTree.Remove(vm, snapshot, withChildren))
        {
            foreach (VirtualDisk disk in DisksOf(gone.Config))
            {
                if (!DiskChains.IsIndependent(disk) && disk.Backing is VirtualDeviceFileBackingInfo { FileName: { } path })
                {
                    traces.Redundant.Add(path);
                }
            }

            orphans.UnionWith(DiskChains.FilesOf(gone.Config));
            if (gone.MemoryFile is { } memory)
            {
                _files.Delete(memory);
            }

            vm.World.Remove(gone);
        }

        foreach (DiskFileId file in orphans.Where(file => !DiskChains.IsInUse(vm.World, file)))
        {
            _files.Delete(file.Path);
            traces.Redundant.Remove(file.Path);
        }

        bool isLeft = consolidate ? Merge(traces) : HasMergeable(traces);
        _files.Apply();
        SetConsolidationNeeded(isLeft);
    }

    internal void Consolidate()
    {
        if (vm.IsTemplate)
        {
            throw SimulatedFault.NotSupported("The operation is not supported on the object.");
        }

        if (vm.SnapshotTraces is { } traces && Mergeable(traces).FirstOrDefault(IsLocked) is { Into: { } locked })
        {
            Post("com.vmware.vc.VmDiskFailedToConsolidateEvent", "error");
            throw SimulatedFault.FileLocked(locked);
        }

        bool isLeft = vm.SnapshotTraces is { } left && Merge(left);
        _files.Apply();
        SetConsolidationNeeded(isLeft);
        Post("com.vmware.vc.VmDiskConsolidatedEvent", "info");
    }

    /// <summary>Merges what can be; says whether something that could be was held.</summary>
    private bool Merge(SnapshotTraces traces)
    {
        while (Mergeable(traces).FirstOrDefault(link => !IsLocked(link) && _files.CanMerge(link.Child!, link.Into)) is { Into: not null } link)
        {
            _files.Merge(link.Child!, link.Into);
            foreach (ManagedObject holder in Holders())
            {
                Relink(holder, link.Child!, link.Into);
            }

            traces.Redundant.Remove(link.Into);
            if (traces.Redundant.Remove(link.Child!))
            {
                // The child was redundant itself: now its content is in the file below.
                traces.Redundant.Add(link.Into);
            }
        }

        return HasMergeable(traces);
    }

    private bool HasMergeable(SnapshotTraces traces) => Mergeable(traces).Count > 0;

    /// <summary>The redundant files, each with the one child that could be merged into it.</summary>
    private List<(string Into, string? Child)> Mergeable(SnapshotTraces traces)
    {
        ManagedObject[] holders = Holders();
        var tops = new HashSet<string?>(StringComparer.Ordinal);
        var children = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (VirtualDeviceFileBackingInfo[] chain in holders.SelectMany(holder => DisksOf(ConfigOf(holder))).Select(disk => DiskChains.Of(disk).ToArray()).Where(chain => chain.Length > 0))
        {
            tops.Add(chain[0].FileName);
            foreach ((VirtualDeviceFileBackingInfo child, VirtualDeviceFileBackingInfo parent) in chain.Zip(chain.Skip(1)))
            {
                (children.TryGetValue(parent.FileName!, out HashSet<string>? found) ? found : children[parent.FileName!] = []).Add(child.FileName!);
            }
        }

        return
        [
            .. traces.Redundant
                .Where(path => !tops.Contains(path) && children.TryGetValue(path, out HashSet<string>? found) && found.Count == 1)
                .Select(path => (Into: path, Child: (string?)children[path].Single()))
                .Where(link => !IsSharedBeyond(holders, link.Into) && !IsSharedBeyond(holders, link.Child!))
                .OrderBy(link => link.Into, StringComparer.Ordinal),
        ];
    }

    private bool IsSharedBeyond(ManagedObject[] holders, string path)
        => DiskChains.IsInUse(vm.World, DiskFileId.Of(vCenter.Inventory.FindDatastore(vm.Datacenter!, path), path), holders);

    private bool IsLocked((string Into, string? Child) link) => new[] { link.Into, link.Child! }.Any(path =>
        vCenter.Inventory.FindDatastore(vm.Datacenter!, path)?.Files.GetValueOrDefault(path)?.IsLocked == true);

    private ManagedObject[] Holders() => [vm, .. DiskChains.SnapshotsOf(vm)];

    private static void Relink(ManagedObject holder, string child, string into)
    {
        VirtualMachineConfigInfo config = ConfigOf(holder);
        if (!DiskChains.FilesOf(config).Any(file => file.Path == child))
        {
            return;
        }

        var copy = (VirtualMachineConfigInfo)config.Copy();
        foreach (VirtualDisk disk in DisksOf(copy))
        {
            disk.Backing = disk.Backing is VirtualDeviceFileBackingInfo backing ? Without(backing, child, into) : disk.Backing;
        }

        if (holder is VirtualMachine machine)
        {
            machine.ReplaceConfig(copy);
        }
        else
        {
            ((VirtualMachineSnapshot)holder).Config = copy;
        }
    }

    /// <summary>The chain with the parent in the child's place.</summary>
    private static VirtualDeviceFileBackingInfo Without(VirtualDeviceFileBackingInfo backing, string child, string into)
    {
        VirtualDeviceFileBackingInfo? parent = DiskChains.ParentOf(backing);
        if (backing.FileName == child && parent?.FileName == into)
        {
            if (DiskChains.ModeOf(backing) is { } mode)
            {
                DiskChains.SetMode(parent, mode);
            }

            return parent;
        }

        if (parent is not null)
        {
            DiskChains.SetParent(backing, Without(parent, child, into));
        }

        return backing;
    }

    private void SetConsolidationNeeded(bool isNeeded)
    {
        if (vm.Runtime.ConsolidationNeeded != isNeeded)
        {
            vm.ChangeRuntime(runtime => runtime.ConsolidationNeeded = isNeeded);
            Post(isNeeded ? "com.vmware.vc.VmDiskConsolidationNeeded" : "com.vmware.vc.VmDiskConsolidationNoLongerNeeded", isNeeded ? "warning" : "info");
        }
    }

    private void Post(string type, string severity) => vCenter.Events.Post(vm, new EventEx { EventTypeId = type, Severity = severity });

    private static VirtualMachineConfigInfo ConfigOf(ManagedObject holder) => holder is VirtualMachine machine ? machine.Config : ((VirtualMachineSnapshot)holder).Config;

    private static IEnumerable<VirtualDisk> DisksOf(VirtualMachineConfigInfo config) => (config.Hardware?.Device ?? []).OfType<VirtualDisk>();
}
