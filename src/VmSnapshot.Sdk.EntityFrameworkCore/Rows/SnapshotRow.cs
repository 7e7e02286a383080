namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>A snapshot's basic information. Enums are kept as their camelCase words, times as UTC ticks.</summary>
internal sealed class SnapshotRow
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Name { get; init; }

    /// <summary>The name in upper case, to search in.</summary>
    public required string NameFolded { get; init; }

    /// <summary>The name while the record holds it, else null: unique per tenant.</summary>
    public string? LiveName { get; set; }

    public string? Description { get; set; }

    public string? Family { get; init; }

    public int? Version { get; set; }

    public required string Kind { get; init; }

    public required string RequestedConsistency { get; init; }

    public required string Consistency { get; init; }

    public required string Status { get; set; }

    public string? StatusReason { get; set; }

    public required string Availability { get; set; }

    public required string Health { get; set; }

    public bool DeleteProtection { get; set; }

    public long CreatedAtTicks { get; init; }

    public long? DeletedAtTicks { get; set; }

    public required string OperationId { get; init; }

    public required string VCenterInstanceUuid { get; init; }

    public required string ConcurrencyToken { get; set; }

    public List<SnapshotLabelRow> Labels { get; init; } = [];

    public SnapshotSourceRow Source { get; init; } = null!;

    /// <summary>Null while its operation hasn't made it, and where that never did.</summary>
    public SnapshotTemplateRow? Template { get; init; }
}

/// <summary>A label of a snapshot.</summary>
internal sealed class SnapshotLabelRow
{
    public string SnapshotId { get; init; } = null!;

    public required string Key { get; init; }

    public required string Value { get; set; }
}
