using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// What the simulator heeds of cloud-init's instance metadata: the host name, and of a network configuration of version 2
/// the adapters' addresses, gateways and name servers. JSON, or the part of YAML that such documents are written in.
/// </summary>
/// <param name="HostName">The name, or null.</param>
/// <param name="Adapters">The adapters, in the document's order.</param>
internal sealed record CloudinitMetadata(string? HostName, IReadOnlyList<CloudinitAdapter> Adapters)
{
    internal static bool TryParse(string text, [NotNullWhen(true)] out CloudinitMetadata? metadata)
    {
        metadata = ParseTree(text) is { } root ? Read(root) : null;
        return metadata is not null;
    }

    private static CloudinitMetadata? Read(IReadOnlyDictionary<string, object?> root)
    {
        object? network = root.GetValueOrDefault("network");
        if (network is string encoded)
        {
            network = Decode(encoded, root.GetValueOrDefault("network.encoding") as string);
            if (network is null)
            {
                return null;
            }
        }

        var document = network as IReadOnlyDictionary<string, object?>;
        document = document?.GetValueOrDefault("network") as IReadOnlyDictionary<string, object?> ?? document;
        var ethernets = document?.GetValueOrDefault("ethernets") as IReadOnlyDictionary<string, object?>;
        return new CloudinitMetadata(
            root.GetValueOrDefault("local-hostname") as string ?? root.GetValueOrDefault("hostname") as string,
            [.. (ethernets?.Values ?? []).OfType<IReadOnlyDictionary<string, object?>>().Select(ReadAdapter)]);
    }

    private static CloudinitAdapter ReadAdapter(IReadOnlyDictionary<string, object?> adapter)
    {
        var servers = adapter.GetValueOrDefault("nameservers") as IReadOnlyDictionary<string, object?>;
        var match = adapter.GetValueOrDefault("match") as IReadOnlyDictionary<string, object?>;
        IEnumerable<string?> gateways = (adapter.GetValueOrDefault("routes") as IReadOnlyList<object?> ?? []).OfType<IReadOnlyDictionary<string, object?>>()
            .Where(route => route.GetValueOrDefault("to") is "default" or "0.0.0.0/0" or "::/0").Select(route => route.GetValueOrDefault("via") as string)
            .Prepend(adapter.GetValueOrDefault("gateway6") as string).Prepend(adapter.GetValueOrDefault("gateway4") as string);
        return new CloudinitAdapter(
            match?.GetValueOrDefault("macaddress") as string,
            new GuestAdapterSettings(
                [.. Texts(adapter.GetValueOrDefault("addresses")).Select(ParseAddress).OfType<GuestAddress>()],
                [.. gateways.OfType<string>()],
                [.. Texts(servers?.GetValueOrDefault("addresses"))],
                DnsDomain: null,
                [.. Texts(servers?.GetValueOrDefault("search"))]));
    }

    private static IEnumerable<string> Texts(object? value) => (value as IReadOnlyList<object?> ?? []).OfType<string>();

    private static GuestAddress? ParseAddress(string text)
    {
        string[] parts = text.Split('/');
        bool isV6 = NetworkRules.IsV6(parts[0]);
        int length = isV6 ? 64 : 24;
        return (isV6 || NetworkRules.IsV4(parts[0])) && (parts.Length < 2 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length))
            ? new GuestAddress(parts[0], length)
            : null;
    }

    private static IReadOnlyDictionary<string, object?>? Decode(string text, string? encoding)
    {
        try
        {
            return encoding switch
            {
                null or "" => ParseTree(text),
                "base64" or "b64" => ParseTree(Encoding.UTF8.GetString(Convert.FromBase64String(text))),
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static IReadOnlyDictionary<string, object?>? ParseTree(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return YamlSubset.Parse(text);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return ToTree(document.RootElement) as IReadOnlyDictionary<string, object?>;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static object? ToTree(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    map[property.Name] = ToTree(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                return (List<object?>)[.. element.EnumerateArray().Select(ToTree)];
            case JsonValueKind.Null:
                return null;
            case JsonValueKind.String:
                return element.GetString();
            default:
                return element.GetRawText();
        }
    }
}

/// <summary>An adapter of the metadata.</summary>
/// <param name="MacAddress">The address that it is told by, or null: then its place tells.</param>
/// <param name="Settings">What it is to have.</param>
internal sealed record CloudinitAdapter(string? MacAddress, GuestAdapterSettings Settings);
