using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>A VM reference in JSON is the text that people write: <c>"path:/DC0/vm/web"</c>.</summary>
internal sealed class VmReferenceJsonConverter : JsonConverter<VmReference>
{
    public override VmReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return VmReference.Parse(reader.GetString() ?? string.Empty);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, VmReference value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
