using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>The data objects of which the library has some members only.</summary>
internal static class PartlyModelledTypes
{
    private static readonly Lazy<HashSet<string>> Names = new(Read);

    /// <summary>Whether a class, or one of its bases, has fewer members than its type in vim25.</summary>
    internal static bool Contains(Type type)
    {
        for (Type? current = type; current is not null && current != typeof(DynamicData); current = current.BaseType)
        {
            if (Names.Value.Contains(current.Name))
            {
                return true;
            }
        }

        return false;
    }

    private static HashSet<string> Read()
    {
        using Stream stream = typeof(PartlyModelledTypes).Assembly.GetManifestResourceStream("vim25.roots")!;
        using var reader = new StreamReader(stream);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("object ", StringComparison.Ordinal) && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                names.Add(line["object ".Length..colon].Trim());
            }
        }

        return names;
    }
}
