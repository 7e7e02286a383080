namespace VmSnapshot.Sdk;

/// <summary>Which snapshots to list, newest first. Deleted and purged ones are hidden unless <see cref="Status"/> names them.</summary>
public sealed record SnapshotQuery
{
    /// <summary>The largest <see cref="Limit"/>.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>Only those whose name contains this, whatever the case.</summary>
    public string? NameContains { get; init; }

    /// <summary>Only those of this family.</summary>
    public string? Family { get; init; }

    /// <summary>Only those that have all these labels with these values.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>Only those in this status; null for all but deleted and purged ones.</summary>
    public SnapshotStatus? Status { get; init; }

    /// <summary>The page's size, 1 to <see cref="MaxLimit"/>. Default: 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended: its <see cref="SnapshotPage.ContinuationToken"/>. Null begins at the newest.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>A page of the catalog.</summary>
/// <param name="Items">The snapshots, newest first.</param>
/// <param name="ContinuationToken">Goes on behind this page; null when there is no more.</param>
public sealed record SnapshotPage(IReadOnlyList<Snapshot> Items, string? ContinuationToken);
