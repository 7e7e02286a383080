using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>What came and what went between two lists of references, which mostly have long ends in common.</summary>
internal static class ReferenceDifference
{
    internal static (IReadOnlyList<ManagedObjectReference> Added, IReadOnlyList<ManagedObjectReference> Removed) Between(
        IReadOnlyList<ManagedObjectReference> before, IReadOnlyList<ManagedObjectReference> after)
    {
        int start = 0;
        int shorter = Math.Min(before.Count, after.Count);
        while (start < shorter && ReferenceEquals(before[start], after[start]))
        {
            start++;
        }

        int end = 0;
        while (end < shorter - start && ReferenceEquals(before[before.Count - 1 - end], after[after.Count - 1 - end]))
        {
            end++;
        }

        HashSet<ManagedObjectReference> old = Middle(before, start, end);
        HashSet<ManagedObjectReference> now = Middle(after, start, end);
        return ([.. now.Where(reference => !old.Contains(reference))], [.. old.Where(reference => !now.Contains(reference))]);
    }

    private static HashSet<ManagedObjectReference> Middle(IReadOnlyList<ManagedObjectReference> list, int start, int end)
    {
        var middle = new HashSet<ManagedObjectReference>();
        for (int index = start; index < list.Count - end; index++)
        {
            middle.Add(list[index]);
        }

        return middle;
    }
}
