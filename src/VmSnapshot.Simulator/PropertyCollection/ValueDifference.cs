using System.Collections;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// The changes that lead from one value to another, each at the finest path there is: what a filter with partial updates
/// reports (vSphere Web Services API reference, PropertyChange; the paths are those that ManageIQ's VMware provider and
/// Neutron's read). Items of lists that have a key, and references, are added, removed and changed one by one; any other
/// list is assigned as a whole.
/// </summary>
internal static class ValueDifference
{
    /// <summary>Adds the changes of what stands at a path.</summary>
    internal static void Add(List<PropertyChange> changes, string path, object? before, object? after, Type? itemType)
    {
        if (ReferenceEquals(before, after))
        {
            return;
        }

        if (before is DynamicData data && after is DynamicData changed && data.GetType() == changed.GetType() && data.WireTypeName == changed.WireTypeName)
        {
            foreach (DataMember member in DataMembers.Of(data.GetType()).Values)
            {
                data.TryGetMember(member.Name, out object? old);
                changed.TryGetMember(member.Name, out object? now);
                Add(changes, $"{path}.{member.Name}", old, now, member.ItemType);
            }
        }
        else if (ValueComparison.AreSame(before, after))
        {
            return;
        }
        else if (before is not string && after is not string && before is IList list && after is IList changedList && TryAddItems(changes, path, list, changedList))
        {
            return;
        }
        else
        {
            changes.Add(new PropertyChange { Name = path, Op = PropertyChangeOp.Assign, Val = WireValues.Of(after, itemType) });
        }
    }

    private static bool TryAddItems(List<PropertyChange> changes, string path, IList before, IList after)
    {
        if (ByKey(before) is not { } old || ByKey(after) is not { } now)
        {
            return false;
        }

        // Clients put what is added at the end: where that wouldn't give the same order, they get the whole list.
        if (!old.Keys.Where(now.ContainsKey).Concat(now.Keys.Where(key => !old.ContainsKey(key))).SequenceEqual(now.Keys))
        {
            return false;
        }

        foreach ((string key, object item) in old)
        {
            if (!now.ContainsKey(key))
            {
                changes.Add(new PropertyChange { Name = path + PropertyPath.KeyText(item), Op = PropertyChangeOp.Remove });
            }
        }

        foreach ((string key, object item) in now)
        {
            if (old.TryGetValue(key, out object? earlier))
            {
                Add(changes, path + PropertyPath.KeyText(item), earlier, item, itemType: null);
            }
            else
            {
                changes.Add(new PropertyChange { Name = path + PropertyPath.KeyText(item), Op = PropertyChangeOp.Add, Val = item });
            }
        }

        return true;
    }

    private static OrderedDictionary<string, object>? ByKey(IList list)
    {
        var byKey = new OrderedDictionary<string, object>(list.Count, StringComparer.Ordinal);
        foreach (object? item in list)
        {
            if (PropertyPath.KeyOf(item) is not { } key || !byKey.TryAdd(key, item!))
            {
                return null;
            }
        }

        return byKey;
    }
}
