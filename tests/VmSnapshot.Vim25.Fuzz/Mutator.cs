using System.Globalization;
using System.Text;

namespace VmSnapshot.Vim25.Fuzz;

/// <summary>Makes a broken, odd or hostile answer of a real one: some changes to its elements, some to its bytes.</summary>
internal sealed class Mutator(IReadOnlyList<Recorded> corpus, FuzzRandom random)
{
    private const int LongestInput = 256 * 1024;

    private static readonly string[] TypeNames =
    [
        "xsd:string", "xsd:int", "xsd:byte", "xsd:short", "xsd:long", "xsd:boolean", "xsd:float", "xsd:double", "xsd:dateTime", "xsd:base64Binary",
        "xsd:anyType", "xsd:unsignedLong", "xsd:anyURI", "xsd:ofLater", "xsd:", ":", "", " ", ":string", "no:string", "ManagedObjectReference", "DynamicData",
        "VirtualDisk", "VirtualDevice", "VirtualEnsoniq1371", "VirtualMachineConfigSpec", "VirtualMachineConfigInfo", "VirtualMachineSummary", "TaskInfo",
        "OptionValue", "KeyValue", "MethodFault", "NotAuthenticated", "LocalizedMethodFault", "VirtualMachinePowerState", "TaskInfoState", "OfLater",
        "VirtualMachineSnapshotInfo", "VirtualMachineSnapshotTree", "CustomizationSpec", "RetrieveResult", "ObjectContent", "ArrayOf",
    ];

    private static readonly string[] ItemTypes =
    [
        "String", "AnyURI", "Boolean", "Byte", "Short", "Int", "Long", "Float", "Double", "DateTime", "Base64Binary", "AnyType", "ManagedObjectReference",
        "VirtualDevice", "VirtualEnsoniq1371", "VirtualMachinePowerState", "OptionValue", "MethodFault", "OfLater", "ArrayOfString", "", "ArrayOf",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "0", "-0", "1", "-1", "+1", "01", "127", "128", "-129", "32768", "2147483647", "2147483648", "-2147483649", "9223372036854775807",
        "9223372036854775808", "99999999999999999999999999999999", "1e400", "NaN", "INF", "-INF", "1.7976931348623157E+309", "true", "TRUE", "1 ", " 1", "1\t\n",
        "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999-14:00", "9999-12-31T24:00:00Z", "2026-02-30T00:00:00Z", "2026-01-02T24:00:00Z",
        "2026-01-02T03:04:05.123456789012345678901234567890Z", "-2026-01-02T03:04:05Z", "12026-01-02T03:04:05Z", "2026-01-02T03:04:05+14:01", "2026-01-02T03:04:60Z",
        "AAEC/w==", "A", "====", "AA EC\n/w==", "&#x0;", "&#xFFFE;", "&#xD800;", "&#1114111;", "&#1114112;", "&lt;&gt;&amp;&quot;&apos;", "&nope;", "&", "]]>",
        "<![CDATA[ ]]>", "<![CDATA[]]]]><![CDATA[>]]>", "<!-- a -->", "<!---->", "<!-- -- -->", "<?pi x?>", "<a/>", "<a><b/></a>", "\u0000", "\uFFFE", "\u202E\u0301",
        "\U0001F600", "\uD800", "poweredOn", "success", "ServerFaultCode", "soapenv:", "<!DOCTYPE a [<!ENTITY b 'c'>]>",
    ];

    private static readonly string[] Attributes =
    [
        " xsi:nil=\"true\"", " xsi:nil=\"1\"", " xsi:nil=\"maybe\"", " nil=\"true\"", " xml:lang=\"de\"", " xml:space=\"preserve\"", " type=\"VirtualMachine\"", " type=\"\"",
        " xmlns=\"\"", " xmlns=\"urn:vim25\"", " xmlns=\"urn:other\"", " xmlns:xsi=\"urn:other\"", " xmlns:xsd=\"urn:vim25\"", " xmlns:xsi=\"\"", " xmlns:vim=\"urn:vim25\"",
        " xmlns:q=\"http://www.w3.org/2001/XMLSchema-instance\" q:type=\"TaskInfo\"", " xmlns=\"http://www.w3.org/2001/XMLSchema\" xsi:type=\"int\"", " a", " a=", " a=\"", " a='1' a='2'",
        " soapenv:mustUnderstand=\"1\"", " id=\"_1\" href=\"#_1\"", " a=\"&#10;&lt;\"", " a=\"<\"",
    ];

    private readonly StringBuilder _text = new();

    /// <summary>An input made of a recorded answer.</summary>
    internal byte[] Mutate(Recorded seed)
    {
        string text = seed.Text;
        if (!random.OneIn(4))
        {
            for (int count = 1 + random.Below(5); count > 0 && text.Length < LongestInput; count--)
            {
                text = ChangeStructure(text);
            }
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (text.Equals(seed.Text, StringComparison.Ordinal) || random.OneIn(5))
        {
            for (int count = 1 + random.Below(6); count > 0 && bytes.Length < LongestInput; count--)
            {
                bytes = ChangeBytes(bytes);
            }
        }

        return bytes;
    }

    private string ChangeStructure(string text)
    {
        (int start, int end) = Element(text);
        if (end == 0)
        {
            return text + random.Of(Texts);
        }

        string element = text[start..end];
        int tagEnd = element.IndexOf('>', StringComparison.Ordinal);
        int nameEnd = element.AsSpan().IndexOfAny(" />\n");
        bool empty = element[tagEnd - 1] == '/';
        int contentEnd = empty ? element.Length : element.LastIndexOf("</", StringComparison.Ordinal);
        string name = element[1..nameEnd];
        string changed = random.Below(18) switch
        {
            0 => "",
            1 => element + element,
            2 => Repeat(element, 2 + random.Below(100)),
            3 or 4 => Splice(),
            5 => Renamed(element, name),
            6 or 7 or 8 => WithType(element, nameEnd),
            9 => element.Insert(nameEnd, random.Of(Attributes)),
            10 => Repeat(element, 1, "<" + name + ">", "</" + name + ">", 1 + random.Below(random.OneIn(5) ? 3000 : 40)),
            11 or 12 or 13 => empty ? element[..(tagEnd - 1)] + ">" + random.Of(Texts) + "</" + name + ">" : element[..(tagEnd + 1)] + random.Of(Texts) + element[contentEnd..],
            14 => empty ? element : element[..(tagEnd + 1)] + LongText() + element[contentEnd..],
            15 => empty ? element : element[..(tagEnd + 1)] + element[contentEnd..],
            16 => ManyAttributes(element, nameEnd),
            _ => random.Of(Texts) + element + random.Of(Texts),
        };
        return random.OneIn(12) ? Swap(text, start, end) : string.Concat(text.AsSpan(0, start), changed, text.AsSpan(end));
    }

    /// <summary>The place of an element, end tag included; nothing where the text has become too broken to find one.</summary>
    private (int Start, int End) Element(string text)
    {
        for (int attempt = 0; attempt < 8; attempt++)
        {
            int start = text.IndexOf('<', random.Below(text.Length));
            if (start < 0 || start + 1 >= text.Length || !char.IsAsciiLetter(text[start + 1]))
            {
                continue;
            }

            int depth = 0;
            for (int position = start; position >= 0 && position + 1 < text.Length; position = text.IndexOf('<', position + 1))
            {
                int close = text.IndexOf('>', position);
                if (close < 0)
                {
                    break;
                }

                depth += text[position + 1] == '/' ? -1 : text[close - 1] == '/' || text[position + 1] is '!' or '?' ? 0 : 1;
                if (depth <= 0)
                {
                    return (start, close + 1);
                }
            }
        }

        return default;
    }

    private string Splice()
    {
        string other = random.Of(corpus).Text;
        (int start, int end) = Element(other);
        return other[start..end];
    }

    private string Swap(string text, int start, int end)
    {
        (int otherStart, int otherEnd) = Element(text);
        return otherEnd == 0 || otherStart < end
            ? text
            : string.Concat(text.AsSpan(0, start), text.AsSpan(otherStart, otherEnd - otherStart), text.AsSpan(end, otherStart - end))
                + text[start..end] + text[otherEnd..];
    }

    private string Renamed(string element, string name)
    {
        string other = random.Below(4) switch
        {
            0 => "x:" + name,
            1 => random.Of(TypeNames),
            2 => name + "x",
            _ => Splice() is { Length: > 2 } spliced ? spliced[1..spliced.AsSpan().IndexOfAny(" />")] : "a",
        };
        return element.Replace("<" + name, "<" + other, StringComparison.Ordinal).Replace("</" + name, "</" + (random.OneIn(10) ? name : other), StringComparison.Ordinal);
    }

    private string WithType(string element, int nameEnd)
    {
        string type = random.OneIn(3) ? "ArrayOf" + random.Of(ItemTypes) : random.Of(TypeNames);
        int tagEnd = element.IndexOf('>', StringComparison.Ordinal);
        int given = element.IndexOf(":type=\"", 0, tagEnd, StringComparison.Ordinal);
        if (given < 0)
        {
            return element.Insert(nameEnd, $" xsi:type=\"{type}\"");
        }

        int from = given + ":type=\"".Length;
        int to = element.IndexOf('"', from);
        return to < 0 ? element : string.Concat(element.AsSpan(0, from), type, element.AsSpan(to));
    }

    private string ManyAttributes(string element, int nameEnd)
    {
        int count = random.OneIn(10) ? 2000 : random.Below(40);
        string prefix = random.OneIn(2) ? "xmlns:a" : "a";
        _text.Clear();
        for (int index = 0; index < count; index++)
        {
            _text.Append(' ').Append(prefix).Append(index.ToString(CultureInfo.InvariantCulture)).Append("=\"u\"");
        }

        return element.Insert(nameEnd, _text.ToString());
    }

    private string LongText()
    {
        int length = 1 << random.Below(random.OneIn(10) ? 17 : 10);
        return random.Below(4) switch
        {
            0 => new string((char)('0' + random.Below(10)), length),
            1 => new string(' ', length),
            2 => Repeat("&#x41;", length / 8),
            _ => Repeat("\u6F22\U0001F600", length / 8),
        };
    }

    private string Repeat(string text, int times, string before = "", string after = "", int nested = 0)
    {
        _text.Clear();
        for (int index = 0; index < nested; index++)
        {
            _text.Append(before);
        }

        for (int index = 0; index < times && _text.Length < LongestInput; index++)
        {
            _text.Append(text);
        }

        for (int index = 0; index < nested; index++)
        {
            _text.Append(after);
        }

        return _text.ToString();
    }

    private byte[] ChangeBytes(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return [(byte)random.Next()];
        }

        int at = random.Below(bytes.Length);
        int length = Math.Min(1 + random.Below(random.OneIn(4) ? 400 : 8), bytes.Length - at);
        switch (random.Below(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Below(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next();
                return bytes;
            case 2:
                bytes[at] = (byte)"<>/&;\"'=: \0\xFF"[random.Below(12)];
                return bytes;
            case 3:
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + length)];
            case 4:
                return [.. bytes.AsSpan(0, at + length), .. bytes.AsSpan(at)];
            case 5:
                return random.OneIn(3) ? bytes[..at] : bytes;
            case 6:
                byte[] made = new byte[length];
                for (int index = 0; index < length; index++)
                {
                    made[index] = (byte)random.Next();
                }

                return [.. bytes.AsSpan(0, at), .. made, .. bytes.AsSpan(at)];
            default:
                int from = random.Below(bytes.Length - length + 1);
                bytes.AsSpan(from, length).ToArray().CopyTo(bytes, at);
                return bytes;
        }
    }
}
