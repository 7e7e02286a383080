namespace VmSnapshot.Sdk;

/// <summary>Asks for one VM or several alike from a snapshot. What isn't given is as in the snapshot.</summary>
public sealed record CreateVmRequest
{
    /// <summary>The snapshot's id or name.</summary>
    public required string Snapshot { get; init; }

    /// <summary>
    /// The VM's name: 1 to 80 characters, unique in its folder. For several, a pattern with <c>{index}</c> or <c>{index:000}</c>, counted from 1.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>How many to make. Default: 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Virtual CPUs.</summary>
    public int? Cpus { get; init; }

    /// <summary>Cores per socket; the CPUs must be a multiple of it.</summary>
    public int? CoresPerSocket { get; init; }

    /// <summary>Memory in MiB; a multiple of 4.</summary>
    public long? MemoryMiB { get; init; }

    /// <summary>Network adapters to attach to other networks.</summary>
    public IReadOnlyList<NetworkAssignment> Networks { get; init => field = value ?? []; } = [];

    /// <summary>Disks to grow.</summary>
    public IReadOnlyList<DiskSize> Disks { get; init => field = value ?? []; } = [];

    /// <summary>Capacities in bytes of empty disks to add.</summary>
    public IReadOnlyList<long> AddedDisksBytes { get; init => field = value ?? []; } = [];

    /// <summary>The datastore for the disks, by name or path. Default: the template's.</summary>
    public string? Datastore { get; init; }

    /// <summary>The resource pool, by name or path. Default: the source VM's.</summary>
    public string? ResourcePool { get; init; }

    /// <summary>The VM folder, by name or path. Default: the source VM's.</summary>
    public string? Folder { get; init; }

    /// <summary>Settings of the guest operating system. Default: as captured.</summary>
    public GuestSettings? Guest { get; init; }

    /// <summary>Whether to power it on at the end. Default: false.</summary>
    public bool PowerOn { get; init; }

    /// <summary>
    /// How many VMs must be made at least. With fewer the operation fails and all are removed again; with as many it succeeds, whatever became
    /// of the others. Default: null, all must be made or the operation fails, and those that were made stay.
    /// </summary>
    public int? MinimumCount { get; init; }

    /// <summary>
    /// Any text of 1 to 200 characters that the caller chooses for this request: asked for again with the same token, the operation that was
    /// begun first is returned, whatever has become of it. With another request it is an error (<see cref="VmSnapshotErrorCodes.TokenMismatch"/>).
    /// Unique per tenant over all kinds of operations. Default: none.
    /// </summary>
    public string? ClientToken { get; init; }

    /// <summary>The scope that the snapshot is in. Default: <see cref="VmSnapshotOptions.Tenant"/>.</summary>
    public string? Tenant { get; init; }
}

/// <summary>Attaches a network adapter to a network.</summary>
/// <param name="Adapter">The adapter's device key, label, or position from 0.</param>
/// <param name="Network">The network, by name or path.</param>
public sealed record NetworkAssignment(string Adapter, string Network);

/// <summary>Gives a disk a size.</summary>
/// <param name="Disk">The disk's device key or label.</param>
/// <param name="CapacityBytes">Its capacity in bytes: at least what the snapshot has.</param>
public sealed record DiskSize(string Disk, long CapacityBytes);
