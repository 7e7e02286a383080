using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>
/// Says where a secret is, never what it is, so that plans and records can be logged and stored. Resolved by the host's
/// <see cref="ISecretResolver"/> at the moment of use. In JSON: <c>{"secret":"env:NAME"}</c>.
/// </summary>
/// <param name="Location">For example <c>env:GUEST_PASSWORD</c> or <c>file:/run/secrets/guest</c>.</param>
[JsonConverter(typeof(SecretReferenceJsonConverter))]
public sealed record SecretReference(string Location);

internal sealed class SecretReferenceJsonConverter : JsonConverter<SecretReference>
{
    public override SecretReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // A secret in clear must never get as far as an exception's text, so the message doesn't repeat what was found.
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A secret is given by reference only: {\"secret\":\"env:NAME\"} or {\"secret\":\"file:PATH\"}.");
        }

        string? location = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isLocation = reader.ValueTextEquals("secret");
            reader.Read();
            if (!isLocation || reader.TokenType != JsonTokenType.String)
            {
                throw new JsonException("A secret reference has one property, \"secret\", with a text.");
            }

            location = reader.GetString();
        }

        return new SecretReference(location ?? throw new JsonException("A secret reference needs its property \"secret\"."));
    }

    public override void Write(Utf8JsonWriter writer, SecretReference value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("secret", value.Location);
        writer.WriteEndObject();
    }
}
