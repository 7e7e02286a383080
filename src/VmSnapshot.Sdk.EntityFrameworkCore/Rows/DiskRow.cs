namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>What the disks of a source and of a template have in common.</summary>
internal abstract class DiskRow
{
    public string SnapshotId { get; init; } = null!;

    /// <summary>Its place in the list, from 0.</summary>
    public int Position { get; init; }

    public int DeviceKey { get; init; }

    public required string Label { get; init; }

    public long CapacityBytes { get; init; }

    public required string Datastore { get; init; }

    public bool? Thin { get; init; }

    public int ControllerKey { get; init; }

    public int UnitNumber { get; init; }

    public string? Mode { get; init; }

    public bool RawDeviceMapping { get; init; }

    public bool HasParent { get; init; }
}

/// <summary>A disk of the source.</summary>
internal sealed class SnapshotDiskRow : DiskRow;

/// <summary>A disk of the template.</summary>
internal sealed class SnapshotTemplateDiskRow : DiskRow;
