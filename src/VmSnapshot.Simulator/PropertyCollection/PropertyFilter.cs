using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A filter of a property collector, and what it has reported so far.</summary>
internal sealed class PropertyFilter : ManagedObject
{
    // Up to so many objects are looked at one by one; beyond, the world is asked what changed.
    private const int Few = 64;

    private readonly PropertyReader _reader;
    private readonly FilterPlan _plan;
    private readonly bool _isPartial;
    private readonly Dictionary<ManagedObject, PropertyValue[]> _reported = [];
    private readonly HashSet<ManagedObjectReference> _reportedMissing = [];
    private Selection? _selection;
    private long _seen;

    internal PropertyFilter(SimulatedWorld world, ManagedObjectReference reference, PropertyReader reader, CollectorState collector, PropertyFilterSpec spec, FilterPlan plan, bool isPartial)
        : base(world, reference)
    {
        Collector = collector;
        _reader = reader;
        _plan = plan;
        _isPartial = isPartial;
        Set("spec", spec);
        Set("partialUpdates", isPartial);
    }

    internal CollectorState Collector { get; }

    /// <summary>Whether a few objects are all that its news can come from.</summary>
    internal bool WatchesFew => _selection is { Live.Count: 0, Size: <= Few };

    /// <summary>The objects that its news can come from.</summary>
    internal IEnumerable<ManagedObject> Watched => _selection!.Involved;

    /// <summary>Forgets what it reported: everything is new again, if it is ever asked.</summary>
    internal void Reset()
    {
        _selection = null;
        _reported.Clear();
        _reportedMissing.Clear();
    }

    /// <summary>What is new since the last time. Each object is read when its turn comes, so that an update can be suspended.</summary>
    internal IEnumerable<FilterChange> Changes(SimulatedCall call)
    {
        long upTo = World.Version;
        IReadOnlyList<ManagedObject> changed = [];
        IReadOnlyList<ManagedObject> entered;
        IReadOnlyList<ManagedObject> left = [];
        Selection selection;
        if (_selection is null)
        {
            _selection = selection = new Selection(World, _reader, _plan);
            entered = selection.Fill(call);
        }
        else
        {
            selection = _selection;
            changed = Changed(selection);
            (entered, left) = selection.Refresh(call, changed);
        }

        _seen = upTo;
        foreach (ManagedObject target in left)
        {
            if (_reported.Remove(target))
            {
                yield return new FilterChange(this, new ObjectUpdate { Kind = ObjectUpdateKind.Leave, Obj = target.Reference }, null);
            }
        }

        foreach (MissingObject missing in Missing())
        {
            yield return new FilterChange(this, null, missing);
        }

        foreach (ManagedObject target in changed)
        {
            if (!target.IsDeleted && _reported.TryGetValue(target, out PropertyValue[]? before) && Modify(call, target, before) is { } update)
            {
                yield return new FilterChange(this, update, null);
            }
        }

        foreach (ManagedObject target in entered)
        {
            if (!target.IsDeleted && selection.Contains(target) && !_reported.ContainsKey(target))
            {
                yield return new FilterChange(this, Enter(call, target), null);
            }
        }
    }

    /// <summary>The objects to look at again, those that changed first first.</summary>
    private List<ManagedObject> Changed(Selection selection)
    {
        List<ManagedObject> changed = WatchesFew || !World.RemembersSince(_seen)
            ? [.. selection.Involved.Where(target => target.ChangedAt > _seen).OrderBy(target => target.ChangedAt)]
            : [.. World.ChangedSince(_seen).Reverse()];
        changed.AddRange(selection.Live.Where(target => target.ChangedAt <= _seen));
        return changed;
    }

    private IEnumerable<MissingObject> Missing()
    {
        if (!_plan.ReportsMissing)
        {
            yield break;
        }

        foreach (StartingObject start in _plan.Start)
        {
            if (World.Find(start.Reference) is not { } found || (found.OwnerSession is { } owner && owner != OwnerSession))
            {
                if (_reportedMissing.Add(start.Reference))
                {
                    VimFaultException fault = SimulatedFault.ManagedObjectNotFound(start.Reference);
                    yield return new MissingObject
                    {
                        Obj = start.Reference,
                        Fault = new LocalizedMethodFault { Fault = fault.Fault, LocalizedMessage = fault.Message },
                    };
                }
            }
        }
    }

    private ObjectUpdate Enter(SimulatedCall call, ManagedObject target)
    {
        IReadOnlyList<ReadPath> paths = _plan.PathsOf(target.Reference.Type)!;
        var values = new PropertyValue[paths.Count];
        var changes = new List<PropertyChange>(paths.Count);
        var missing = new List<MissingProperty>();
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = _reader.Read(call, target, paths[index]);
            if (values[index].Fault is { } fault)
            {
                missing.Add(new MissingProperty { Path = paths[index].Path.Text, Fault = fault });
            }
            else
            {
                // An unset property is an assignment without a value, as vCenter 6.5 answered in govmomi #1065.
                changes.Add(new PropertyChange
                {
                    Name = paths[index].Path.Text,
                    Op = values[index].IsContainerUnset ? PropertyChangeOp.IndirectRemove : PropertyChangeOp.Assign,
                    Val = WireValues.Of(values[index].Value, paths[index].Declaration.ItemType),
                });
            }
        }

        _reported.Add(target, values);
        return Update(ObjectUpdateKind.Enter, target, changes, missing);
    }

    private ObjectUpdate? Modify(SimulatedCall call, ManagedObject target, PropertyValue[] values)
    {
        IReadOnlyList<ReadPath> paths = _plan.PathsOf(target.Reference.Type)!;
        var changes = new List<PropertyChange>();
        var missing = new List<MissingProperty>();
        for (int index = 0; index < values.Length; index++)
        {
            PropertyValue before = values[index];
            PropertyValue now = values[index] = _reader.Read(call, target, paths[index]);
            if (now.Fault is { } fault)
            {
                if (before.Fault is null)
                {
                    missing.Add(new MissingProperty { Path = paths[index].Path.Text, Fault = fault });
                }
            }
            else
            {
                PropertyChanges.Add(changes, paths[index], before, now, _isPartial);
            }
        }

        return changes.Count + missing.Count == 0 ? null : Update(ObjectUpdateKind.Modify, target, changes, missing);
    }

    private static ObjectUpdate Update(ObjectUpdateKind kind, ManagedObject target, List<PropertyChange> changes, List<MissingProperty> missing) => new()
    {
        Kind = kind,
        Obj = target.Reference,
        ChangeSet = changes.Count > 0 ? changes : null,
        MissingSet = missing.Count > 0 ? missing : null,
    };
}
