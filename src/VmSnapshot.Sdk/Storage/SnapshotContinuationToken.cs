using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace VmSnapshot.Sdk.Storage;

/// <summary>Where a page of the catalog ended: the last record's time and id, as opaque text. For authors of stores.</summary>
/// <param name="CreatedAt">The last record's time of creation.</param>
/// <param name="Id">The last record's id.</param>
public sealed record SnapshotContinuationToken(DateTimeOffset CreatedAt, string Id)
{
    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">A token that a page came with.</param>
    /// <exception cref="VmSnapshotException">It is no such token: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    public static SnapshotContinuationToken Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Base64Url.IsValid(text)
            && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 2) is [var ticks, var id]
            && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value <= DateTime.MaxValue.Ticks)
        {
            return new SnapshotContinuationToken(new DateTimeOffset(value, TimeSpan.Zero), id);
        }

        throw new VmSnapshotException(
            VmSnapshotErrorCodes.InvalidArguments, "The continuation token is not one that a page of snapshots came with. Begin again without one.");
    }

    /// <summary>The token's text: letters, digits, minus and underscore.</summary>
    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks} {Id}")));
}
