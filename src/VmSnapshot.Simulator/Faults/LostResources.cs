using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;

namespace VmSnapshot.Simulator.Faults;

/// <summary>States that parts of an inventory get into without anybody's call.</summary>
internal static class LostResources
{
    internal static IDisposable Fill(SimulatedWorld world, string name, long freeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(freeBytes);
        lock (world.Gate)
        {
            Datastore datastore = Find<Datastore>(world, name);
            string path = $"[{datastore.Name}] filled/{world.NewId("filler")}.bin";
            long size = Math.Max(0, datastore.FreeBytes - freeBytes);
            datastore.Allocate(path, size, size);
            return new Undo(world, () => datastore.Delete(path));
        }
    }

    /// <summary>As the API reference has it: a host that doesn't answer is <c>notResponding</c>, its VMs are <c>disconnected</c>, and their last known state stays.</summary>
    internal static IDisposable Lose(VCenter vCenter, string name)
    {
        lock (vCenter.World.Gate)
        {
            HostSystem host = Find<HostSystem>(vCenter.World, name);
            InventoryStates.StopResponding(vCenter, host);
            return new Undo(vCenter.World, () => InventoryStates.Reconnect(vCenter, host));
        }
    }

    private static T Find<T>(SimulatedWorld world, string name)
        where T : ManagedEntity
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        IEnumerable<T> all = world.Objects.OfType<T>();
        return all.FirstOrDefault(entity => entity.Reference.Value == name)
            ?? all.FirstOrDefault(entity => name.StartsWith('/') ? InventoryNames.PathOf(entity) == name : entity.Name == name)
            ?? throw new ArgumentException($"There is no {typeof(T).Name} with the name, path or identifier '{name}'.", nameof(name));
    }

    private sealed class Undo(SimulatedWorld world, Action action) : IDisposable
    {
        private Action? _action = action;

        public void Dispose()
        {
            lock (world.Gate)
            {
                _action?.Invoke();
                _action = null;
            }
        }
    }
}
