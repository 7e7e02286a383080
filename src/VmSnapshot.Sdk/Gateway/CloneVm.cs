namespace VmSnapshot.Sdk.Gateway;

/// <summary>What <see cref="IVSphereGateway.StartCloneAsync"/> is to make (vim25 CloneVM_Task and VirtualMachineCloneSpec).</summary>
public sealed record CloneVm
{
    /// <summary>The VM or template to clone.</summary>
    public required MoRef Source { get; init; }

    /// <summary>The name of the new VM, as people see it; the gateway escapes it.</summary>
    public required string Name { get; init; }

    /// <summary>The folder it goes to.</summary>
    public required MoRef Folder { get; init; }

    /// <summary>The resource pool it runs in. Cloning from a template needs one.</summary>
    public required MoRef ResourcePool { get; init; }

    /// <summary>The datastore for all its disks; null leaves each disk where the source's is.</summary>
    public MoRef? Datastore { get; init; }

    /// <summary>The instance UUID to give it. vCenter may choose another one where this is taken.</summary>
    public required Guid InstanceUuid { get; init; }

    /// <summary>The mark to set in its extraConfig, over one that it would inherit.</summary>
    public required OwnershipMarker Marker { get; init; }

    /// <summary>The native snapshot of <see cref="Source"/> to clone; null clones the current state.</summary>
    public MoRef? NativeSnapshot { get; init; }

    /// <summary>
    /// Whether disks are children of the native snapshot's (createNewChildDiskBacking) instead of whole copies.
    /// Needs <see cref="NativeSnapshot"/>.
    /// </summary>
    public bool Linked { get; init; }
}
