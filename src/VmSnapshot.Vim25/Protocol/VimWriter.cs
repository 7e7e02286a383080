using System.Globalization;
using System.Text;
using VmSnapshot.Vim25.Versions;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>
/// Writes the elements of one message as text. Values are checked while they are written, before anything is sent, and
/// an exception says where in the message the value stands, never what it is: it may be a password.
/// </summary>
/// <param name="version">The version to keep to, or null to write members of all versions.</param>
/// <param name="mode">What to do about values that don't fit.</param>
/// <param name="target">Where to append the text; a new one when null.</param>
internal sealed partial class VimWriter(SpokenVersion? version = null, WritingMode mode = WritingMode.Refusing, StringBuilder? target = null)
{
    private readonly StringBuilder _text = target ?? new StringBuilder(1024);
    private readonly List<(string Name, int? Index)> _path = [];
    private int? _index; // of the list's item that is written next
    private List<WritingProblem>? _problems;

    /// <summary>What <see cref="WritingMode.Noting"/> noted.</summary>
    internal IReadOnlyList<WritingProblem> Problems => _problems ?? [];

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
            if (mode == WritingMode.LeavingOut)
            {
                // As vCenter writes them: rbvmomi goes by it.
                InstanceType(nameof(ManagedObjectReference));
            }

            ReferenceContent(name, value!);
        }
    }

    internal void Object(string name, string declaredType, DynamicData? value, bool required = false)
    {
        if (Present(name, value, required) && Known(name, value!) is { } known)
        {
            Open(name);
            if (known.WireTypeName != declaredType || mode == WritingMode.Noting)
            {
                InstanceType(known.WireTypeName);
            }

            ObjectContent(name, known);
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
            if (value is not null)
            {
                write(this, name, value);
            }
            else if (mode == WritingMode.Refusing)
            {
                throw Invalid(name, "is null; leave it out of the list instead");
            }

            _index = null;
        }
    }

    /// <summary>Whether to write a member that came with a later version than the object that has it.</summary>
    /// <exception cref="ArgumentException">It is set, and the version doesn't have it: a server would refuse it less clearly.</exception>
    internal bool Has(int since, string name, bool isSet)
    {
        if (version is null || since <= version.Number)
        {
            return true;
        }

        if (isSet && mode != WritingMode.LeavingOut)
        {
            Refuse(name, TooNew(since), isTooNew: true);
        }

        return isSet && mode == WritingMode.Noting;
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
        if (value is null && required && mode != WritingMode.LeavingOut)
        {
            Refuse(name, "is required and not set");
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

    // Both types in this order, as in vCenter's answers: rbvmomi takes the first attribute of that name, whatever its namespace.
    private void ReferenceContent(string name, ManagedObjectReference value, bool saysInstanceType = false)
    {
        if (value.Type is null || value.Value is null)
        {
            throw Invalid(null, "is a reference without type or value");
        }

        _text.Append(" type=\"");
        Escaped(value.Type, inAttribute: true);
        _text.Append('"');
        if (saysInstanceType)
        {
            InstanceType(nameof(ManagedObjectReference));
        }

        _text.Append('>');
        Escaped(value.Value);
        Close(name);
    }

    private void ObjectContent(string name, DynamicData value)
    {
        if (version is not null && value.Since > version.Number)
        {
            Refuse(null, $"is a {value.ModelledName}, which " + TooNew(value.Since), isTooNew: true);
        }

        _text.Append('>');
        value.WriteMembers(this);
        Close(name);
    }

    private void Escaped(string value, bool inAttribute = false)
    {
        int forbidden = XmlText.IndexOfForbidden(value);
        if (forbidden >= 0 && mode != WritingMode.Refusing)
        {
            value = XmlText.WithoutForbidden(value);
        }
        else if (forbidden >= 0)
        {
            string code = ((int)value[forbidden]).ToString("X4", CultureInfo.InvariantCulture);
            throw Invalid(null, $"holds the character U+{code}, which XML has no way to carry");
        }

        XmlText.AppendEscaped(_text, value, inAttribute);
    }

    private string TooNew(int since)
        => $"came with version {VersionNumber.Text(since)} of the API and this client speaks {version!.ApiVersion}; leave it out, negotiate the version with the server, or set ApiVersion to one that it has";

    /// <summary>The value, or what a client of an older version can be told of it, or null.</summary>
    private DynamicData? Known(string name, DynamicData value)
        => mode == WritingMode.LeavingOut && version is not null && value.Since > version.Number ? OlderBase.Of(value, version, name) : value;

    private void Refuse(string? name, string problem, bool isTooNew = false)
    {
        if (mode == WritingMode.Refusing)
        {
            throw Invalid(name, problem);
        }

        (_problems ??= []).Add(new WritingProblem([.. _path.Select(step => step.Name), .. name is null ? [] : new[] { name }], problem, isTooNew));
    }

    private ArgumentException Invalid(string? name, string problem)
    {
        IEnumerable<(string Name, int? Index)> steps = name is null ? _path : _path.Append((name, _index));
        string path = string.Join('.', steps.Select(step => step.Index is { } index ? $"{step.Name}[{index.ToString(CultureInfo.InvariantCulture)}]" : step.Name));
        string parameter = _path.Count > 0 ? _path[0].Name : path.Split('[')[0];
        return new ArgumentException($"'{path}' {problem}.", parameter == "_this" ? "self" : parameter);
    }
}
