namespace VmSnapshot.Sdk.Storage;

/// <summary>An entry of the append-only audit: who did what, and when.</summary>
public sealed record AuditEntry
{
    /// <summary>Unique; sorts by time. An entry that is there already is not added again, so a write can be repeated whose answer was lost.</summary>
    public required string Id { get; init; }

    /// <summary>The scope.</summary>
    public required string Tenant { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who: <see cref="VmSnapshotOptions.Actor"/>.</summary>
    public required string Actor { get; init; }

    /// <summary>What, as one camelCase word: <c>begin</c>, <c>claim</c>, <c>intent</c>, <c>bind</c>, <c>done</c>, <c>end</c>, <c>cancel</c>, …</summary>
    public required string Action { get; init; }

    /// <summary>The same in words for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The operation in whose name it was done.</summary>
    public string? OperationId { get; init; }

    /// <summary>The snapshot that it was done to.</summary>
    public string? SnapshotId { get; init; }
}
