using System.Globalization;
using System.Xml;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>
/// Reads values from a server's answer. It goes by namespaces and local names, skips what it doesn't know, and takes an
/// empty element where a number or a time should stand for an absent one. Each method expects the reader on a start
/// tag and leaves it behind the end tag.
/// </summary>
internal sealed partial class VimReader(XmlDictionaryReader xml, ReadBudget? budget = null)
{
    private const int StepsBetweenChecks = 256;

    /// <summary>Characters of a number or a time with the white space around it: far more than any has.</summary>
    private const int LongestNumber = 4096;

    private char[] _characters = new char[32];
    private int _steps;

    /// <summary>Counts one node; every loop over nodes calls it, so that the budget is looked at now and then.</summary>
    internal void Step()
    {
        if (++_steps >= StepsBetweenChecks)
        {
            _steps = 0;
            budget?.Check();
        }
    }

    /// <summary>Passes over the element the reader stands on, whatever is in it.</summary>
    internal void Skip()
    {
        if (!xml.IsEmptyElement)
        {
            int depth = xml.Depth;
            while (xml.Read() && xml.Depth > depth)
            {
                Step();
            }
        }

        xml.Read();
    }

    internal string? Text()
    {
        if (IsNil())
        {
            Skip();
            return null;
        }

        return xml.ReadElementContentAsString();
    }

    internal bool? Boolean() => Characters() switch
    {
        "" => null,
        "true" or "1" => true,
        "false" or "0" => false,
        var other => throw new FormatException($"'{other}' is no xsd:boolean."),
    };

    internal sbyte? Byte() => Characters() is { IsEmpty: false } text ? sbyte.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    internal short? Short() => Characters() is { IsEmpty: false } text ? short.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    internal int? Int() => Characters() is { IsEmpty: false } text ? int.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    internal long? Long() => Characters() is { IsEmpty: false } text ? long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : null;

    internal float? Float() => Characters() is { IsEmpty: false } text ? XmlConvert.ToSingle(text.ToString()) : null;

    internal double? Double() => Characters() is { IsEmpty: false } text ? XmlConvert.ToDouble(text.ToString()) : null;

    internal DateTimeOffset? DateTime() => Characters() is { IsEmpty: false } text ? VimDateTime.Read(text.ToString()) : null;

    internal byte[]? Binary() => Text() is { } text ? Convert.FromBase64String(text) : null;

    /// <summary>The text of an enumeration value, or null when the element is empty.</summary>
    internal string? Enum() => NonEmpty();

    internal ManagedObjectReference? Reference()
    {
        // An untyped reference is legal; its xsi:type then says nothing but ManagedObjectReference.
        string type = xml.GetAttribute("type", "") ?? "";
        return Text() is { Length: > 0 } value ? new ManagedObjectReference(type, value) : null;
    }

    /// <summary>An object of the declared type or of one derived from it.</summary>
    /// <exception cref="FormatException">The answer names a type that isn't derived from the declared one.</exception>
    internal T? Object<T>(string declaredType)
        where T : DynamicData
    {
        if (IsNil())
        {
            Skip();
            return null;
        }

        string name = InstanceType() is (var given, false) ? given : declaredType;
        DynamicData read = VimTypeFactory.NewNearest(name, declaredType);
        if (read is not T typed)
        {
            throw new FormatException($"It has a {name} where a {declaredType} should stand.");
        }

        Members(read);
        return typed;
    }

    /// <summary>Adds to a list that this reader began; an absent item (xsi:nil) is left out.</summary>
    internal static IReadOnlyList<T> Add<T>(IReadOnlyList<T>? list, T? item)
    {
        var target = (List<T>?)list ?? [];
        if (item is not null)
        {
            target.Add(item);
        }

        return target;
    }

    /// <summary>Reads all members of an object from the element the reader stands on.</summary>
    internal void Members(DynamicData target)
    {
        bool empty = xml.IsEmptyElement;
        xml.Read();
        if (empty)
        {
            return;
        }

        while (xml.MoveToContent() != XmlNodeType.EndElement)
        {
            Step();
            if (xml.NodeType == XmlNodeType.Element)
            {
                // Asked this way, the reader compares without making a string of the name, which it does for each element.
                if (xml.IsNamespaceUri(VimNamespaces.Vim) && target.ReadMember(this, xml.LocalName))
                {
                    continue;
                }

                Keep(target as MethodFault);
            }
            else if (!xml.Read())
            {
                throw new FormatException("It ends in the middle of an object.");
            }
        }

        xml.Read();
    }

    /// <summary>The element as text, up to about so many characters.</summary>
    internal string Raw(int limit) => RawXml.Read(xml, limit, Step);

    /// <summary>A reader of another text under the same budget.</summary>
    internal VimReader Beside(XmlDictionaryReader other) => new(other, budget);

    /// <summary>Goes past an element that there is no member for; a fault keeps its text.</summary>
    internal void Keep(MethodFault? fault)
    {
        if (fault is null)
        {
            Skip();
        }
        else
        {
            fault.KeepUnknown(this);
        }
    }

    /// <summary>The text without white space around it, or null when there is none.</summary>
    private string? NonEmpty() => Text()?.Trim() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// The same without a string, valid until the next value: numbers and flags are half of all values, and garbage as soon
    /// as they are converted.
    /// </summary>
    private ReadOnlySpan<char> Characters()
    {
        if (!xml.CanReadValueChunk || xml.IsEmptyElement || IsNil())
        {
            return NonEmpty();
        }

        int length = 0;
        for (xml.Read(); xml.NodeType != XmlNodeType.EndElement; xml.Read())
        {
            Step();
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                for (int read; (read = xml.ReadValueChunk(_characters, length, _characters.Length - length)) > 0;)
                {
                    length += read;
                    if (length > LongestNumber)
                    {
                        throw new FormatException("There is an endless text where a number should stand.");
                    }

                    if (length == _characters.Length)
                    {
                        System.Array.Resize(ref _characters, 2 * length);
                    }
                }
            }
            else if (xml.NodeType is XmlNodeType.Element or XmlNodeType.None)
            {
                throw new FormatException("There is no plain text where a number or a time should stand.");
            }
        }

        xml.Read();
        return _characters.AsSpan(0, length).Trim();
    }

    private bool IsNil()
        => xml.AttributeCount > 0 && xml.GetAttribute("nil", VimNamespaces.Instance) is "true" or "1";

    /// <summary>The type the element says it has, and whether that is a type of XML Schema rather than one of vim25.</summary>
    private (string Name, bool IsSchemaType)? InstanceType()
    {
        if (xml.AttributeCount == 0 || xml.GetAttribute("type", VimNamespaces.Instance)?.Trim() is not { Length: > 0 } qualified)
        {
            return null;
        }

        int colon = qualified.IndexOf(':', StringComparison.Ordinal);
        if (colon == qualified.Length - 1)
        {
            // A prefix without a name says nothing.
            return null;
        }

        string name = colon < 0 ? qualified : qualified[(colon + 1)..];

        // The types of XML Schema that values have start with a small letter, and those of vim25 with a capital: only
        // for the few of the former is the prefix looked up.
        return (name, name is [>= 'a' and <= 'z', ..] && xml.LookupNamespace(colon < 0 ? "" : qualified[..colon]) == VimNamespaces.Schema);
    }
}
