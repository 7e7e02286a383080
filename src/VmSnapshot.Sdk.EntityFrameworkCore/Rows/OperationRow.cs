namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>An operation in the journal. Enums are kept as their camelCase words, times as UTC ticks.</summary>
internal sealed class OperationRow
{
    public required string Id { get; init; }

    public required string Tenant { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public required string Step { get; init; }

    public double PercentComplete { get; init; }

    public string? ClientToken { get; init; }

    /// <summary>Canonical JSON; secrets are references in it.</summary>
    public required string Request { get; init; }

    public required string RequestHash { get; init; }

    public long StartedAtTicks { get; init; }

    public long? EndedAtTicks { get; init; }

    /// <summary>A JSON object: an error is read with its operation and never looked for.</summary>
    public string? Error { get; init; }

    public bool CancelRequested { get; init; }

    public long Fence { get; init; }

    public string? Owner { get; init; }

    public long? LeasedUntilTicks { get; init; }

    public long? WatchedUntilTicks { get; init; }

    public List<OperationItemRow> Items { get; init; } = [];
}
