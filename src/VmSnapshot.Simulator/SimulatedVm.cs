using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator;

/// <summary>A VM or template as it was when a test looked. The data objects are the test's own.</summary>
public sealed class SimulatedVm
{
    /// <summary>Its reference.</summary>
    public required ManagedObjectReference Reference { get; init; }

    /// <summary>Its name as vCenter keeps it, with <c>/ \ %</c> escaped.</summary>
    public required string Name { get; init; }

    /// <summary>Its inventory path, such as <c>/DC0/vm/Golden/web-1</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Its configuration (<c>config</c>).</summary>
    public required VirtualMachineConfigInfo Config { get; init; }

    /// <summary>Its state (<c>runtime</c>).</summary>
    public required VirtualMachineRuntimeInfo Runtime { get; init; }

    /// <summary>What VMware Tools say of its guest (<c>guest</c>).</summary>
    public required GuestInfo Guest { get; init; }

    /// <summary>Its native snapshots (<c>snapshot</c>), or null without any.</summary>
    public required VirtualMachineSnapshotInfo? Snapshots { get; init; }

    /// <summary>The customization that waits for the next power-on, or null.</summary>
    public required CustomizationSpec? PendingCustomization { get; init; }

    /// <summary>The customization that the guest got last, or null.</summary>
    public required CustomizationSpec? AppliedCustomization { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate => Config.Template;

    /// <summary>Whether it runs.</summary>
    public bool IsPoweredOn => Runtime.PowerState == VirtualMachinePowerState.PoweredOn;

    /// <summary>Its devices.</summary>
    public IReadOnlyList<VirtualDevice> Devices => Config.Hardware?.Device ?? [];
}
