using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using VmSnapshot.Sdk;

namespace VmSnapshot.Cli.Options;

/// <summary>
/// Compares a guest file with the settings that the SDK has, so that what doesn't fit is told in the file's own words: the serializer's
/// messages name .NET types, and it lets <c>null</c> through. No value is repeated but <c>os</c>: any other may be a secret in clear.
/// </summary>
internal static class GuestFileRules
{
    private const string Discriminator = "os";

    /// <summary>Everything that doesn't fit, each as a sentence.</summary>
    public static IReadOnlyList<string> Check(JsonElement file, JsonSerializerOptions format)
    {
        var systems = format.GetTypeInfo(typeof(GuestSettings)).PolymorphismOptions!.DerivedTypes;
        var known = string.Join(" or ", systems.Select(system => $"\"{system.TypeDiscriminator}\""));
        if (file.ValueKind != JsonValueKind.Object)
        {
            return [$"it must hold one object, such as {{\"os\":\"linux\",\"hostName\":\"web-2\"}}, not {Describe(file.ValueKind)}."];
        }

        var given = file.EnumerateObject().Where(property => property.NameEquals(Discriminator)).Select(property => property.Value).ToList();
        if (given.Count != 1)
        {
            return [$"\"os\" must say once which system it is for: {known}."];
        }

        var found = systems.Where(system => given[0].ValueKind == JsonValueKind.String && given[0].ValueEquals((string)system.TypeDiscriminator!)).ToList();
        if (found.Count == 0)
        {
            return [$"\"os\" is {(given[0].ValueKind == JsonValueKind.String ? given[0].GetRawText() : Describe(given[0].ValueKind))}; it must be {known}."];
        }

        var findings = new List<string>();
        CheckObject(file, format.GetTypeInfo(found[0].DerivedType), string.Empty, findings);
        return findings;
    }

    private static void CheckObject(JsonElement value, JsonTypeInfo type, string path, List<string> findings)
    {
        var isRoot = path.Length == 0;
        var prefix = isRoot ? string.Empty : $"{path}.";
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var given in value.EnumerateObject())
        {
            if (isRoot && given.NameEquals(Discriminator))
            {
                continue;
            }

            var property = type.Properties.FirstOrDefault(known => known.Name.Equals(given.Name, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                findings.Add($"there is no property '{prefix}{given.Name}'; known are {string.Join(", ", type.Properties.Select(known => known.Name).Prepend(isRoot ? Discriminator : null).OfType<string>())}.");
            }
            else if (!seen.Add(given.Name))
            {
                findings.Add($"'{prefix}{property.Name}' is there twice.");
            }
            else if (given.Value.ValueKind != JsonValueKind.Null || !property.IsSetNullable)
            {
                CheckValue(given.Value, type.Options.GetTypeInfo(property.PropertyType), prefix + property.Name, findings);
            }
        }

        foreach (var missing in type.Properties.Where(known => !seen.Contains(known.Name) && (known.IsRequired || known.AssociatedParameter is { HasDefaultValue: false })))
        {
            findings.Add($"'{prefix}{missing.Name}' is missing.");
        }
    }

    private static void CheckValue(JsonElement value, JsonTypeInfo type, string path, List<string> findings)
    {
        if (type.Type == typeof(SecretReference))
        {
            if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().ToList() is not [{ Name: "secret", Value.ValueKind: JsonValueKind.String }])
            {
                findings.Add($"'{path}' is a secret, given by reference only: {{\"secret\":\"env:NAME\"}} or {{\"secret\":\"file:PATH\"}}.");
            }

            return;
        }

        var (expected, fits) = type switch
        {
            { Kind: JsonTypeInfoKind.Enumerable } => ("a list", value.ValueKind == JsonValueKind.Array),
            { Kind: JsonTypeInfoKind.Object } => ("an object", value.ValueKind == JsonValueKind.Object),
            _ when type.Type == typeof(int) => ("a whole number", value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _)),
            _ when type.Type == typeof(string) => ("a text", value.ValueKind == JsonValueKind.String),
            // What a later SDK may have: the serializer knows.
            _ => ("a value", value.ValueKind != JsonValueKind.Null),
        };
        if (!fits)
        {
            // A number may be the wrong one where another is expected.
            findings.Add($"'{path}' must be {expected}{(value.ValueKind == JsonValueKind.Number && expected == "a whole number" ? string.Empty : $", not {Describe(value.ValueKind)}")}.");
        }
        else if (type.Kind == JsonTypeInfoKind.Object)
        {
            CheckObject(value, type, path, findings);
        }
        else if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            var element = type.Options.GetTypeInfo(type.ElementType!);
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                CheckValue(item, element, $"{path}[{index}]", findings);
            }
        }
    }

    private static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };
}
