namespace VmSnapshot.Sdk;

/// <summary>What to change in a snapshot's record; what is null stays.</summary>
public sealed record SnapshotUpdate
{
    /// <summary>The new description; empty removes it.</summary>
    public string? Description { get; init; }

    /// <summary>The new labels, instead of all the old ones.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Whether new VMs should still be made from it.</summary>
    public SnapshotAvailability? Availability { get; init; }

    /// <summary>Whether deleting needs to be forced.</summary>
    public bool? DeleteProtection { get; init; }
}

/// <summary>How to delete a snapshot.</summary>
public sealed record DeleteSnapshotOptions
{
    /// <summary>Destroys template and record's content now, for good, instead of keeping both restorable. Default: false.</summary>
    public bool Purge { get; init; }

    /// <summary>Overrides delete protection. Default: false.</summary>
    public bool Force { get; init; }
}
