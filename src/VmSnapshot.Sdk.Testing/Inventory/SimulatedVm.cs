using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>A VM or template: what the gateway shows of it, and what it doesn't.</summary>
internal sealed class SimulatedVm
{
    /// <summary>What a reading shows; replaced as a whole, so that an earlier reading stays as it was.</summary>
    public required VmDescription Description { get; set; }

    /// <summary>The space that each disk takes on its datastore, by device key.</summary>
    public Dictionary<int, long> AllocatedBytes { get; } = [];

    /// <summary>Native snapshots, each with the one it was taken upon.</summary>
    public Dictionary<MoRef, MoRef?> NativeSnapshots { get; } = [];

    public HashSet<MoRef> QuiescedSnapshots { get; } = [];

    /// <summary>Whether its disks are children of another VM's: they keep their parents whatever becomes of its own native snapshots.</summary>
    public bool IsLinkedClone { get; init; }

    /// <summary>Whether VMware Tools run when it runs.</summary>
    public bool HasTools { get; init; } = true;

    /// <summary>The guest settings last sent.</summary>
    public SimulatedGuest? Guest { get; set; }

    /// <summary>The number in <see cref="VmDescription.ChangeVersion"/>.</summary>
    private int _changes;

    /// <summary>Changes the configuration, and with it the change version.</summary>
    public void Change(Func<VmDescription, VmDescription> change)
    {
        var changed = change(Description);
        Description = changed with { ChangeVersion = $"{changed.InstanceUuid}/{++_changes}", Controllers = HardwareLayout.WithUnitsInUse(changed) };
    }
}
