using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// A retrieval under way. The objects are found at its beginning, and each is read when its page comes: one that went in
/// the meantime is left out, or is ManagedObjectNotFound when it was asked for by name.
/// </summary>
internal sealed class Retrieval
{
    private readonly PropertyReader _reader;
    private readonly List<(ManagedObject Target, IReadOnlyList<FilterPlan> Plans)> _items = [];
    private readonly HashSet<ManagedObject> _required = [];
    private int _position;

    /// <exception cref="VimFaultException">The specification is wrong, or an object isn't there.</exception>
    internal Retrieval(SimulatedCall call, SimulatedWorld world, PropertyReader reader, IReadOnlyList<PropertyFilterSpec> specifications)
    {
        _reader = reader;
        List<FilterPlan> plans = [.. specifications.Select(specification => new FilterPlan(specification))];
        if (plans.Count == 0)
        {
            throw SimulatedFault.InvalidArgument("specSet");
        }

        // An object is answered once, with the properties of all the filters that select it.
        var positions = new Dictionary<ManagedObject, int>();
        foreach (FilterPlan plan in plans)
        {
            var selection = new Selection(world, reader, plan);
            IReadOnlyList<ManagedObject> selected = selection.Fill(call);
            RequireStart(call, world, plan, selection);
            IReadOnlyList<FilterPlan> own = [plan];
            foreach (ManagedObject target in selected)
            {
                if (plans.Count > 1 && positions.TryGetValue(target, out int position))
                {
                    _items[position] = (target, [.. _items[position].Plans, plan]);
                    continue;
                }

                if (plans.Count > 1)
                {
                    positions.Add(target, _items.Count);
                }

                _items.Add((target, own));
            }
        }
    }

    internal bool IsAtEnd => _position == _items.Count;

    /// <summary>The next objects.</summary>
    /// <exception cref="VimFaultException">ManagedObjectNotFound.</exception>
    internal IReadOnlyList<ObjectContent> Next(SimulatedCall call, int max)
    {
        var contents = new List<ObjectContent>(Math.Min(max, _items.Count - _position));
        for (; contents.Count < max && !IsAtEnd; _position++)
        {
            (ManagedObject target, IReadOnlyList<FilterPlan> plans) = _items[_position];
            if (PropertyReader.IsThere(call, target))
            {
                contents.Add(Read(call, target, plans));
            }
            else if (_required.Contains(target))
            {
                throw SimulatedFault.ManagedObjectNotFound(target.Reference);
            }
        }

        return contents;
    }

    private void RequireStart(SimulatedCall call, SimulatedWorld world, FilterPlan plan, Selection selection)
    {
        if (plan.ReportsMissing)
        {
            return;
        }

        if (selection.Missing is [var missing, ..])
        {
            throw SimulatedFault.ManagedObjectNotFound(missing);
        }

        _required.UnionWith(plan.Start.Select(start => PropertyReader.Find(call, world, start.Reference)).OfType<ManagedObject>());
    }

    private ObjectContent Read(SimulatedCall call, ManagedObject target, IReadOnlyList<FilterPlan> plans)
    {
        List<DynamicProperty>? properties = null;
        List<MissingProperty>? missing = null;
        string type = target.Reference.Type;
        IEnumerable<ReadPath> paths = plans is [var only] ? only.PathsOf(type)! : plans.SelectMany(plan => plan.PathsOf(type)!).DistinctBy(path => path.Path.Text);
        foreach (ReadPath path in paths)
        {
            PropertyValue read = _reader.Read(call, target, path);
            if (read.Fault is { } fault)
            {
                (missing ??= []).Add(new MissingProperty { Path = path.Path.Text, Fault = fault });
            }
            else if (read.Value is { } value)
            {
                (properties ??= []).Add(new DynamicProperty { Name = path.Path.Text, Val = WireValues.Of(value, path.Declaration.ItemType) });
            }
        }

        return new ObjectContent { Obj = target.Reference, PropSet = properties, MissingSet = missing };
    }
}
