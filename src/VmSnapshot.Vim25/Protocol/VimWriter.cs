using System.Globalization;
using System.Text;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>
/// Writes the elements of one request as text. Values are checked while they are written, before anything is sent, and
/// an exception says where in the request the value stands, never what it is: it may be a password.
/// </summary>
/// <param name="version">The version to keep to, or null to write members of all versions.</param>
internal sealed partial class VimWriter(SpokenVersion? version = null)
{
    private readonly StringBuilder _text = new(1024);
    private readonly List<(string Name, int? Index)> _path = [];
    private int? _index; // of the list's item that is written next

    public override string ToString() => _text.ToString();

    internal void Text(string name, string? value, bool required = false)
    {
        if (Present(name, value, required))
        {
            Open(name);
            _text.Append('>');
            Escaped(value!);
            Close(name);
        }
    }

    internal void Boolean(string name, bool? value) => Plain(name, value is { } flag ? XmlBoolean(flag) : null);

    internal void Byte(string name, sbyte? value) => Plain(name, value?.ToString(CultureInfo.InvariantCulture));

    internal void Short(string name, short? value) => Plain(name, value?.ToString(CultureInfo.InvariantCulture));

    internal void Int(string name, int? value) => Plain(name, value?.ToString(CultureInfo.InvariantCulture));

    internal void Long(string name, long? value) => Plain(name, value?.ToString(CultureInfo.InvariantCulture));

    internal void Float(string name, float? value) => Plain(name, value is { } number ? System.Xml.XmlConvert.ToString(number) : null);

    internal void Double(string name, double? value) => Plain(name, value is { } number ? System.Xml.XmlConvert.ToString(number) : null);

    internal void DateTime(string name, DateTimeOffset? value) => Plain(name, value is { } time ? VimDateTime.Write(time) : null);

    internal void Binary(string name, byte[]? value, bool required = false)
    {
        if (Present(name, value, required))
        {
            Plain(name, Convert.ToBase64String(value!));
        }
    }

    internal void Enum(string name, string? value, bool required = false) => Text(name, value, required);

    internal void Reference(string name, ManagedObjectReference? value, bool required = false)
    {
        if (Present(name, value, required))
        {
            Open(name);
            ReferenceContent(name, value!);
        }
    }

    internal void Object(string name, string declaredType, DynamicData? value, bool required = false)
    {
        if (Present(name, value, required))
        {
            Open(name);
            if (value!.WireTypeName != declaredType)
            {
                InstanceType(value.WireTypeName);
            }

            ObjectContent(name, value);
        }
    }

    internal void Many<T>(string name, IReadOnlyList<T>? values, Action<VimWriter, string, T> write)
    {
        if (values is null)
        {
            return;
        }

        for (int index = 0; index < values.Count; index++)
        {
            T value = values[index];
            _index = index;
            if (value is null)
            {
                throw Invalid(name, "is null; leave it out of the list instead");
            }

            write(this, name, value);
            _index = null;
        }
    }

    /// <summary>Refuses a member that is set and that the version doesn't have: a server would refuse it less clearly.</summary>
    internal void Since(int since, string name, bool isSet)
    {
        if (isSet && version is not null && since > version.Number)
        {
            throw Invalid(name, TooNew(since));
        }
    }

    /// <summary>Opens the element that holds a whole request.</summary>
    internal void OpenOperation(string name) => _text.Append('<').Append(name).Append(" xmlns=\"").Append(VimNamespaces.Vim).Append("\">");

    internal void CloseOperation(string name) => CloseTag(name);

    private static string XmlBoolean(bool value) => value ? "true" : "false";

    private void Plain(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append('<').Append(name).Append('>').Append(value);
            CloseTag(name);
        }
    }

    private bool Present(string name, object? value, bool required)
    {
        if (value is null && required)
        {
            throw Invalid(name, "is required and not set");
        }

        return value is not null;
    }

    /// <summary>Writes a start tag up to its attributes and remembers the way to it.</summary>
    private void Open(string name)
    {
        _path.Add((name, _index));
        _index = null;
        _text.Append('<').Append(name);
    }

    private void Close(string name)
    {
        CloseTag(name);
        _path.RemoveAt(_path.Count - 1);
    }

    private void CloseTag(string name) => _text.Append("</").Append(name).Append('>');

    // The name may be one that a server made up: it goes back as it came, and never as markup.
    private void InstanceType(string name)
    {
        _text.Append(" xsi:type=\"");
        Escaped(name, inAttribute: true);
        _text.Append('"');
    }

    private void ReferenceContent(string name, ManagedObjectReference value)
    {
        if (value.Type is null || value.Value is null)
        {
            throw Invalid(null, "is a reference without type or value");
        }

        _text.Append(" type=\"");
        Escaped(value.Type, inAttribute: true);
        _text.Append("\">");
        Escaped(value.Value);
        Close(name);
    }

    private void ObjectContent(string name, DynamicData value)
    {
        if (version is not null && value.Since > version.Number)
        {
            throw Invalid(null, $"is a {value.ModelledName}, which " + TooNew(value.Since));
        }

        _text.Append('>');
        value.WriteMembers(this);
        Close(name);
    }

    private void Escaped(string value, bool inAttribute = false)
    {
        int forbidden = XmlText.IndexOfForbidden(value);
        if (forbidden >= 0)
        {
            string code = ((int)value[forbidden]).ToString("X4", CultureInfo.InvariantCulture);
            throw Invalid(null, $"holds the character U+{code}, which XML has no way to carry");
        }

        XmlText.AppendEscaped(_text, value, inAttribute);
    }

    private string TooNew(int since)
        => $"came with version {VersionNumber.Text(since)} of the API and this client speaks {version!.ApiVersion}; leave it out, negotiate the version with the server, or set ApiVersion to one that it has";

    private ArgumentException Invalid(string? name, string problem)
    {
        IEnumerable<(string Name, int? Index)> steps = name is null ? _path : _path.Append((name, _index));
        string path = string.Join('.', steps.Select(step => step.Index is { } index ? $"{step.Name}[{index.ToString(CultureInfo.InvariantCulture)}]" : step.Name));
        string parameter = _path.Count > 0 ? _path[0].Name : path.Split('[')[0];
        return new ArgumentException($"'{path}' {problem}.", parameter == "_this" ? "self" : parameter);
    }
}
