using System.Collections;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>Whether two values would look the same on the wire.</summary>
internal static class ValueComparison
{
    internal static bool AreSame(object? one, object? other)
    {
        if (ReferenceEquals(one, other))
        {
            return true;
        }

        return (one, other) switch
        {
            (null, _) or (_, null) => false,
            (DynamicData data, DynamicData otherData) => AreSame(data, otherData),
            (string text, string otherText) => text == otherText,
            (IList list, IList otherList) => AreSame(list, otherList),
            _ => one.Equals(other),
        };
    }

    private static bool AreSame(DynamicData one, DynamicData other)
    {
        if (one.GetType() != other.GetType() || one.WireTypeName != other.WireTypeName)
        {
            return false;
        }

        foreach (string member in DataMembers.Of(one.GetType()).Keys)
        {
            one.TryGetMember(member, out object? value);
            other.TryGetMember(member, out object? otherValue);
            if (!AreSame(value, otherValue))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreSame(IList one, IList other)
    {
        if (one.Count != other.Count)
        {
            return false;
        }

        for (int index = 0; index < one.Count; index++)
        {
            if (!AreSame(one[index], other[index]))
            {
                return false;
            }
        }

        return true;
    }
}
