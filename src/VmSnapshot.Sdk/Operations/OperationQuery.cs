namespace VmSnapshot.Sdk;

/// <summary>Which operations to list, newest first.</summary>
public sealed record OperationQuery
{
    /// <summary>The largest <see cref="Limit"/>.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only those in this state; null for all.</summary>
    public OperationState? State { get; init; }

    /// <summary>The page's size, 1 to <see cref="MaxLimit"/>. Default: 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended: its <see cref="OperationPage.ContinuationToken"/>. Null begins at the newest.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>A page of operations.</summary>
/// <param name="Items">The operations, newest first: by id, which sorts by time.</param>
/// <param name="ContinuationToken">Goes on behind this page; null when there is no more.</param>
public sealed record OperationPage(IReadOnlyList<OperationInfo> Items, string? ContinuationToken);
