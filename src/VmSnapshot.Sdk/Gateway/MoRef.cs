using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk.Gateway;

/// <summary>
/// A managed object reference: vCenter's own handle of an inventory object. Opaque text, valid within one vCenter.
/// </summary>
/// <param name="Type">The vim25 type, for example <c>VirtualMachine</c>.</param>
/// <param name="Value">The value within that vCenter, for example <c>vm-42</c>.</param>
[JsonConverter(typeof(MoRefJsonConverter))]
public readonly record struct MoRef(string Type, string Value)
{
    /// <summary>The vim25 type, for example <c>VirtualMachine</c>.</summary>
    /// <exception cref="ArgumentException">It is empty, or has a colon.</exception>
    public string Type { get; init => field = ValidType(value); } = ValidType(Type);

    /// <summary>The value within that vCenter, for example <c>vm-42</c>.</summary>
    /// <exception cref="ArgumentException">It is empty.</exception>
    public string Value { get; init => field = ValidValue(value); } = ValidValue(Value);

    /// <summary>Reads the form that <see cref="ToString"/> writes.</summary>
    /// <param name="text">For example <c>VirtualMachine:vm-42</c>.</param>
    /// <exception cref="FormatException">There is no colon, or nothing on one side of it.</exception>
    public static MoRef Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < text.Length - 1
            ? new MoRef(text[..colon], text[(colon + 1)..])
            : throw new FormatException($"'{text}' is not a managed object reference: 'Type:value' is expected.");
    }

    /// <summary>Type and value, as in <c>VirtualMachine:vm-42</c>.</summary>
    public override string ToString() => $"{Type}:{Value}";

    private static string ValidType(string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        return type.Contains(':', StringComparison.Ordinal) ? throw new ArgumentException("A managed object's type has no colon.", nameof(type)) : type;
    }

    private static string ValidValue(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return value;
    }
}

internal sealed class MoRefJsonConverter : JsonConverter<MoRef>
{
    public override MoRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return MoRef.Parse(reader.GetString() ?? string.Empty);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, MoRef value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value == default
            ? throw new JsonException("A managed object reference with neither type nor value can't be written: nothing could read it again.")
            : value.ToString());
}
