using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>The new files of a VM that goes to other datastores. The old ones are there until it is done.</summary>
internal sealed class StorageMove
{
    private readonly VCenter _vCenter;
    private readonly VirtualMachine _vm;
    private readonly VmTarget _target;
    private readonly DiskCopies _copies;
    private readonly Dictionary<string, (string Path, Datastore Datastore)> _moved = new(StringComparer.Ordinal);

    /// <summary>Takes the space that the new files need.</summary>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal StorageMove(VCenter vCenter, VirtualMachine vm, VmTarget target, DiskCopies copies)
    {
        (_vCenter, _vm, _target, _copies) = (vCenter, vm, target, copies);
        bool movesHome = VmTarget.HomeOf(vm) != target.Home;
        Directory = movesHome ? VmStorage.NewDirectory(target.Home, vm.Name) : VmStorage.HomeOf(vm) ?? vm.Name;
        Files = movesHome ? ClonedConfig.FilesIn(target.Home, Directory) : null;
        Devices = [.. vm.Devices.Select(device => device is VirtualDisk disk ? Moved(disk) : device)];
    }

    /// <summary>The directory of the VM's files.</summary>
    internal string Directory { get; }

    /// <summary>The VM's files when they move, or null.</summary>
    internal VirtualMachineFileInfo? Files { get; }

    /// <summary>The VM's devices with the disks where they will be.</summary>
    internal IReadOnlyList<VirtualDevice> Devices { get; }

    /// <summary>Lets snapshots know where their disks went.</summary>
    internal void MoveSnapshots()
    {
        if (_moved.Count > 0)
        {
            foreach (VirtualMachineSnapshot snapshot in _vCenter.Storage.SnapshotsOf(_vm))
            {
                snapshot.Change<VirtualMachineConfigInfo>("config", config =>
                {
                    foreach (VirtualDisk disk in (config.Hardware?.Device ?? []).OfType<VirtualDisk>())
                    {
                        Redirect(disk.Backing as VirtualDiskFlatVer2BackingInfo);
                    }
                });
            }
        }
    }

    private VirtualDisk Moved(VirtualDisk disk)
    {
        DiskTarget to = _target.Disks[disk.Key];
        if (disk.Backing is not VirtualDiskFlatVer2BackingInfo backing || Stays(backing, to))
        {
            return disk;
        }

        var moved = (VirtualDisk)disk.Copy();
        if (_vm.Snapshots is null)
        {
            moved.Backing = _copies.Copy(disk, _vm.Datacenter!, to, Directory);
        }
        else
        {
            // A chain with snapshots in it goes as it is, file by file.
            MoveChain(disk, to.Datastore);
            foreach (VirtualDisk then in _vCenter.Storage.SnapshotsOf(_vm).SelectMany(snapshot => snapshot.Config.Hardware?.Device ?? []).OfType<VirtualDisk>().Where(then => then.Key == disk.Key))
            {
                MoveChain(then, to.Datastore);
            }

            Redirect(moved.Backing as VirtualDiskFlatVer2BackingInfo);
        }

        return moved;
    }

    private static bool Stays(VirtualDiskFlatVer2BackingInfo backing, DiskTarget to)
        => backing.Datastore == to.Datastore.Reference
            && (to.IsThin is null || to.IsThin == backing.ThinProvisioned)
            && to.MoveType != DiskMoveTypes.NewChild
            && (to.MoveType != DiskMoveTypes.Consolidate || backing.Parent is null);

    private void MoveChain(VirtualDisk disk, Datastore to)
    {
        string? parent = null;
        foreach (string path in VmStorage.Chain(disk.Backing).Reverse())
        {
            if (!_moved.TryGetValue(path, out (string Path, Datastore Datastore) there) && _vCenter.Storage.FindFile(_vm.Datacenter!, path) is { } file)
            {
                there = (NewPath(to, path), to);
                _copies.Allocate(to, there.Path, file.CapacityBytes, file.AllocatedBytes, parent);
                _moved.Add(path, there);
            }

            parent = there.Path;
        }
    }

    private string NewPath(Datastore to, string path)
    {
        string same = $"[{to.Name}] {Directory}/{path[(path.LastIndexOf('/') + 1)..]}";
        return to.Files.ContainsKey(same) ? VmStorage.NewDiskPath(to, Directory) : same;
    }

    private void Redirect(VirtualDiskFlatVer2BackingInfo? backing)
    {
        for (; backing is not null; backing = backing.Parent)
        {
            if (backing.FileName is { } path && _moved.TryGetValue(path, out (string Path, Datastore Datastore) there))
            {
                (backing.FileName, backing.Datastore) = (there.Path, there.Datastore.Reference);
            }
        }
    }
}
