using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>Step 1's result and the basis of step 2: the VM, and the name, kind and storage of the snapshot to be.</summary>
public sealed record VmInfo
{
    /// <summary>The operation that this begins; the following steps take names and marks from it.</summary>
    public required string OperationId { get; init; }

    /// <summary>The vCenter that the VM is in: <c>about.instanceUuid</c>.</summary>
    public required string VCenterInstanceUuid { get; init; }

    /// <summary>The VM as it is.</summary>
    public required VmDescription Machine { get; init; }

    /// <summary>The snapshot as asked for.</summary>
    public required CreateSnapshotRequest Request { get; init; }

    /// <summary>The scope of the record.</summary>
    public required string Tenant { get; init; }

    /// <summary>The template's name: the snapshot's, shortened where needed, and the operation.</summary>
    public required string TemplateName { get; init; }

    /// <summary>The mark and the instance UUID that the template gets.</summary>
    public required OwnershipMarker Marker { get; init; }

    /// <summary>The folder that the template goes to.</summary>
    public required InventoryObject Folder { get; init; }

    /// <summary>The resource pool to clone in.</summary>
    public required InventoryObject ResourcePool { get; init; }

    /// <summary>The datastore for the template's disks; null leaves each where the source's is.</summary>
    public InventoryObject? Datastore { get; init; }
}
