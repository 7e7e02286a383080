namespace VmSnapshot.Sdk;

/// <summary>Asks for a snapshot of an existing VM, from which new VMs can be made.</summary>
public sealed record CreateSnapshotRequest
{
    /// <summary>The VM to take it of.</summary>
    public required VmReference Vm { get; init; }

    /// <summary>The snapshot's name: 1 to 80 characters, unique among the tenant's live snapshots.</summary>
    public required string Name { get; init; }

    /// <summary>Whole copies of the disks or children of the source's. Default: <see cref="SnapshotKind.Full"/>.</summary>
    public SnapshotKind Kind { get; init; } = SnapshotKind.Full;

    /// <summary>What state a running guest's disks are captured in. Default: <see cref="SnapshotConsistency.Crash"/>.</summary>
    public SnapshotConsistency Consistency { get; init; } = SnapshotConsistency.Crash;

    /// <summary>The datastore for the template's disks, by name or path. Default: where the source's are.</summary>
    public string? Datastore { get; init; }

    /// <summary>The VM folder for the template, by name or path. Default: the source's.</summary>
    public string? Folder { get; init; }

    /// <summary>The resource pool to clone in, by name or path. Default: the source's.</summary>
    public string? ResourcePool { get; init; }

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Keys and values to find it by.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();

    /// <summary>The family that it is a version of; versions are numbered in the order of recording.</summary>
    public string? Family { get; init; }

    /// <summary>
    /// Any text of 1 to 200 characters that the caller chooses for this request: asked for again with the same token, the operation that was
    /// begun first is returned, whatever has become of it. With another request it is an error (<see cref="VmSnapshotErrorCodes.TokenMismatch"/>).
    /// Unique per tenant over all kinds of operations. Default: none.
    /// </summary>
    public string? ClientToken { get; init; }

    /// <summary>The scope of the record. Default: <see cref="VmSnapshotOptions.Tenant"/>.</summary>
    public string? Tenant { get; init; }
}
