using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VmSnapshot.Sdk.Operations;

/// <summary>
/// A request as it was given, before defaults and names are resolved, in one form only: members in the order of their names, without nulls and
/// empty lists, so that a later version's new members, which are null or empty unless given, don't change it. Token and tenant are left out: they say which request it is, not what it asks.
/// </summary>
internal sealed record CanonicalRequest(string Json, string Hash)
{
    private const string Version = "1";

    public static CanonicalRequest Of(CreateSnapshotRequest request) =>
        Of(OperationKind.CreateSnapshot, JsonSerializer.SerializeToNode(request with { ClientToken = null, Tenant = null }, OperationJson.Default.CreateSnapshotRequest));

    public static CanonicalRequest Of(CreateVmRequest request) =>
        Of(OperationKind.CreateVms, JsonSerializer.SerializeToNode(request with { ClientToken = null, Tenant = null }, OperationJson.Default.CreateVmRequest));

    private static CanonicalRequest Of(OperationKind kind, JsonNode? request)
    {
        var json = (Ordered(request) ?? new JsonObject()).ToJsonString();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}/{kind}/{json}"));
        return new CanonicalRequest(json, $"{Version}:{Convert.ToHexStringLower(hash)}");
    }

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject members => Ordered(members),
        JsonArray { Count: 0 } => null,
        JsonArray items => new JsonArray([.. items.Select(item => Ordered(item) ?? new JsonObject())]),
        _ => node?.DeepClone(),
    };

    private static JsonObject? Ordered(JsonObject members)
    {
        var ordered = new JsonObject();
        foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
        {
            if (Ordered(value) is { } kept)
            {
                ordered.Add(name, kept);
            }
        }

        return ordered.Count == 0 ? null : ordered;
    }
}
