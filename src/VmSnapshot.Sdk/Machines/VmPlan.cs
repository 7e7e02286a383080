using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>Step 4's result: one VM to make, checked and with everything resolved.</summary>
public sealed record VmPlan
{
    /// <summary>The operation that this belongs to.</summary>
    public required string OperationId { get; init; }

    /// <summary>The vCenter that all of it is in: <c>about.instanceUuid</c>.</summary>
    public required string VCenterInstanceUuid { get; init; }

    /// <summary>The snapshot to use.</summary>
    public required string SnapshotId { get; init; }

    /// <summary>The snapshot's template.</summary>
    public required MoRef Template { get; init; }

    /// <summary>The VM's name.</summary>
    public required string Name { get; init; }

    /// <summary>The mark and the instance UUID that the VM gets.</summary>
    public required OwnershipMarker Marker { get; init; }

    /// <summary>The folder that it goes to.</summary>
    public required InventoryObject Folder { get; init; }

    /// <summary>The resource pool that it runs in.</summary>
    public required InventoryObject ResourcePool { get; init; }

    /// <summary>The datastore for its disks; null leaves each where the template's is.</summary>
    public InventoryObject? Datastore { get; init; }

    /// <summary>Virtual CPUs.</summary>
    public required int Cpus { get; init; }

    /// <summary>Cores per socket.</summary>
    public required int CoresPerSocket { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Disks to grow.</summary>
    public IReadOnlyList<GrowDisk> GrowDisks { get; init; } = [];

    /// <summary>Disks to add, each with its place.</summary>
    public IReadOnlyList<AddDisk> AddDisks { get; init; } = [];

    /// <summary>Network adapters to attach to other networks.</summary>
    public IReadOnlyList<ConnectAdapter> ConnectAdapters { get; init; } = [];

    /// <summary>Settings of the guest operating system; null leaves it as captured.</summary>
    public GuestSettings? Guest { get; init; }

    /// <summary>Whether to power it on at the end.</summary>
    public bool PowerOn { get; init; }
}
