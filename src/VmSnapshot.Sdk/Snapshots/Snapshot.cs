namespace VmSnapshot.Sdk;

/// <summary>
/// A snapshot's record: its basic information, that of the VM it was taken of, and that of the template that new VMs are cloned from.
/// </summary>
public sealed record Snapshot
{
    /// <summary>Identifies the record for ever.</summary>
    public required string Id { get; init; }

    /// <summary>The scope of the record.</summary>
    public required string Tenant { get; init; }

    /// <summary>Unique among the tenant's live snapshots.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Keys and values to find it by.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The family that it is a version of.</summary>
    public string? Family { get; init; }

    /// <summary>Its number within the family, from 1; null without a family.</summary>
    public int? Version { get; init; }

    /// <summary>How the template holds its disks.</summary>
    public required SnapshotKind Kind { get; init; }

    /// <summary>What state of the disks was asked for.</summary>
    public required SnapshotConsistency RequestedConsistency { get; init; }

    /// <summary>What state of the disks was captured.</summary>
    public required SnapshotConsistency Consistency { get; init; }

    /// <summary>Where the record stands in its life.</summary>
    public required SnapshotStatus Status { get; init; }

    /// <summary>Why the status is what it is, where that needs words.</summary>
    public string? StatusReason { get; init; }

    /// <summary>Whether new VMs should still be made from it.</summary>
    public SnapshotAvailability Availability { get; init; }

    /// <summary>How the template looked in vCenter when it was last seen.</summary>
    public SnapshotHealth Health { get; init; }

    /// <summary>Whether deleting needs to be forced.</summary>
    public bool DeleteProtection { get; init; }

    /// <summary>When it was recorded, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was deleted, in UTC.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>The operation that made it.</summary>
    public required string OperationId { get; init; }

    /// <summary>The vCenter that all of it is in: <c>about.instanceUuid</c>.</summary>
    public required string VCenterInstanceUuid { get; init; }

    /// <summary>The VM that it was taken of, as it was then.</summary>
    public required VmDescription Source { get; init; }

    /// <summary>The template that new VMs are cloned from; null while step 2 hasn't made it, and where it never did.</summary>
    public TemplateInfo? Template { get; init; }

    /// <summary>Changes with every change of the record: a store refuses to overwrite another's change.</summary>
    public string ConcurrencyToken { get; init; } = string.Empty;
}
