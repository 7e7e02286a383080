using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>Step 2's result: the template that new VMs are cloned from.</summary>
public sealed record TemplateInfo
{
    /// <summary>The operation that made it.</summary>
    public required string OperationId { get; init; }

    /// <summary>Its name in vCenter.</summary>
    public required string Name { get; init; }

    /// <summary>Its inventory path.</summary>
    public required string Path { get; init; }

    /// <summary>vCenter's handle.</summary>
    public required MoRef MoRef { get; init; }

    /// <summary>Its instance UUID, as vCenter gave it.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>The name of the datastore that it is on.</summary>
    public required string Datastore { get; init; }

    /// <summary>The folder that it is in.</summary>
    public required InventoryObject Folder { get; init; }

    /// <summary>The resource pool that the source was in: where new VMs go unless another is named.</summary>
    public required MoRef ResourcePool { get; init; }

    /// <summary>Its disks as vCenter made them.</summary>
    public IReadOnlyList<VmDisk> Disks { get; init; } = [];

    /// <summary>What state of the source's disks was captured.</summary>
    public required SnapshotConsistency Consistency { get; init; }

    /// <summary>
    /// The native snapshot of the source that a linked template's disks hang on, where this operation took it; it goes when the template is purged.
    /// </summary>
    public MoRef? NativeSnapshot { get; init; }
}
