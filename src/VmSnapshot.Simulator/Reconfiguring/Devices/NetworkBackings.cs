using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>
/// What ties an adapter to its network. A standard network goes by its name, the reference beside it isn't used to
/// configure (vSphere Web Services API reference, VirtualEthernetCardNetworkBackingInfo), unless it is all there is; a
/// port group goes by key and switch, an opaque network by its id and type.
/// </summary>
internal static class NetworkBackings
{
    /// <summary>Finds the network that the adapter's backing means, and fills in what vCenter adds to a backing.</summary>
    /// <param name="change">The change.</param>
    /// <param name="card">The adapter as it is to be.</param>
    /// <param name="current">The network that it is attached to now: its port stays.</param>
    /// <exception cref="VimFaultException">InvalidDeviceBacking.</exception>
    internal static Network Resolve(DeviceChange change, VirtualEthernetCard card, Network? current = null)
    {
        Network network = card.Backing switch
        {
            VirtualEthernetCardNetworkBackingInfo standard => Standard(change, standard),
            VirtualEthernetCardLegacyNetworkBackingInfo legacy => Named(change, legacy.DeviceName) ?? throw change.InvalidBacking("device.backing.deviceName"),
            VirtualEthernetCardDistributedVirtualPortBackingInfo distributed => Portgroup(change, distributed, current),
            VirtualEthernetCardOpaqueNetworkBackingInfo opaque => Opaque(change, opaque),
            _ => throw change.InvalidBacking(),
        };
        if (network != current && change.Plan.Target.Host is { } host && !host.Networks.Contains(network.Reference))
        {
            throw change.InvalidBacking();
        }

        return network;
    }

    internal static string SummaryOf(VirtualDeviceBackingInfo? backing, Network network) => backing switch
    {
        VirtualEthernetCardDistributedVirtualPortBackingInfo distributed => $"DVSwitch: {distributed.Port?.SwitchUuid}",
        VirtualEthernetCardOpaqueNetworkBackingInfo opaque => $"{opaque.OpaqueNetworkType}: {opaque.OpaqueNetworkId}",
        _ => network.Name,
    };

    private static Network Standard(DeviceChange change, VirtualEthernetCardNetworkBackingInfo backing)
    {
        Network? network = string.IsNullOrEmpty(backing.DeviceName)
            ? change.Plan.VCenter.World.Find(backing.Network) as Network
            : Named(change, backing.DeviceName);
        if (network is null || network.Reference.Type != "Network")
        {
            throw change.InvalidBacking("device.backing.deviceName");
        }

        (backing.DeviceName, backing.Network) = (network.Name, network.Reference);
        backing.UseAutoDetect ??= false;
        return network;
    }

    private static Network? Named(DeviceChange change, string? name) => change.Plan.Target.Datacenter.Networks.Snapshot
        .Select(change.Plan.VCenter.World.Find).OfType<Network>()
        .FirstOrDefault(network => network.Name == name && network.Reference.Type == "Network");

    private static Network Portgroup(DeviceChange change, VirtualEthernetCardDistributedVirtualPortBackingInfo backing, Network? current)
    {
        Network? network = change.Plan.VCenter.Inventory.FindNetwork(change.Plan.Target.Datacenter, backing);
        if (network?.Get<DVPortgroupConfigInfo>("config") is not { } config)
        {
            throw change.InvalidBacking("device.backing.port.portgroupKey");
        }

        DistributedVirtualSwitchPortConnection port = backing.Port!;
        if (change.Plan.VCenter.World.Find(config.DistributedVirtualSwitch) is not DistributedVirtualSwitch ofSwitch
            || !string.Equals(SansSpaces(ofSwitch.Uuid), SansSpaces(port.SwitchUuid), StringComparison.OrdinalIgnoreCase))
        {
            throw change.InvalidBacking("device.backing.port.switchUuid");
        }

        if (network != current && string.IsNullOrEmpty(port.PortKey))
        {
            change.Plan.Later(() => (port.PortKey, port.ConnectionCookie) = network.NextPort());
        }

        return network;
    }

    private static Network Opaque(DeviceChange change, VirtualEthernetCardOpaqueNetworkBackingInfo backing)
    {
        Network? network = change.Plan.VCenter.Inventory.FindNetwork(change.Plan.Target.Datacenter, backing);
        return network?.Get<NetworkSummary>("summary") is OpaqueNetworkSummary summary && summary.OpaqueNetworkType == backing.OpaqueNetworkType
            ? network
            : throw change.InvalidBacking("device.backing.opaqueNetworkId");
    }

    /// <summary>vCenter writes a switch's UUID in groups of its own; clients write it as they like.</summary>
    private static string SansSpaces(string? uuid)
        => string.Concat((uuid ?? "").Where(character => char.IsAsciiHexDigit(character))).ToLower(CultureInfo.InvariantCulture);
}
