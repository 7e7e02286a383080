using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>What the simulator knows of a guest beyond what vCenter shows.</summary>
internal sealed class SimulatedGuestState
{
    /// <summary>Whether VMware Tools start with the guest.</summary>
    internal bool HasTools { get; set; } = true;

    /// <summary>The specification to apply at the next power-on.</summary>
    internal CustomizationSpec? Pending { get; set; }

    /// <summary>The specification that was applied last.</summary>
    internal CustomizationSpec? Applied { get; set; }
}
