namespace VmSnapshot.Simulator.Guests;

/// <summary>Reads a YAML value that stands on one line: a text, a list in square brackets or a map in curly ones.</summary>
internal ref struct YamlValue
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private YamlValue(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">It isn't one that is understood.</exception>
    internal static object? Parse(string text)
    {
        var reader = new YamlValue(text);
        object? value = reader.Read(isInside: false);
        return reader._at == text.Length ? value : throw new FormatException("Something follows the value.");
    }

    private object? Read(bool isInside)
    {
        SkipSpaces();
        switch (_at < _text.Length ? _text[_at] : '\0')
        {
            case '[':
                return ReadList();
            case '{':
                return ReadMap();
            case '"' or '\'':
                return ReadQuoted();
            case '&' or '*' or '!':
                throw new FormatException("This part of YAML isn't read.");
            default:
                string text = ReadPlain(isInside);
                return text is "" or "null" or "~" ? null : text;
        }
    }

    private List<object?> ReadList()
    {
        List<object?> list = [];
        _at++;
        while (!TryClose(']'))
        {
            list.Add(Read(isInside: true));
            Separate(']');
        }

        return list;
    }

    private Dictionary<string, object?> ReadMap()
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        _at++;
        while (!TryClose('}'))
        {
            string key = _text[_at] is '"' or '\'' ? ReadQuoted() : ReadKey();
            SkipSpaces();
            if (_at >= _text.Length || _text[_at] != ':')
            {
                throw new FormatException("A key has no value.");
            }

            _at++;
            map[key] = Read(isInside: true);
            Separate('}');
        }

        return map;
    }

    private bool TryClose(char end)
    {
        SkipSpaces();
        if (_at >= _text.Length)
        {
            throw new FormatException("A bracket isn't closed.");
        }

        if (_text[_at] != end)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Separate(char end)
    {
        SkipSpaces();
        if (_at < _text.Length && _text[_at] == ',')
        {
            _at++;
        }
        else if (_at >= _text.Length || _text[_at] != end)
        {
            throw new FormatException("A bracket isn't closed.");
        }
    }

    private string ReadQuoted()
    {
        char quote = _text[_at++];
        int length = _text[_at..].IndexOf(quote);
        if (length < 0)
        {
            throw new FormatException("A text isn't closed.");
        }

        string text = _text.Slice(_at, length).ToString();
        _at += length + 1;
        return text;
    }

    private string ReadKey()
    {
        int length = _text[_at..].IndexOf(':');
        return Take(length < 0 ? throw new FormatException("A key has no value.") : length);
    }

    private string ReadPlain(bool isInside)
    {
        int length = isInside ? _text[_at..].IndexOfAny(",]}") : -1;
        return Take(length < 0 ? _text.Length - _at : length);
    }

    private string Take(int length)
    {
        string text = _text.Slice(_at, length).Trim().ToString();
        _at += length;
        return text;
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ')
        {
            _at++;
        }
    }
}
