namespace VmSnapshot.Sdk.Storage;

/// <summary>A change of the journal by who holds an operation's lease; all of it is one transaction. What is null stays as it is.</summary>
public sealed record OperationWrite
{
    /// <summary>The operation.</summary>
    public required string OperationId { get; init; }

    /// <summary>The number that the claim gave. The write fails where it isn't the operation's any more.</summary>
    public required long Fence { get; init; }

    /// <summary>The new state.</summary>
    public OperationState? State { get; init; }

    /// <summary>The step under way.</summary>
    public string? Step { get; init; }

    /// <summary>0 to 100.</summary>
    public double? PercentComplete { get; init; }

    /// <summary>The item to replace.</summary>
    public OperationItemRecord? Item { get; init; }

    /// <summary>What went wrong.</summary>
    public OperationError? Error { get; init; }

    /// <summary>When it ended; also gives up the lease.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Until when to look for late arrivals.</summary>
    public DateTimeOffset? WatchedUntil { get; init; }

    /// <summary>Ends the looking for late arrivals. Default: false.</summary>
    public bool StopWatching { get; init; }

    /// <summary>Lengthens the lease to this time from now, by the store's clock.</summary>
    public TimeSpan? ExtendLease { get; init; }

    /// <summary>Gives up the lease; nobody should take the operation up by itself before this time from now, by the store's clock.</summary>
    public TimeSpan? ReleaseFor { get; init; }

    /// <summary>
    /// The operation's snapshot as it becomes: status, reason, consistency, health and template are overwritten in its record, the rest stays.
    /// </summary>
    public Snapshot? Snapshot { get; init; }

    /// <summary>Writes nothing where cancelling was asked for. Default: false.</summary>
    public bool UnlessCancelled { get; init; }

    /// <summary>The entry of the audit. A write whose entry is there already has happened and is not repeated.</summary>
    public AuditEntry? Audit { get; init; }
}
