using VmSnapshot.Simulator.Inventory;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// What an operation is going to do to files. Room is asked for while it is planned, so that an operation either does
/// all of it or, when there is no room, nothing.
/// </summary>
internal sealed class PlannedFiles(InventoryFactory inventory, Datacenter datacenter)
{
    private readonly List<Action> _steps = [];
    private readonly Dictionary<Datastore, long> _taken = [];
    private readonly Dictionary<string, long?> _capacities = new(StringComparer.Ordinal);

    /// <summary>The datastore that a path names.</summary>
    /// <exception cref="VmSnapshot.Vim25.VimFaultException">InvalidDatastorePath, or InaccessibleDatastore.</exception>
    internal Datastore DatastoreOf(string path)
    {
        Datastore datastore = inventory.FindDatastore(datacenter, path) ?? throw SimulatedFault.InvalidDatastorePath(path);
        return datastore.Accessible ? datastore : throw SimulatedFault.InaccessibleDatastore(datastore);
    }

    internal bool Exists(string path) => CapacityOf(path) is not null;

    /// <summary>The capacity of the disk in a file, or null when there is no such file.</summary>
    internal long? CapacityOf(string path)
        => _capacities.TryGetValue(path, out long? planned) ? planned
            : inventory.FindDatastore(datacenter, path)?.Files.GetValueOrDefault(path)?.CapacityBytes;

    internal void Create(string path, long capacityBytes, long allocatedBytes, string? parentPath = null)
    {
        Datastore datastore = DatastoreOf(path);
        Take(datastore, path, allocatedBytes);
        _capacities[path] = capacityBytes;
        _steps.Add(() => datastore.Allocate(path, capacityBytes, allocatedBytes, parentPath));
    }

    internal void Grow(string path, long capacityBytes, bool isThin)
    {
        Datastore datastore = DatastoreOf(path);
        if (datastore.Files.GetValueOrDefault(path) is not { } file)
        {
            throw SimulatedFault.FileNotFound(path);
        }

        long added = capacityBytes - file.CapacityBytes;
        long allocated = file.AllocatedBytes + (isThin ? new DiskRecipe(added).AllocatedBytes : added);
        Take(datastore, path, allocated - file.AllocatedBytes);
        _capacities[path] = capacityBytes;
        _steps.Add(() => datastore.Resize(path, capacityBytes, allocated));
    }

    internal void Delete(string path)
    {
        if (inventory.FindDatastore(datacenter, path) is { } datastore && datastore.Files.TryGetValue(path, out DiskFile? file))
        {
            Take(datastore, path, -file.AllocatedBytes);
            _capacities[path] = null;
            _steps.Add(() => datastore.Delete(path));
        }
    }

    /// <summary>Whether a child's changes fit into the file below it: on one datastore they take no more than before.</summary>
    internal bool CanMerge(string child, string into)
        => inventory.FindDatastore(datacenter, child) is { } from && inventory.FindDatastore(datacenter, into) is { } to
            && (from == to || to.FreeBytes - _taken.GetValueOrDefault(to) >= from.Files.GetValueOrDefault(child)?.AllocatedBytes);

    /// <summary>Writes a child's changes into the file below it and lets the child go.</summary>
    internal void Merge(string child, string into)
    {
        DiskFile? from = inventory.FindDatastore(datacenter, child)?.Files.GetValueOrDefault(child);
        if (from is null || inventory.FindDatastore(datacenter, into) is not { } datastore || datastore.Files.GetValueOrDefault(into) is not { } file)
        {
            return;
        }

        Delete(child);
        _steps.Add(() =>
        {
            // Known only now: the child may have taken in its own child just before.
            long capacity = Math.Max(file.CapacityBytes, from.CapacityBytes);
            long written = Math.Max(0, from.AllocatedBytes - DiskChains.EmptyChildBytes);
            datastore.Resize(into, capacity, Math.Max(file.AllocatedBytes, Math.Min(file.AllocatedBytes + written, capacity)));
        });
    }

    /// <summary>Does it.</summary>
    internal void Apply()
    {
        foreach (Action step in _steps)
        {
            step();
        }

        _steps.Clear();
    }

    private void Take(Datastore datastore, string path, long bytes)
    {
        long taken = _taken.GetValueOrDefault(datastore) + bytes;
        if (bytes > 0 && taken > datastore.FreeBytes)
        {
            throw SimulatedFault.NoDiskSpace(datastore.Name, path);
        }

        _taken[datastore] = taken;
    }
}
