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

    /// <exception cref="VmSnapshotException">It isn't what this version writes: <see cref="VmSnapshotErrorCodes.StoreUnusable"/>.</exception>
    public static ItemState ReadState(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.ItemState) ?? throw new JsonException("It is empty.");
        }
        catch (JsonException e)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.StoreUnusable, "An item in the journal can't be read: a newer version of the SDK may have written it. Update this host.", e);
        }
    }
}
