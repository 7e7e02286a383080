using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>What the simulator knows of a guest beyond what vCenter shows: what is on its disks, what tests want of it, what it does next.</summary>
internal sealed class SimulatedGuestState
{
    private readonly Dictionary<string, GuestAdapterSettings> _adapters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether VMware Tools start with the guest.</summary>
    internal bool HasTools { get; set; } = true;

    /// <summary>The specification to apply at the next power-on.</summary>
    internal CustomizationSpec? Pending { get; set; }

    /// <summary>Who asked for <see cref="Pending"/>.</summary>
    internal string PendingFrom { get; set; } = "";

    /// <summary>The specification that was applied last, passwords included: for tests, never for events or faults.</summary>
    internal CustomizationSpec? Applied { get; set; }

    /// <summary>What becomes of the next customization that a power-on would start; null lets it succeed.</summary>
    internal CustomizationOutcome? NextOutcome { get; set; }

    /// <summary>What the VM asks at its next power-on.</summary>
    internal VmQuestion? NextQuestion { get; set; }

    /// <summary>The question that the VM waits with, and what goes on after its answer.</summary>
    internal PendingQuestion? Asked { get; set; }

    /// <summary>The name that the guest has by its disks; null for one made of the VM's name.</summary>
    internal string? HostName { get; set; }

    /// <summary>Whether the guest runs a customization at present.</summary>
    internal bool IsCustomizing { get; set; }

    /// <summary>Whether the VM's adapters stay unconnected: from a power-on with a customization pending to that one's success.</summary>
    internal bool KeepsAdaptersUnconnected { get; set; }

    /// <summary>What the guest does next.</summary>
    internal IDisposable? Next { get; set; }

    /// <summary>What the guest did while nobody could see it, because its host was lost.</summary>
    internal Action? Unseen { get; set; }

    /// <summary>The end of a shutdown that the guest was asked for.</summary>
    internal IDisposable? Shutdown { get; set; }

    /// <summary>The addresses that a customization gave an adapter; null for one that asks DHCP.</summary>
    internal GuestAdapterSettings? SettingsOf(string? macAddress) => macAddress is null ? null : _adapters.GetValueOrDefault(macAddress);

    /// <summary>Gives the adapter of that address its settings.</summary>
    internal void Configure(string macAddress, GuestAdapterSettings settings) => _adapters[macAddress] = settings;

    /// <summary>
    /// Takes over what lies on the disks of the VM that this one was cloned from. Adapters' settings go with their
    /// addresses, which a clone has others of.
    /// </summary>
    internal void CopyDisksOf(SimulatedGuestState source)
    {
        HasTools = source.HasTools;
        HostName = source.HostName;
        foreach ((string macAddress, GuestAdapterSettings settings) in source._adapters)
        {
            _adapters[macAddress] = settings;
        }
    }
}
