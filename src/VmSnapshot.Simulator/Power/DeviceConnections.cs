using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>What of a VM's removable devices and adapters is connected.</summary>
internal static class DeviceConnections
{
    /// <summary>Connects what is to be connected at power-on; the adapters only when they don't wait for a customization.</summary>
    internal static void Connect(VCenter vCenter, VirtualMachine vm, bool withAdapters)
        => vm.Set("config", Connected(vCenter, vm, vm.Config, withAdapters));

    /// <summary>The configuration with its devices connected.</summary>
    internal static VirtualMachineConfigInfo Connected(VCenter vCenter, VirtualMachine vm, VirtualMachineConfigInfo config, bool withAdapters)
    {
        var copy = (VirtualMachineConfigInfo)config.Copy();
        foreach (VirtualDevice device in Connectable(copy))
        {
            bool isOn = device.Connectable!.StartConnected && (device is not VirtualEthernetCard card || (withAdapters && IsReachable(vCenter, vm, card)));
            (device.Connectable.Connected, device.Connectable.Status) = (isOn, isOn ? "ok" : "untried");
        }

        return copy;
    }

    internal static void Disconnect(VirtualMachine vm) => vm.ChangeConfig(config =>
    {
        foreach (VirtualDevice device in Connectable(config))
        {
            (device.Connectable!.Connected, device.Connectable.Status) = (false, "untried");
        }
    });

    private static IEnumerable<VirtualDevice> Connectable(VirtualMachineConfigInfo config)
        => (config.Hardware?.Device ?? []).Where(device => device.Connectable is not null);

    private static bool IsReachable(VCenter vCenter, VirtualMachine vm, VirtualEthernetCard card)
        => vm is not { Datacenter: { } datacenter, Host: { } host }
            || vCenter.Inventory.FindNetwork(datacenter, card.Backing) is not { } network
            || host.Networks.Contains(network.Reference);
}
