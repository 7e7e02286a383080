using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>All events, oldest first.</summary>
internal sealed class EventLog(SimulatedWorld world)
{
    private readonly List<Event> _events = [];

    internal IReadOnlyList<Event> All => _events;

    /// <summary>Adds an event; it gets its key and its time.</summary>
    internal void Post(Event posted)
    {
        posted.Key = _events.Count + 1;
        posted.ChainId = posted.ChainId == 0 ? posted.Key : posted.ChainId;
        posted.CreatedTime = world.Now;
        posted.UserName ??= "";
        _events.Add(posted);
    }
}
