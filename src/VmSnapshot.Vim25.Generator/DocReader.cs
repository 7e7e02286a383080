using System.Text.RegularExpressions;

namespace VmSnapshot.Vim25.Generator;

/// <summary>Reads <c>docs.txt</c>: its grammar stands at its head.</summary>
internal static partial class DocReader
{
    /// <summary>The texts, as XML, by <c>TYPE</c> and <c>TYPE.member</c>.</summary>
    internal static IReadOnlyDictionary<string, string> Read(string file, IEnumerable<string> lines)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in lines)
        {
            number++;
            if (line.StartsWith('#') || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (colon < 0 || !texts.TryAdd(line[..colon], Xml(line[(colon + 2)..].Trim())))
            {
                throw new InvalidDataException($"{file}({number}): can't read '{line}', or its subject stands there twice.");
            }
        }

        return texts;
    }

    /// <summary>Every text must belong to something, and a type must be documented as a whole or not at all.</summary>
    internal static void RequireSubjects(IReadOnlyDictionary<string, string> texts, IReadOnlyDictionary<string, VimObject> objects)
    {
        foreach (string subject in texts.Keys)
        {
            string[] parts = subject.Split('.');
            if (!objects.TryGetValue(parts[0], out VimObject? type) || (parts.Length > 1 && type.Members.All(member => member.Name != parts[1])))
            {
                throw new InvalidDataException($"docs.txt: the model has no {subject}.");
            }

            foreach (VimMember member in type.Members.Where(member => !texts.ContainsKey($"{type.Name}.{member.Name}")))
            {
                throw new InvalidDataException($"docs.txt: {type.Name} is there without its member {member.Name}.");
            }
        }
    }

    private static string Xml(string text)
        => Code().Replace(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal), "<c>$1</c>");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
