namespace VmSnapshot.Sdk.EntityFrameworkCore.Rows;

/// <summary>The template that new VMs are cloned from.</summary>
internal sealed class SnapshotTemplateRow
{
    public string SnapshotId { get; init; } = null!;

    public required string OperationId { get; init; }

    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string MoRef { get; init; }

    public required string InstanceUuid { get; init; }

    public required string Datastore { get; init; }

    public required string FolderMoRef { get; init; }

    public required string FolderName { get; init; }

    public required string FolderPath { get; init; }

    public required string ResourcePool { get; init; }

    public required string Consistency { get; init; }

    public string? NativeSnapshot { get; init; }

    public List<SnapshotTemplateDiskRow> Disks { get; init; } = [];
}
