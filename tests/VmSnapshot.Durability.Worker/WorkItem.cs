using System.Text.Json;
using System.Text.Json.Serialization;
using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Worker;

/// <summary>One thing that a portal's users want. The client token makes it the same one however often it is asked for.</summary>
public sealed record WorkItem
{
    /// <summary>What identifies it, in every process.</summary>
    public required string ClientToken { get; init; }

    /// <summary>The snapshot to make, or null.</summary>
    public CreateSnapshotRequest? Snapshot { get; init; }

    /// <summary>The VMs to make, or null.</summary>
    public CreateVmRequest? Vms { get; init; }

    /// <summary>After how long the user changes his mind, in milliseconds; null for never.</summary>
    public int? CancelAfterMilliseconds { get; init; }

    public static string Write(IReadOnlyList<WorkItem> items) => JsonSerializer.Serialize(items, Json);

    public static IReadOnlyList<WorkItem> Read(string json) => JsonSerializer.Deserialize<List<WorkItem>>(json, Json)!;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
}
