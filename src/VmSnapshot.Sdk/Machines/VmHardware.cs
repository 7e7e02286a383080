namespace VmSnapshot.Sdk;

/// <summary>A controller that disks can hang on.</summary>
public sealed record VmController
{
    /// <summary>The device key.</summary>
    public required int Key { get; init; }

    /// <summary>The label, such as <c>SCSI controller 0</c>.</summary>
    public required string Label { get; init; }

    /// <summary>The vim25 type, such as <c>ParaVirtualSCSIController</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The bus number among the controllers of its kind.</summary>
    public required int BusNumber { get; init; }

    /// <summary>The units that are in use: disks, CD-ROMs, and a SCSI controller's own unit 7.</summary>
    public IReadOnlyList<int> UnitsInUse { get; init; } = [];
}

/// <summary>A virtual disk.</summary>
public sealed record VmDisk
{
    /// <summary>The device key: the same in every clone.</summary>
    public required int Key { get; init; }

    /// <summary>The label, such as <c>Hard disk 1</c>.</summary>
    public required string Label { get; init; }

    /// <summary>The capacity in bytes.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>The name of the datastore that it is on.</summary>
    public required string Datastore { get; init; }

    /// <summary>Whether space is taken only as it is written; null where the backing doesn't say.</summary>
    public bool? Thin { get; init; }

    /// <summary>The key of the controller it hangs on.</summary>
    public required int ControllerKey { get; init; }

    /// <summary>Its unit on that controller.</summary>
    public required int UnitNumber { get; init; }

    /// <summary>The vim25 disk mode, such as <c>persistent</c> or <c>independent_persistent</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Whether it is a raw device mapping.</summary>
    public bool RawDeviceMapping { get; init; }

    /// <summary>Whether it is the child of another disk, as after a native snapshot or in a linked clone: such a disk can't grow.</summary>
    public bool HasParent { get; init; }
}

/// <summary>A network adapter.</summary>
public sealed record VmNetworkAdapter
{
    /// <summary>The device key: the same in every clone.</summary>
    public required int Key { get; init; }

    /// <summary>The label, such as <c>Network adapter 1</c>.</summary>
    public required string Label { get; init; }

    /// <summary>The name of the network that it is attached to; empty when it is attached to none.</summary>
    public required string Network { get; init; }

    /// <summary>The adapter's kind in vim25's words, such as <c>VirtualVmxnet3</c>.</summary>
    public required string AdapterType { get; init; }

    /// <summary>The MAC address.</summary>
    public required string MacAddress { get; init; }
}
