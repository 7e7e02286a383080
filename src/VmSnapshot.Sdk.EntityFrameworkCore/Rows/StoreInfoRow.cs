namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>The one row that says which store this is; every mark on a VM of ours names it.</summary>
internal sealed class StoreInfoRow
{
    /// <summary>The only <see cref="Id"/>: a second row can't be.</summary>
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required string StoreId { get; init; }
}
