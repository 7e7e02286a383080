using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>
/// All events, oldest first. Whoever posts one gives what only he knows: keys, the time, the caller, the chain of the
/// task, the objects around the entity and the text are filled in.
/// </summary>
internal sealed class EventLog
{
    private readonly SimulatedWorld _world;
    private readonly ManagedObject _manager;
    private SimulatedTask? _ending;
    private int _lastKey;

    internal EventLog(VCenter vCenter)
    {
        _world = vCenter.World;
        _manager = _world.Find(vCenter.Content.EventManager)!;
        History = new HistoryLog<Event>(_world);
    }

    internal HistoryLog<Event> History { get; }

    /// <summary>The key that the next event gets.</summary>
    internal int NextKey => _lastKey + 1;

    internal IReadOnlyList<Event> All => History.Items.ToList();

    /// <summary>Adds an event; about which entity says one of its arguments.</summary>
    internal void Post(Event posted) => Post(SimulatedCall.Current, null, posted);

    /// <summary>Adds an event about an entity; arguments that are left out are filled in from it.</summary>
    internal void Post(ManagedEntity entity, Event posted) => Post(SimulatedCall.Current, entity, posted);

    /// <summary>Adds an event about an entity that comes of a call.</summary>
    internal void Post(SimulatedCall? call, ManagedEntity? entity, Event posted)
    {
        posted.Key = ++_lastKey;
        posted.ChainId = posted.ChainId != 0 ? posted.ChainId : _ending?.Info.EventChainId ?? ChainOf(call, posted.Key);
        posted.CreatedTime = _world.Now;
        posted.UserName ??= _ending?.UserName ?? call?.Session?.UserName ?? "";
        ManagedEntity? subject = entity ?? EventArguments.SubjectOf(_world, posted);
        if (subject is not null)
        {
            EventArguments.Fill(posted, subject);
        }

        posted.FullFormattedMessage ??= EventMessages.Of(posted);
        History.Add(posted, subject);
        _manager.Set("latestEvent", posted);
    }

    // What a call posts before it starts a task heads the chain that the task takes over.
    private static int ChainOf(SimulatedCall? call, int key)
    {
        if (call is null)
        {
            return key;
        }

        if (call.EventChainId == 0)
        {
            call.EventChainId = key;
        }

        return call.EventChainId;
    }

    /// <summary>Runs the end of a task: events that are posted in it are of the task's chain, and of its user.</summary>
    internal void During(SimulatedTask task, Action end)
    {
        SimulatedTask? outer = _ending;
        _ending = task;
        try
        {
            end();
        }
        finally
        {
            _ending = outer;
        }
    }
}
