using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// The objects that a filter selects: the starting ones and what the steps lead to. It is kept up to date from the objects
/// that changed, without walking the rest again.
/// </summary>
internal sealed class Selection(SimulatedWorld world, PropertyReader reader, FilterPlan plan)
{
    private readonly Stack<(ManagedObject From, TraversalStep Step)> _toDo = new();
    private readonly Dictionary<ManagedObject, bool> _wasSelected = [];
    private readonly HashSet<ManagedObject> _start = [];
    private readonly HashSet<ManagedObject> _live = [];
    private Dictionary<ManagedObject, int> _ways = [];
    private Dictionary<ManagedObject, List<TraversalEdge>> _edges = [];
    private bool _isFilled;

    /// <summary>The starting objects that weren't there.</summary>
    internal IReadOnlyList<ManagedObjectReference> Missing { get; private set; } = [];

    /// <summary>The objects that are selected, or that something is reached from.</summary>
    internal IEnumerable<ManagedObject> Involved => _start.Concat(_ways.Keys).Concat(_edges.Keys).Distinct();

    /// <summary>How many objects are involved, at most.</summary>
    internal int Size => _start.Count + _ways.Count + _edges.Count;

    /// <summary>Those of the involved objects that change without being touched.</summary>
    internal IReadOnlyCollection<ManagedObject> Live => _live;

    internal bool Contains(ManagedObject target) => _ways.ContainsKey(target);

    /// <summary>Selects, from the start: the objects in the order they were come upon.</summary>
    internal IReadOnlyList<ManagedObject> Fill(SimulatedCall call)
    {
        _isFilled = false;
        _start.Clear();
        _ways = [];
        _edges = [];
        _live.Clear();
        var missing = new List<ManagedObjectReference>();
        var order = new List<ManagedObject>();
        foreach (StartingObject start in plan.Start)
        {
            if (PropertyReader.Find(call, world, start.Reference) is not { } found)
            {
                missing.Add(start.Reference);
                continue;
            }

            _start.Add(found);
            if (!start.Skip)
            {
                Select(found, order);
            }

            GoOn(found, start.Next);
            TakeSteps(call, order);
        }

        Missing = missing;
        _isFilled = true;
        return order;
    }

    /// <summary>Follows changes.</summary>
    /// <param name="call">The call on whose behalf.</param>
    /// <param name="changed">The objects that changed, those that went included.</param>
    /// <returns>The objects that are selected now and weren't, and those that were and aren't.</returns>
    internal (IReadOnlyList<ManagedObject> Entered, IReadOnlyList<ManagedObject> Left) Refresh(SimulatedCall call, IEnumerable<ManagedObject> changed)
    {
        _wasSelected.Clear();
        bool isWhole = true;
        foreach (ManagedObject target in changed)
        {
            isWhole &= target.IsDeleted ? Forget(target) : FollowChange(call, target);
            if (!isWhole)
            {
                return Refill(call);
            }
        }

        TakeSteps(call, order: null);
        return ([.. _wasSelected.Where(pair => !pair.Value && _ways.ContainsKey(pair.Key)).Select(pair => pair.Key)],
            [.. _wasSelected.Where(pair => pair.Value && !_ways.ContainsKey(pair.Key)).Select(pair => pair.Key)]);
    }

    private (IReadOnlyList<ManagedObject> Entered, IReadOnlyList<ManagedObject> Left) Refill(SimulatedCall call)
    {
        _toDo.Clear();
        HashSet<ManagedObject> before = [.. _ways.Keys.Where(target => !_wasSelected.ContainsKey(target)), .. _wasSelected.Where(pair => pair.Value).Select(pair => pair.Key)];
        IReadOnlyList<ManagedObject> now = Fill(call);
        return ([.. now.Where(target => !before.Contains(target))], [.. before.Where(target => !_ways.ContainsKey(target))]);
    }

    /// <summary>Takes an object out that went; false when what it led to has to be found anew.</summary>
    private bool Forget(ManagedObject target)
    {
        if (_ways.ContainsKey(target))
        {
            Remember(target);
            _ways.Remove(target);
        }

        _start.Remove(target);
        _live.Remove(target);
        if (!_edges.Remove(target, out List<TraversalEdge>? edges))
        {
            return true;
        }

        foreach (TraversalEdge edge in edges)
        {
            if (!Release(edge.Step, edge.Targets))
            {
                return false;
            }
        }

        return true;
    }

    private bool FollowChange(SimulatedCall call, ManagedObject target)
    {
        foreach (TraversalEdge edge in _edges.GetValueOrDefault(target) ?? [])
        {
            IReadOnlyList<ManagedObjectReference> now = Targets(call, target, edge.Step);
            if (ReferenceEquals(now, edge.Targets))
            {
                continue;
            }

            (IReadOnlyList<ManagedObjectReference> added, IReadOnlyList<ManagedObjectReference> removed) = ReferenceDifference.Between(edge.Targets, now);
            edge.Targets = now;
            Reach(call, edge.Step, added, order: null);
            if (!Release(edge.Step, removed))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lets go of what a step no longer leads to; false when more may hang on it.</summary>
    private bool Release(TraversalStep step, IReadOnlyList<ManagedObjectReference> targets)
    {
        if (step.Next.Count > 0 && targets.Count > 0)
        {
            return false;
        }

        foreach (ManagedObjectReference reference in step.Skip ? [] : targets)
        {
            if (world.Find(reference) is { } target && _ways.TryGetValue(target, out int ways))
            {
                Remember(target);
                if (ways == 1)
                {
                    _ways.Remove(target);
                }
                else
                {
                    _ways[target] = ways - 1;
                }
            }
        }

        return true;
    }

    private void TakeSteps(SimulatedCall call, List<ManagedObject>? order)
    {
        while (_toDo.TryPop(out (ManagedObject From, TraversalStep Step) next))
        {
            if (!_edges.TryGetValue(next.From, out List<TraversalEdge>? edges))
            {
                _edges.Add(next.From, edges = []);
                NoteIfLive(next.From);
            }

            if (!edges.Exists(edge => edge.Step == next.Step))
            {
                var edge = new TraversalEdge(next.Step) { Targets = Targets(call, next.From, next.Step) };
                edges.Add(edge);
                Reach(call, next.Step, edge.Targets, order);
            }
        }
    }

    private void Reach(SimulatedCall call, TraversalStep step, IReadOnlyList<ManagedObjectReference> targets, List<ManagedObject>? order)
    {
        foreach (ManagedObjectReference reference in targets)
        {
            if (world.Find(reference) is { } target && reader.IsVisible(call, target))
            {
                if (!step.Skip)
                {
                    Select(target, order);
                }

                GoOn(target, step.Next);
            }
        }
    }

    private void GoOn(ManagedObject from, IReadOnlyList<TraversalStep> steps)
    {
        // The last is taken first, so that they are taken in the order given.
        for (int index = steps.Count - 1; index >= 0; index--)
        {
            if (steps[index].AppliesTo(from))
            {
                _toDo.Push((from, steps[index]));
            }
        }
    }

    private void Select(ManagedObject target, List<ManagedObject>? order)
    {
        if (plan.PathsOf(target.Reference.Type) is null)
        {
            return;
        }

        Remember(target);
        if (!_ways.TryAdd(target, 1))
        {
            _ways[target]++;
            return;
        }

        NoteIfLive(target);
        order?.Add(target);
    }

    private void NoteIfLive(ManagedObject target)
    {
        if (target is ILiveProperties)
        {
            _live.Add(target);
        }
    }

    private void Remember(ManagedObject target)
    {
        if (_isFilled)
        {
            _wasSelected.TryAdd(target, _ways.ContainsKey(target));
        }
    }

    private IReadOnlyList<ManagedObjectReference> Targets(SimulatedCall call, ManagedObject from, TraversalStep step)
        => reader.Refusal(call, from, step.PrivilegeAt(from.Reference.Type)) is not null ? [] : step.Path.Follow(reader.ReadRaw(call, from, step.Path.Property), out _) switch
        {
            ManagedObjectReference reference => [reference],
            IReadOnlyList<ManagedObjectReference> list => list,
            _ => [],
        };
}
