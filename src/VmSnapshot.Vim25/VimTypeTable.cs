using System.Text;

namespace VmSnapshot.Vim25;

/// <summary>
/// The base type of every vim25 data object, those without a class included. Parsed when it is first needed: an
/// unknown type or the question for a fault's kind.
/// </summary>
internal static partial class VimTypeTable
{
    private static readonly Lazy<Dictionary<string, string>> Bases = new(Parse);

    /// <summary>The wire name of the base type, or null for the root and for names that vim25 doesn't have.</summary>
    internal static string? BaseOf(string name) => Bases.Value.GetValueOrDefault(name);

    internal static bool Contains(string name) => Bases.Value.ContainsKey(name);

    internal static bool IsKindOf(string name, string baseName)
    {
        for (string? current = name; current is not null; current = BaseOf(current))
        {
            if (current == baseName)
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, string> Parse()
    {
        var bases = new Dictionary<string, string>(3000, StringComparer.Ordinal);
        foreach (string group in Encoding.UTF8.GetString(Text).Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = group.IndexOf(':', StringComparison.Ordinal);
            string baseName = group[..colon];
            foreach (string name in group[(colon + 1)..].Split(','))
            {
                bases.Add(name, baseName);
            }
        }

        return bases;
    }
}
