using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// The disk files that a task makes. Their space is taken at the start, as vCenter's copies take it: of two clones that don't fit
/// together, the second fails. All of it is given back when the task fails.
/// </summary>
internal sealed class DiskCopies(VmStorage storage)
{
    private readonly List<(Datastore Datastore, string Path)> _made = [];

    /// <summary>Makes the file of a disk's copy.</summary>
    /// <param name="disk">The disk to copy.</param>
    /// <param name="from">Where its files are.</param>
    /// <param name="target">Where the copy goes, and how.</param>
    /// <param name="directory">The directory of the new VM's files.</param>
    /// <returns>The copy's backing.</returns>
    /// <exception cref="VimFaultException">NoDiskSpace, PhysCompatRDMNotSupported.</exception>
    internal VirtualDiskFlatVer2BackingInfo Copy(VirtualDisk disk, Datacenter from, DiskTarget target, string directory)
    {
        if (disk.Backing is VirtualDiskRawDiskMappingVer1BackingInfo { CompatibilityMode: "physicalMode" })
        {
            throw SimulatedFault.Of(new PhysCompatRDMNotSupported { Device = disk.DeviceInfo?.Label }, "Raw device mappings in physical mode can't be cloned.");
        }

        string path = VmStorage.NewDiskPath(target.Datastore, directory);
        return disk.Backing is VirtualDiskFlatVer2BackingInfo backing
            ? ParentOf(backing, target) is { } parent
                ? Child(disk, from, backing, parent, target, path)
                : Whole(disk, from, backing, target, path)
            : Whole(disk, from, new VirtualDiskFlatVer2BackingInfo { DiskMode = "persistent", ThinProvisioned = true, WriteThrough = false }, target, path);
    }

    /// <summary>Makes an empty child of a disk, for both sides of an instant clone.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal VirtualDiskFlatVer2BackingInfo AddChild(VirtualDisk disk, VirtualDiskFlatVer2BackingInfo parent, Datastore datastore, string path)
    {
        Allocate(datastore, path, VmStorage.CapacityOf(disk), VmStorage.ChildAllocation, parent.FileName);
        return Backing(parent, datastore, path, parent, parent.ThinProvisioned);
    }

    /// <summary>Gives all space back.</summary>
    internal void Undo()
    {
        foreach ((Datastore datastore, string path) in _made)
        {
            datastore.Delete(path);
        }

        _made.Clear();
    }

    /// <summary>Makes a new disk's file.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal void Allocate(Datastore datastore, string path, long capacityBytes, long allocatedBytes, string? parentPath = null)
    {
        datastore.Allocate(path, capacityBytes, allocatedBytes, parentPath);
        _made.Add((datastore, path));
    }

    /// <summary>Deletes the file of a disk that the new VM won't have after all.</summary>
    internal void GiveBack(VirtualDevice device)
    {
        if (device.Backing is VirtualDeviceFileBackingInfo { FileName: { } path } && _made.FindIndex(made => made.Path == path) is var index and >= 0)
        {
            _made[index].Datastore.Delete(path);
            _made.RemoveAt(index);
        }
    }

    /// <summary>Lets a disk's file grow. What a thin disk gains is taken to be as full as new thin disks are.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal void Grow(VirtualDiskFlatVer2BackingInfo backing, long capacityBytes)
    {
        (Datastore datastore, string path) = _made.First(made => made.Path == backing.FileName);
        long allocated = new DiskRecipe(capacityBytes, backing.ThinProvisioned == true).AllocatedBytes;
        datastore.Resize(path, capacityBytes, Math.Max(allocated, datastore.Files[path].AllocatedBytes));
    }

    /// <summary>What the copy builds on; null when it is a whole disk.</summary>
    private static VirtualDiskFlatVer2BackingInfo? ParentOf(VirtualDiskFlatVer2BackingInfo backing, DiskTarget target) => target.MoveType switch
    {
        // Independent disks are in no snapshot, so that nobody could build on them.
        DiskMoveTypes.NewChild => backing.DiskMode?.StartsWith("independent", StringComparison.Ordinal) == true ? null : backing,
        DiskMoveTypes.ChildMost => backing.Parent,
        DiskMoveTypes.AllowSharing => backing.Parent?.Datastore == target.Datastore.Reference ? backing.Parent : null,
        _ => null,
    };

    private VirtualDiskFlatVer2BackingInfo Whole(VirtualDisk disk, Datacenter from, VirtualDiskFlatVer2BackingInfo backing, DiskTarget target, string path)
    {
        long capacity = VmStorage.CapacityOf(disk);
        bool isThin = target.IsThin ?? backing.ThinProvisioned ?? false;
        Allocate(target.Datastore, path, capacity, isThin ? storage.WrittenBytes(from, disk) : capacity);
        return Backing(backing, target.Datastore, path, parent: null, isThin);
    }

    private VirtualDiskFlatVer2BackingInfo Child(
        VirtualDisk disk, Datacenter from, VirtualDiskFlatVer2BackingInfo backing, VirtualDiskFlatVer2BackingInfo parent, DiskTarget target, string path)
    {
        long written = parent == backing ? VmStorage.ChildAllocation : storage.FindFile(from, backing.FileName ?? "")?.AllocatedBytes ?? VmStorage.ChildAllocation;
        Allocate(target.Datastore, path, VmStorage.CapacityOf(disk), written, parent.FileName);
        return Backing(backing, target.Datastore, path, parent, backing.ThinProvisioned);
    }

    private static VirtualDiskFlatVer2BackingInfo Backing(
        VirtualDiskFlatVer2BackingInfo like, Datastore datastore, string path, VirtualDiskFlatVer2BackingInfo? parent, bool? isThin) => new()
        {
            FileName = path,
            Datastore = datastore.Reference,
            DiskMode = like.DiskMode,
            Split = like.Split,
            WriteThrough = like.WriteThrough,
            ThinProvisioned = isThin,
            EagerlyScrub = isThin == true ? null : like.EagerlyScrub,
            Uuid = StableUuid.Of("disk", path),
            Parent = parent is null ? null : (VirtualDiskFlatVer2BackingInfo)parent.Copy(),
            DeltaDiskFormat = parent is null ? null : "redoLogFormat",
            Sharing = like.Sharing,
            KeyId = like.KeyId,
        };
}
