using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>The files of VMs: where new ones go, what a disk's chain takes, what can be deleted.</summary>
internal sealed class VmStorage(SimulatedWorld world, InventoryFactory inventory)
{
    /// <summary>What a child takes before anything was written to it.</summary>
    internal const long ChildAllocation = 16L << 20;

    /// <summary>The files of a disk, the one that is written to first, then its parents.</summary>
    internal static IEnumerable<string> Chain(VirtualDeviceBackingInfo? backing)
    {
        for (VirtualDeviceBackingInfo? current = backing; current is VirtualDeviceFileBackingInfo file; current = (current as VirtualDiskFlatVer2BackingInfo)?.Parent)
        {
            if (file.FileName is { Length: > 0 } path)
            {
                yield return path;
            }
        }
    }

    /// <summary>The directory for a new VM's files: named after it, with a number where another VM's files are there already.</summary>
    internal static string NewDirectory(Datastore home, string vmName)
    {
        string plain = vmName.Replace("%2f", "_", StringComparison.Ordinal).Replace("%5c", "_", StringComparison.Ordinal).Replace("%25", "_", StringComparison.Ordinal);
        string name = plain;
        for (int number = 1; home.HasDirectory($"[{home.Name}] {name}"); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{plain}_{number}");
        }

        return name;
    }

    /// <summary>A disk's path that isn't taken: <c>web-1.vmdk</c>, <c>web-1_1.vmdk</c> and so on.</summary>
    internal static string NewDiskPath(Datastore datastore, string directory)
    {
        string path = $"[{datastore.Name}] {directory}/{directory}.vmdk";
        for (int number = 1; datastore.Files.ContainsKey(path); number++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"[{datastore.Name}] {directory}/{directory}_{number}.vmdk");
        }

        return path;
    }

    /// <summary>The path of the next child of a disk: <c>web-1-000001.vmdk</c> and so on.</summary>
    internal static string NewChildPath(Datastore datastore, string path)
    {
        string stem = path[..^".vmdk".Length];
        if (stem.Length > 7 && stem[^7] == '-' && stem[^6..].All(char.IsAsciiDigit))
        {
            stem = stem[..^7];
        }

        int number = 1;
        while (datastore.Files.ContainsKey(Numbered(number)))
        {
            number++;
        }

        return Numbered(number);

        string Numbered(int child) => string.Create(CultureInfo.InvariantCulture, $"{stem}-{child:D6}.vmdk");
    }

    internal Datastore? DatastoreOf(Datacenter datacenter, VirtualDeviceFileBackingInfo backing)
        => world.Find(backing.Datastore) as Datastore ?? (backing.FileName is { } path ? inventory.FindDatastore(datacenter, path) : null);

    internal DiskFile? FindFile(Datacenter datacenter, string path)
        => inventory.FindDatastore(datacenter, path)?.Files.GetValueOrDefault(path);

    /// <summary>What the data of a disk and its parents take together, at most its capacity.</summary>
    internal long WrittenBytes(Datacenter datacenter, VirtualDisk disk)
        => Math.Min(CapacityOf(disk), Chain(disk.Backing).Sum(path => FindFile(datacenter, path)?.AllocatedBytes ?? 0));

    internal static long CapacityOf(VirtualDisk disk) => disk.CapacityInBytes ?? disk.CapacityInKB << 10;

    /// <summary>The snapshots of a VM, parents before children.</summary>
    internal IEnumerable<VirtualMachineSnapshot> SnapshotsOf(VirtualMachine vm) => SnapshotsIn(vm.Snapshots?.RootSnapshotList);

    /// <summary>Every disk file that a VM needs, for itself and for its snapshots, and the memory of these.</summary>
    internal HashSet<string> FilesOf(VirtualMachine vm)
    {
        var files = new HashSet<string>(StringComparer.Ordinal);
        files.UnionWith(vm.Devices.OfType<VirtualDisk>().SelectMany(disk => Chain(disk.Backing)));
        foreach (VirtualMachineSnapshot snapshot in SnapshotsOf(vm))
        {
            files.UnionWith((snapshot.Config.Hardware?.Device ?? []).OfType<VirtualDisk>().SelectMany(disk => Chain(disk.Backing)));
            if (snapshot.MemoryFile is { } memory)
            {
                files.Add(memory);
            }
        }

        return files;
    }

    /// <summary>
    /// Deletes files that a VM doesn't use any more. What linked clones or other VMs build on stays; vCenter keeps track of shared
    /// disks and deletes them with the last VM that needs them.
    /// </summary>
    /// <param name="datacenter">Where the files are.</param>
    /// <param name="files">The files.</param>
    /// <param name="user">The VM that used them.</param>
    /// <param name="home">The VM's own directory, whose files no other VM has as its own.</param>
    internal void Delete(Datacenter datacenter, HashSet<string> files, VirtualMachine user, string? home)
    {
        List<string> left = [.. files];
        while (left.FindIndex(path => IsUnused(datacenter, path, user, home)) is var index and >= 0)
        {
            inventory.FindDatastore(datacenter, left[index])?.Delete(left[index]);
            left.RemoveAt(index);
        }
    }

    /// <summary>The directory of a VM's configuration file, without its datastore.</summary>
    internal static string? HomeOf(VirtualMachine vm) => DirectoryIn(vm.Config.Files?.VmPathName);

    private bool IsUnused(Datacenter datacenter, string path, VirtualMachine user, string? home)
    {
        IEnumerable<Datastore> datastores = datacenter.Datastores.Snapshot.Select(world.Find).OfType<Datastore>();
        if (datastores.Any(datastore => datastore.HasChildrenOf(path)))
        {
            return false;
        }

        return (home is not null && DirectoryIn(path) == home)
            || inventory.FindDatastore(datacenter, path) is not { } at
            || !at.Vms.Snapshot.Select(world.Find).OfType<VirtualMachine>().Any(vm => vm != user && FilesOf(vm).Contains(path));
    }

    private static string? DirectoryIn(string? path)
    {
        int start = path?.IndexOf("] ", StringComparison.Ordinal) ?? -1;
        int end = path?.LastIndexOf('/') ?? -1;
        return start >= 0 && end > start + 2 ? path![(start + 2)..end] : null;
    }

    private IEnumerable<VirtualMachineSnapshot> SnapshotsIn(IReadOnlyList<VirtualMachineSnapshotTree>? trees)
    {
        foreach (VirtualMachineSnapshotTree tree in trees ?? [])
        {
            if (world.Find(tree.Snapshot) is VirtualMachineSnapshot snapshot)
            {
                yield return snapshot;
            }

            foreach (VirtualMachineSnapshot child in SnapshotsIn(tree.ChildSnapshotList))
            {
                yield return child;
            }
        }
    }
}
