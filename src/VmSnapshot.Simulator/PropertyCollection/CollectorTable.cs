using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>What each session has in its property collectors, the common one and its own.</summary>
internal sealed class CollectorTable
{
    private readonly SimulatedWorld _world;
    private readonly PerSession<Dictionary<ManagedObject, CollectorState>> _bySession;

    internal CollectorTable(SimulatedWorld world)
    {
        _world = world;
        _bySession = new(static _ => [], collectors =>
        {
            foreach (ManagedObject collector in collectors.Keys.ToList())
            {
                Close(collectors, collector);
            }
        });
    }

    /// <summary>What the caller's session has in the collector that it calls.</summary>
    internal CollectorState Of(SimulatedCall call) => Of(call.User, _world.Find(call.Request.This)!);

    internal CollectorState Of(SimulatedSession session, ManagedObject collector)
    {
        Dictionary<ManagedObject, CollectorState> collectors = _bySession.Of(session);
        if (!collectors.TryGetValue(collector, out CollectorState? state))
        {
            collectors.Add(collector, state = new CollectorState(_world, collector.Reference));
        }

        return state;
    }

    /// <summary>Ends what a session has in a collector, and the collector if it is the session's own.</summary>
    internal void Close(SimulatedSession session, ManagedObject collector) => Close(_bySession.Of(session), collector);

    private void Close(Dictionary<ManagedObject, CollectorState> collectors, ManagedObject collector)
    {
        if (collectors.Remove(collector, out CollectorState? state))
        {
            state.Close();
        }

        if (collector.OwnerSession is not null)
        {
            _world.Remove(collector);
        }
    }
}
