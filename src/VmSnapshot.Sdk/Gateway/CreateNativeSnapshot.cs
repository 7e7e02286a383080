namespace VmSnapshot.Sdk.Gateway;

/// <summary>A snapshot of vSphere's own kind to take of a VM (vim25 CreateSnapshot_Task), without memory.</summary>
public sealed record CreateNativeSnapshot
{
    /// <summary>Its name in the VM's snapshot tree.</summary>
    public required string Name { get; init; }

    /// <summary>Its description.</summary>
    public required string Description { get; init; }

    /// <summary>Whether VMware Tools quiesces the guest's file systems first. Fails where Tools don't run.</summary>
    public required bool Quiesce { get; init; }
}
