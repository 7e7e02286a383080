using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// Disks whose files hold the changes to other files: those of VMs with snapshots and of linked clones. A file is in use
/// while the chain of any VM's disk, or of any snapshot's, names it.
/// </summary>
internal static class DiskChains
{
    /// <summary>What an empty child disk takes of a datastore.</summary>
    internal const long EmptyChildBytes = 16L << 20;

    /// <summary>The backings of a disk that are files: its own first, the base last.</summary>
    internal static IEnumerable<VirtualDeviceFileBackingInfo> Of(VirtualDevice device)
    {
        if (device is VirtualDisk)
        {
            for (var backing = device.Backing as VirtualDeviceFileBackingInfo; backing is not null; backing = ParentOf(backing))
            {
                yield return backing;
            }
        }
    }

    /// <summary>The files of all disks of a configuration, those below them included.</summary>
    internal static IEnumerable<DiskFileId> FilesOf(VirtualMachineConfigInfo? config)
    {
        foreach (VirtualDevice device in config?.Hardware?.Device ?? [])
        {
            foreach (VirtualDeviceFileBackingInfo backing in Of(device))
            {
                if (!string.IsNullOrEmpty(backing.FileName))
                {
                    yield return DiskFileId.Of(backing);
                }
            }
        }
    }

    /// <summary>The backing that another one holds the changes to.</summary>
    internal static VirtualDeviceFileBackingInfo? ParentOf(VirtualDeviceFileBackingInfo backing) => backing switch
    {
        VirtualDiskFlatVer2BackingInfo flat => flat.Parent,
        VirtualDiskSeSparseBackingInfo sparse => sparse.Parent,
        VirtualDiskRawDiskMappingVer1BackingInfo mapping => mapping.Parent,
        VirtualDiskSparseVer2BackingInfo sparse => sparse.Parent,
        VirtualDiskFlatVer1BackingInfo flat => flat.Parent,
        VirtualDiskSparseVer1BackingInfo sparse => sparse.Parent,
        _ => null,
    };

    /// <summary>Puts another backing of the same class below one.</summary>
    internal static void SetParent(VirtualDeviceFileBackingInfo backing, VirtualDeviceFileBackingInfo? parent)
    {
        switch (backing)
        {
            case VirtualDiskFlatVer2BackingInfo flat: flat.Parent = (VirtualDiskFlatVer2BackingInfo?)parent; break;
            case VirtualDiskSeSparseBackingInfo sparse: sparse.Parent = (VirtualDiskSeSparseBackingInfo?)parent; break;
            case VirtualDiskRawDiskMappingVer1BackingInfo mapping: mapping.Parent = (VirtualDiskRawDiskMappingVer1BackingInfo?)parent; break;
            case VirtualDiskSparseVer2BackingInfo sparse: sparse.Parent = (VirtualDiskSparseVer2BackingInfo?)parent; break;
            case VirtualDiskFlatVer1BackingInfo flat: flat.Parent = (VirtualDiskFlatVer1BackingInfo?)parent; break;
            case VirtualDiskSparseVer1BackingInfo sparse: sparse.Parent = (VirtualDiskSparseVer1BackingInfo?)parent; break;
        }
    }

    /// <summary>The mode of a disk's backing, such as <c>independent_persistent</c>; null where the kind has none.</summary>
    internal static string? ModeOf(VirtualDeviceBackingInfo? backing) => backing switch
    {
        VirtualDiskFlatVer2BackingInfo flat => flat.DiskMode,
        VirtualDiskSeSparseBackingInfo sparse => sparse.DiskMode,
        VirtualDiskRawDiskMappingVer1BackingInfo mapping => mapping.DiskMode,
        VirtualDiskSparseVer2BackingInfo sparse => sparse.DiskMode,
        VirtualDiskFlatVer1BackingInfo flat => flat.DiskMode,
        VirtualDiskSparseVer1BackingInfo sparse => sparse.DiskMode,
        VirtualDiskLocalPMemBackingInfo memory => memory.DiskMode,
        _ => null,
    };

    internal static void SetMode(VirtualDeviceBackingInfo? backing, string mode)
    {
        switch (backing)
        {
            case VirtualDiskFlatVer2BackingInfo flat: flat.DiskMode = mode; break;
            case VirtualDiskSeSparseBackingInfo sparse: sparse.DiskMode = mode; break;
            case VirtualDiskRawDiskMappingVer1BackingInfo mapping: mapping.DiskMode = mode; break;
            case VirtualDiskSparseVer2BackingInfo sparse: sparse.DiskMode = mode; break;
            case VirtualDiskFlatVer1BackingInfo flat: flat.DiskMode = mode; break;
            case VirtualDiskSparseVer1BackingInfo sparse: sparse.DiskMode = mode; break;
            case VirtualDiskLocalPMemBackingInfo memory: memory.DiskMode = mode; break;
        }
    }

    /// <summary>Whether snapshots leave the disk alone.</summary>
    internal static bool IsIndependent(VirtualDevice disk) => ModeOf(disk.Backing)?.StartsWith("independent", StringComparison.Ordinal) == true;

    /// <summary>Whether a VM or a snapshot other than the excepted ones names a file.</summary>
    internal static bool IsInUse(SimulatedWorld world, DiskFileId file, params IEnumerable<ManagedObject> except)
        => world.DiskUse.CountOf(file) > except.Sum(holder => FilesOf(ConfigOf(holder)).Count(named => named == file));

    /// <summary>
    /// The files that have to go when a VM goes with its snapshots: those of its chains that nobody else uses, and its
    /// snapshots' memory.
    /// </summary>
    internal static IReadOnlyList<string> FilesOnlyOf(VirtualMachine vm)
    {
        List<VirtualMachineSnapshot> snapshots = [.. SnapshotsOf(vm)];
        ManagedObject[] holders = [vm, .. snapshots];
        return
        [
            .. holders.SelectMany(holder => FilesOf(ConfigOf(holder))).Distinct().Where(file => !IsInUse(vm.World, file, holders)).Select(file => file.Path),
            .. snapshots.Select(snapshot => snapshot.MemoryFile).OfType<string>(),
        ];
    }

    /// <summary>All snapshots of a VM, parents before children.</summary>
    internal static IEnumerable<VirtualMachineSnapshot> SnapshotsOf(VirtualMachine vm)
        => Flatten(vm.Snapshots?.RootSnapshotList).Select(node => vm.World.Find(node.Snapshot)).OfType<VirtualMachineSnapshot>();

    private static IEnumerable<VirtualMachineSnapshotTree> Flatten(IReadOnlyList<VirtualMachineSnapshotTree>? nodes)
        => (nodes ?? []).SelectMany(node => Flatten(node.ChildSnapshotList).Prepend(node));

    private static VirtualMachineConfigInfo? ConfigOf(ManagedObject holder) => holder switch
    {
        VirtualMachine vm => vm.Config,
        VirtualMachineSnapshot snapshot => snapshot.Config,
        _ => null,
    };
}
