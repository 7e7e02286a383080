using System.Text.RegularExpressions;

namespace VmSnapshot.Vim25.Generator;

/// <summary>Reads <c>docs.txt</c>: its grammar stands at its head.</summary>
internal static partial class DocReader
{
    /// <summary>The texts, as XML, by <c>TYPE</c> and <c>TYPE.member</c>, <c>OPERATION</c> and <c>OPERATION.parameter</c>.</summary>
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

    /// <summary>Every text must belong to something, and a type or an operation must be documented as a whole or not at all.</summary>
    internal static void RequireSubjects(IReadOnlyDictionary<string, string> texts, VimModel model)
    {
        Dictionary<string, string[]> parts = model.Objects.Values.ToDictionary(type => type.Name, type => type.Members.Select(member => member.Name).ToArray());
        foreach (VimOperation operation in model.Operations)
        {
            parts.Add(operation.Name, [.. operation.Parameters.Select(parameter => parameter.Name)]);
        }

        foreach (string subject in texts.Keys)
        {
            string[] names = subject.Split('.');
            if (!parts.TryGetValue(names[0], out string[]? known) || (names.Length > 1 && !known.Contains(names[1])))
            {
                throw new InvalidDataException($"docs.txt: the model has no {subject}.");
            }

            foreach (string name in known.Where(name => !texts.ContainsKey($"{names[0]}.{name}")))
            {
                throw new InvalidDataException($"docs.txt: {names[0]} is there without {name}.");
            }
        }
    }

    private static string Xml(string text)
        => Code().Replace(text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal), "<c>$1</c>");

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
