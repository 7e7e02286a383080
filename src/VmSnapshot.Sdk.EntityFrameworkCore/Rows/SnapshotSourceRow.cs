namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>The VM that a snapshot was taken of. MoRefs are kept as <c>Type:value</c>.</summary>
internal sealed class SnapshotSourceRow
{
    public string SnapshotId { get; init; } = null!;

    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string MoRef { get; init; }

    public required string InstanceUuid { get; init; }

    public required string BiosUuid { get; init; }

    public required string PowerState { get; init; }

    public bool IsTemplate { get; init; }

    public required string GuestId { get; init; }

    public required string HardwareVersion { get; init; }

    public int Cpus { get; init; }

    public int CoresPerSocket { get; init; }

    public long MemoryMiB { get; init; }

    public required string Firmware { get; init; }

    public bool SecureBoot { get; init; }

    public bool VirtualTpm { get; init; }

    /// <summary>A JSON array: controllers are read with their VM and never looked for.</summary>
    public required string Controllers { get; init; }

    public required string Datacenter { get; init; }

    public string? FolderMoRef { get; init; }

    public string? FolderName { get; init; }

    public string? FolderPath { get; init; }

    public string? ResourcePool { get; init; }

    public required string Datastore { get; init; }

    public string? CurrentNativeSnapshot { get; init; }

    public string? ChangeVersion { get; init; }

    /// <summary>The ownership marker's JSON, as extraConfig holds it.</summary>
    public string? Marker { get; init; }

    public List<SnapshotDiskRow> Disks { get; init; } = [];

    public List<SnapshotNetworkAdapterRow> NetworkAdapters { get; init; } = [];
}

/// <summary>A network adapter of the source.</summary>
internal sealed class SnapshotNetworkAdapterRow
{
    public string SnapshotId { get; init; } = null!;

    /// <summary>Its place in the list, from 0.</summary>
    public int Position { get; init; }

    public int DeviceKey { get; init; }

    public required string Label { get; init; }

    public required string Network { get; init; }

    public required string AdapterType { get; init; }

    public required string MacAddress { get; init; }
}
