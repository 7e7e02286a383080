using System.Text.Json;
using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk.Gateway;

/// <summary>
/// The mark that every VM and template of ours carries in its extraConfig under <see cref="Key"/>. A clone that somebody
/// makes by hand inherits the mark but not the instance UUID, so an object is ours only if both agree.
/// </summary>
public sealed record OwnershipMarker
{
    /// <summary>The key in extraConfig.</summary>
    public const string Key = "vmsnapshot.operation";

    /// <summary>The layout of the mark. Default: 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The snapshot database that knows the operation.</summary>
    public required string StoreId { get; init; }

    /// <summary>The operation that made the object.</summary>
    public required string OperationId { get; init; }

    /// <summary>Which of the operation's objects it is, from 1.</summary>
    public required int Item { get; init; }

    /// <summary>The instance UUID that the object was made with.</summary>
    public required Guid InstanceUuid { get; init; }

    /// <summary>Whether both name the same item of the same operation.</summary>
    /// <param name="other">Another mark.</param>
    public bool IsOfSameItem(OwnershipMarker other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return StoreId == other.StoreId && OperationId == other.OperationId && Item == other.Item;
    }

    /// <summary>Whether the mark is a VM's own, and not inherited from what it was copied from.</summary>
    /// <param name="vm">The VM that carries it.</param>
    public bool Marks(VmDescription vm)
    {
        ArgumentNullException.ThrowIfNull(vm);
        return Guid.TryParse(vm.InstanceUuid, out var instanceUuid) && instanceUuid == InstanceUuid;
    }

    /// <summary>The mark as the one line of text that extraConfig holds.</summary>
    public string ToExtraConfigValue() => JsonSerializer.Serialize(this, OwnershipMarkerJson.Default.OwnershipMarker);

    /// <summary>Reads what <see cref="ToExtraConfigValue"/> wrote; null for anything else.</summary>
    /// <param name="value">A value of extraConfig.</param>
    public static OwnershipMarker? TryParse(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(value, OwnershipMarkerJson.Default.OwnershipMarker);
        }
        catch (JsonException)
        {
            // Somebody else's text under our key: not ours.
            return null;
        }
    }
}

/// <summary>Generated, because a trimmed host has no reflection to serialise with.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OwnershipMarker))]
internal sealed partial class OwnershipMarkerJson : JsonSerializerContext;
