namespace VmSnapshot.Sdk.Conformance;

/// <summary>What a vCenter has to have for <see cref="GatewayConformance"/>, all in one datacenter.</summary>
public sealed record PreparedInventory
{
    /// <summary>
    /// The inventory path of a powered-off VM with a disk on a SCSI controller, a network adapter on <see cref="Network"/>, VMware Tools in its guest, and no
    /// native snapshot. It is cloned and left as it is.
    /// </summary>
    public required string Vm { get; init; }

    /// <summary>The inventory path of a VM folder for what the cases make, and remove. Not the one that <see cref="Vm"/> is in.</summary>
    public required string Folder { get; init; }

    /// <summary>The inventory path of a resource pool to clone into.</summary>
    public required string ResourcePool { get; init; }

    /// <summary>The name of a datastore other than the VM's, within reach of the pool's hosts.</summary>
    public required string Datastore { get; init; }

    /// <summary>The name of the network that the VM's first adapter is attached to.</summary>
    public required string Network { get; init; }

    /// <summary>The name of another network, within reach of the pool's hosts.</summary>
    public required string OtherNetwork { get; init; }
}
