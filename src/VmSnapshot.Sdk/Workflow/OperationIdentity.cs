using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>What an operation's id determines: the names, UUIDs and marks of what it makes.</summary>
internal static class OperationIdentity
{
    /// <summary>vCenter's limit for the name of a VM.</summary>
    public const int MaxNameLength = 80;

    /// <summary>A new operation's id: 32 hexadecimal digits that sort by time.</summary>
    public static string NewOperationId(TimeProvider timeProvider) => Guid.CreateVersion7(timeProvider.GetUtcNow()).ToString("n");

    /// <summary>The id of the record that an operation makes.</summary>
    public static string SnapshotId(string operationId) => Derive($"snapshot/{operationId}").ToString("n");

    /// <summary>The mark of an operation's item, with its instance UUID.</summary>
    public static OwnershipMarker Marker(string storeId, string operationId, int item) => new()
    {
        StoreId = storeId,
        OperationId = operationId,
        Item = item,
        InstanceUuid = Derive(string.Create(CultureInfo.InvariantCulture, $"vm/{storeId}/{operationId}/{item}")),
    };

    /// <summary>The template's name: the snapshot's, shortened where needed, and the operation.</summary>
    public static string TemplateName(string snapshotName, string operationId)
    {
        var room = MaxNameLength - operationId.Length - 1;
        var length = Math.Min(room, snapshotName.Length);
        if (char.IsHighSurrogate(snapshotName[length - 1]))
        {
            length--;
        }

        return $"{snapshotName[..length]}-{operationId}";
    }

    private static Guid Derive(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        // RFC 9562: version 8 is for UUIDs that an application derives its own way.
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
