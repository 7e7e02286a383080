using System.Text;

namespace VmSnapshot.Vim25.Generator;

/// <summary>C# names for what the schema names.</summary>
internal static class CSharpNames
{
    // Those of C#'s keywords that the schema uses for parameters.
    private static readonly HashSet<string> Keywords = ["object", "event", "base", "operator", "params", "string", "default", "lock", "ref", "switch", "class"];

    /// <summary>The wire name with a capital first letter; a value that can't start an identifier gets an underscore.</summary>
    internal static string Member(string wireName)
    {
        var name = new StringBuilder(wireName.Length + 1);
        bool capital = true;
        foreach (char character in wireName)
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                capital = true;
                continue;
            }

            name.Append(capital ? char.ToUpperInvariant(character) : character);
            capital = false;
        }

        return char.IsAsciiDigit(name[0]) ? "_" + name : name.ToString();
    }

    internal static string Parameter(string wireName) => Keywords.Contains(wireName) ? "@" + wireName : wireName;

    /// <summary>The method for an operation: the wire name without its underscore.</summary>
    internal static string Method(string wireName) => wireName.Replace("_", "", StringComparison.Ordinal) + "Async";
}
