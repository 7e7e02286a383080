using System.Collections;
using System.Globalization;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>
/// Where a value stands in a managed object: <c>config.hardware.device[4000].connectable</c> or
/// <c>config.extraConfig["guestinfo.x"].value</c> (vSphere Web Services API reference, PropertyChange.name).
/// </summary>
internal sealed class PropertyPath
{
    private PropertyPath(string text, IReadOnlyList<PathSegment> segments)
    {
        Text = text;
        Segments = segments;
    }

    internal string Text { get; }

    /// <summary>At least one: the first is a property of the managed object.</summary>
    internal IReadOnlyList<PathSegment> Segments { get; }

    internal string Property => Segments[0].Name;

    /// <summary>The path that a text stands for, or null when it stands for none.</summary>
    internal static PropertyPath? Parse(string text)
    {
        if (text.AsSpan().IndexOfAny('.', '[') < 0)
        {
            return text.Length == 0 ? null : new PropertyPath(text, [new PathSegment(text, null)]);
        }

        var segments = new List<PathSegment>();
        int position = 0;
        while (true)
        {
            int end = text.AsSpan(position).IndexOfAny('.', '[');
            string name = end < 0 ? text[position..] : text[position..(position + end)];
            position += name.Length;
            string? key = null;
            if (position < text.Length && text[position] == '[')
            {
                key = ReadKey(text, ref position);
                if (key is null)
                {
                    return null;
                }
            }

            if (name.Length == 0)
            {
                return null;
            }

            segments.Add(new PathSegment(name, key));
            if (position == text.Length)
            {
                return new PropertyPath(text, segments);
            }

            if (text[position++] != '.')
            {
                return null;
            }
        }
    }

    /// <summary>The value below that of the property; says whether something that should contain it is unset.</summary>
    internal object? Follow(object? property, out bool isContainerUnset)
    {
        object? value = property;
        isContainerUnset = false;
        for (int index = 0; index < Segments.Count; index++)
        {
            PathSegment segment = Segments[index];
            if (index > 0)
            {
                if (value is not DynamicData data)
                {
                    isContainerUnset = true;
                    return null;
                }

                data.TryGetMember(segment.Name, out value);
            }

            if (segment.Key is { } key)
            {
                if (value is not IList list)
                {
                    isContainerUnset = true;
                    return null;
                }

                value = list.Cast<object?>().FirstOrDefault(item => KeyOf(item) == key);
            }
        }

        return value;
    }

    /// <summary>What an item of a list is told apart from the others by, or null where there is nothing: its <c>key</c>, or what it refers to.</summary>
    internal static string? KeyOf(object? item) => item switch
    {
        ManagedObjectReference reference => reference.Value,
        DynamicData data when data.TryGetMember("key", out object? key) => key switch
        {
            int number => number.ToString(CultureInfo.InvariantCulture),
            string text => text,
            ManagedObjectReference reference => reference.Value,
            _ => null,
        },
        _ => null,
    };

    /// <summary>The key of an item as it stands in a path, texts in quotes.</summary>
    internal static string KeyText(object item)
        => item is DynamicData data && data.TryGetMember("key", out object? key) && key is int ? $"[{KeyOf(item)}]" : $"[\"{KeyOf(item)}\"]";

    private static string? ReadKey(string text, ref int position)
    {
        bool isQuoted = position + 1 < text.Length && text[position + 1] == '"';
        int start = position + (isQuoted ? 2 : 1);
        int end = text.IndexOf(isQuoted ? "\"]" : "]", start, StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        position = end + (isQuoted ? 2 : 1);
        return text[start..end];
    }
}
