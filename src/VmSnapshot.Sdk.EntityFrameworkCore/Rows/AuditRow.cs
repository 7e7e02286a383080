namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>An entry of the audit. It refers to nothing by a foreign key: it outlives what it tells of.</summary>
internal sealed class AuditRow
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public long AtTicks { get; init; }

    public required string Actor { get; init; }

    public required string Action { get; init; }

    public string? Detail { get; init; }

    public string? OperationId { get; init; }

    public string? SnapshotId { get; init; }
}
