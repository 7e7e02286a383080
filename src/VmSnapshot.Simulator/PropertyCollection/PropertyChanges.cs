using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// What a filter reports of a path whose value changed. With partial updates it is the finest change below the path,
/// without them the path's whole value (vSphere Web Services API reference, PropertyFilter.partialUpdates). A path that
/// ends in a key is added and removed; one whose container went is removed indirectly.
/// </summary>
internal static class PropertyChanges
{
    internal static void Add(List<PropertyChange> changes, ReadPath path, PropertyValue before, PropertyValue now, bool isPartial)
    {
        bool isItem = path.Path.Segments[^1].Key is not null;
        if (before.Fault is null && before.Value is null && now.Value is null)
        {
            return;
        }

        if (now.Value is null)
        {
            changes.Add(new PropertyChange
            {
                Name = path.Path.Text,
                Op = now.IsContainerUnset ? PropertyChangeOp.IndirectRemove : isItem ? PropertyChangeOp.Remove : PropertyChangeOp.Assign,
            });
        }
        else if (before.Value is null && isItem)
        {
            changes.Add(new PropertyChange { Name = path.Path.Text, Op = PropertyChangeOp.Add, Val = now.Value });
        }
        else if (isPartial && before.Value is not null)
        {
            ValueDifference.Add(changes, path.Path.Text, before.Value, now.Value, path.Declaration.ItemType);
        }
        else if (!ValueComparison.AreSame(before.Value, now.Value))
        {
            changes.Add(new PropertyChange
            {
                Name = path.Path.Text,
                Op = PropertyChangeOp.Assign,
                Val = WireValues.Of(now.Value, path.Declaration.ItemType),
            });
        }
    }
}
