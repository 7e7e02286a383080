using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk.Operations;

/// <summary>What the journal keeps as JSON. Generated, because a trimmed host has no reflection to serialise with.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(ItemState))]
[JsonSerializable(typeof(CreateSnapshotRequest))]
[JsonSerializable(typeof(CreateVmRequest))]
internal sealed partial class OperationJson : JsonSerializerContext
{
    public static string Write(ItemState state) => JsonSerializer.Serialize(state, Default.ItemState);

    public static ItemState ReadState(string json) => JsonSerializer.Deserialize(json, Default.ItemState)
        ?? throw new JsonException("The journal of an operation has an empty item.");
}
