namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// Reads the YAML that instance metadata is written in: maps and lists by indentation or in brackets, plain, quoted and
/// indented texts, comments. What needs more than that (anchors, tags, texts in brackets over several lines) isn't understood.
/// </summary>
internal sealed class YamlSubset
{
    private readonly List<(int Indent, string Text)> _lines;
    private int _next;

    private YamlSubset(List<(int Indent, string Text)> lines) => _lines = lines;

    /// <summary>The map that the document is, or null when it can't be read.</summary>
    internal static IReadOnlyDictionary<string, object?>? Parse(string text)
    {
        List<(int, string)> lines = [];
        foreach (string line in text.Split('\n').Select(WithoutComment))
        {
            string trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed != "---")
            {
                lines.Add((line.Length - line.TrimStart(' ').Length, trimmed));
            }
        }

        if (lines.Count == 0)
        {
            return null;
        }

        var reader = new YamlSubset(lines);
        try
        {
            object? root = reader.ReadBlock(lines[0].Item1);
            return reader._next == lines.Count ? root as IReadOnlyDictionary<string, object?> : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private object? ReadBlock(int indent) => IsItem(_lines[_next].Text) ? ReadList(indent) : ReadMap(indent);

    private Dictionary<string, object?> ReadMap(int indent)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (_next < _lines.Count && _lines[_next].Indent == indent && !IsItem(_lines[_next].Text))
        {
            (string key, string value) = SplitPair(_lines[_next].Text);
            _next++;
            map[key] = value.Length == 0 ? ReadNested(indent) : value[0] is '|' or '>' ? ReadText(indent) : YamlValue.Parse(value);
        }

        return map;
    }

    private List<object?> ReadList(int indent)
    {
        var list = new List<object?>();
        while (_next < _lines.Count && _lines[_next].Indent == indent && IsItem(_lines[_next].Text))
        {
            string text = _lines[_next].Text;
            string item = text[1..].TrimStart();
            if (item.Length == 0)
            {
                _next++;
                list.Add(ReadNested(indent));
            }
            else if (IsPair(item))
            {
                // A map that begins on the item's line: its keys stand where the first one does.
                int inner = indent + text.Length - item.Length;
                _lines[_next] = (inner, item);
                list.Add(ReadMap(inner));
            }
            else
            {
                _next++;
                list.Add(YamlValue.Parse(item));
            }
        }

        return list;
    }

    private object? ReadNested(int indent)
    {
        if (_next >= _lines.Count)
        {
            return null;
        }

        (int nested, string text) = _lines[_next];
        return nested > indent || (nested == indent && IsItem(text)) ? ReadBlock(nested) : null;
    }

    private string ReadText(int indent)
    {
        List<string> text = [];
        int first = _next < _lines.Count ? _lines[_next].Indent : 0;
        while (_next < _lines.Count && _lines[_next].Indent > indent)
        {
            text.Add(new string(' ', Math.Max(0, _lines[_next].Indent - first)) + _lines[_next].Text);
            _next++;
        }

        return string.Join('\n', text);
    }

    private static (string Key, string Value) SplitPair(string text)
    {
        if (!IsPair(text))
        {
            throw new FormatException("A key has no value.");
        }

        int colon = Colon(text);
        return (text[..colon].Trim().Trim('"', '\''), text[(colon + 1)..].Trim());
    }

    private static bool IsItem(string text) => text == "-" || text.StartsWith("- ", StringComparison.Ordinal);

    private static bool IsPair(string text) => text[0] is not ('[' or '{') && Colon(text) > 0;

    private static int Colon(string text)
    {
        int from = text[0] is '"' or '\'' ? text.IndexOf(text[0], 1) + 1 : 0;
        int colon = text.IndexOf(": ", from, StringComparison.Ordinal);
        return colon >= 0 ? colon : text.EndsWith(':') ? text.Length - 1 : -1;
    }

    private static string WithoutComment(string line)
    {
        string text = line.TrimEnd('\r', ' ', '\t');
        if (text.TrimStart().StartsWith('#'))
        {
            return "";
        }

        int comment = text.IndexOf(" #", StringComparison.Ordinal);
        return comment < 0 || text[..comment].Count(character => character is '"' or '\'') % 2 == 1 ? text : text[..comment].TrimEnd();
    }
}
