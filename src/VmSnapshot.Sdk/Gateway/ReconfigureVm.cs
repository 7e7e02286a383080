namespace VmSnapshot.Sdk.Gateway;

/// <summary>The changes of one ReconfigVM_Task. What is null or empty stays as it is.</summary>
public sealed record ReconfigureVm
{
    /// <summary>
    /// <c>config.changeVersion</c> of the configuration that the changes were computed from: where the VM has changed since,
    /// vCenter refuses with ConcurrentAccess.
    /// </summary>
    public string? ChangeVersion { get; init; }

    /// <summary>Virtual CPUs.</summary>
    public int? Cpus { get; init; }

    /// <summary>Cores per socket.</summary>
    public int? CoresPerSocket { get; init; }

    /// <summary>Memory in MiB.</summary>
    public long? MemoryMiB { get; init; }

    /// <summary>Disks to grow.</summary>
    public IReadOnlyList<GrowDisk> GrowDisks { get; init; } = [];

    /// <summary>Disks to add.</summary>
    public IReadOnlyList<AddDisk> AddDisks { get; init; } = [];

    /// <summary>Network adapters to attach to another network.</summary>
    public IReadOnlyList<ConnectAdapter> ConnectAdapters { get; init; } = [];

    /// <summary>The mark to set in its extraConfig, over the one that is there. Default: null, which leaves it.</summary>
    public OwnershipMarker? Marker { get; init; }

    /// <summary>Whether there is nothing to change.</summary>
    public bool IsEmpty => Cpus is null && CoresPerSocket is null && MemoryMiB is null
        && GrowDisks.Count == 0 && AddDisks.Count == 0 && ConnectAdapters.Count == 0 && Marker is null;
}

/// <summary>A disk to grow.</summary>
/// <param name="DeviceKey">The disk's device key.</param>
/// <param name="CapacityBytes">The new capacity in bytes.</param>
public sealed record GrowDisk(int DeviceKey, long CapacityBytes);

/// <summary>A disk to add at a given place, so that the result can be compared slot by slot.</summary>
/// <param name="ControllerKey">The device key of the controller it hangs on.</param>
/// <param name="UnitNumber">Its unit on that controller.</param>
/// <param name="CapacityBytes">Its capacity in bytes.</param>
public sealed record AddDisk(int ControllerKey, int UnitNumber, long CapacityBytes);

/// <summary>A network adapter to attach to a network.</summary>
/// <param name="DeviceKey">The adapter's device key.</param>
/// <param name="Network">The network: a Network, DistributedVirtualPortgroup or OpaqueNetwork.</param>
public sealed record ConnectAdapter(int DeviceKey, InventoryObject Network);
