using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>
/// Everything that exists in a simulated vCenter, its clock and its lock. One thing happens at a time: each operation,
/// and each end of something that takes time, runs alone under <see cref="Gate"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer, whose token is read after the world's end, holds nothing that would have to be let go.")]
internal sealed class SimulatedWorld
{
    private const int MaxGone = 10_000;

    private readonly Dictionary<ManagedObjectReference, ManagedObject> _objects = [];
    private readonly LinkedList<ManagedObject> _byChange = [];
    private readonly Schedule _schedule;
    private readonly Queue<ManagedObject> _gone = [];
    private readonly CancellationTokenSource _stop = new();
    private TaskCompletionSource? _nextChange;
    private long _lastId;
    private long _forgottenAt;

    internal SimulatedWorld(TimeProvider clock)
    {
        Clock = clock;
        _schedule = new Schedule(clock, Gate);
    }

    internal Lock Gate { get; } = new();

    internal TimeProvider Clock { get; }

    /// <summary>The time; in what was scheduled, the time that it was due at. Read under <see cref="Gate"/>.</summary>
    internal DateTimeOffset Now => _schedule.Now;

    /// <summary>How many things are scheduled, some of them called off.</summary>
    internal int ScheduledCount => _schedule.Count;

    /// <summary>Counts changes of anything.</summary>
    internal long Version { get; private set; }

    /// <summary>The version at which an object came, went, or changed a reference to others.</summary>
    internal long StructureVersion { get; private set; }

    /// <summary>Which disk files VMs and snapshots name.</summary>
    internal DiskUse DiskUse { get; } = new();

    internal IReadOnlyCollection<ManagedObject> Objects => _objects.Values;

    /// <summary>Properties that all entities have and that other parts know: permissions, custom fields.</summary>
    internal Dictionary<string, Func<ManagedEntity, object?>> EntityProperties { get; } = new(StringComparer.Ordinal);

    internal string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{++_lastId}");

    internal T Add<T>(T created)
        where T : ManagedObject
    {
        _objects.Add(created.Reference, created);
        created.ChangeNode = _byChange.AddLast(created);
        Touch(created, property: null, isStructure: true);
        return created;
    }

    internal void Remove(ManagedObject gone)
    {
        if (_objects.Remove(gone.Reference))
        {
            gone.IsDeleted = true;
            gone.Removed();
            Touch(gone, property: null, isStructure: true);

            // It stays in the order of changes for a while, so that those who watch it learn that it went.
            _gone.Enqueue(gone);
            if (_gone.Count > MaxGone)
            {
                ManagedObject forgotten = _gone.Dequeue();
                _forgottenAt = forgotten.ChangedAt;
                _byChange.Remove(forgotten.ChangeNode!);
                forgotten.ChangeNode = null;
            }
        }
    }

    internal ManagedObject? Find(ManagedObjectReference? reference)
        => reference is null ? null : _objects.GetValueOrDefault(reference);

    /// <summary>The object, which has to be there and of the type.</summary>
    /// <exception cref="VimFaultException">ManagedObjectNotFound, or InvalidArgument when it is of another type.</exception>
    internal T Require<T>(ManagedObjectReference? reference, string? parameter = null)
        where T : ManagedObject
    {
        if (reference is null)
        {
            throw SimulatedFault.InvalidArgument(parameter);
        }

        ManagedObject found = Find(reference) ?? throw SimulatedFault.ManagedObjectNotFound(reference);
        return found as T ?? throw SimulatedFault.InvalidArgument(parameter);
    }

    /// <summary>Whether <see cref="ChangedSince"/> still knows all that went after a version.</summary>
    internal bool RemembersSince(long version) => version >= _forgottenAt;

    /// <summary>The objects that changed after a version, the latest first, those that went included.</summary>
    internal IEnumerable<ManagedObject> ChangedSince(long version)
    {
        for (LinkedListNode<ManagedObject>? node = _byChange.Last; node is not null && node.Value.ChangedAt > version; node = node.Previous)
        {
            yield return node.Value;
        }
    }

    internal void Touch(ManagedObject changed, string? property, bool isStructure)
    {
        if (changed.ChangeNode is not { } node)
        {
            return; // not in the world yet
        }

        changed.ChangedAt = ++Version;
        if (isStructure)
        {
            StructureVersion = Version;
        }

        _byChange.Remove(node);
        _byChange.AddLast(node);
        changed.RaiseWatchers();
        _nextChange?.TrySetResult();
        _nextChange = null;
    }

    /// <summary>Ends with the next change after this call, which has to be made under the lock.</summary>
    internal Task NextChange => (_nextChange ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Runs something later, alone; at once when the delay is zero.</summary>
    internal IDisposable? After(TimeSpan delay, Action action)
    {
        if (delay <= TimeSpan.Zero)
        {
            action();
            return null;
        }

        return _schedule.Add(delay, action);
    }

    /// <summary>Whether the world has come to its end: nothing happens any more.</summary>
    internal bool IsStopped { get; private set; }

    /// <summary>Fires when the world has come to its end.</summary>
    internal CancellationToken Stopped => _stop.Token;

    /// <summary>Lets nothing that is scheduled happen any more.</summary>
    internal void Stop()
    {
        lock (Gate)
        {
            IsStopped = true;
            _schedule.Stop();
        }

        _stop.Cancel(); // not under the lock: those who waited go on in here
    }
}
