using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Specs;

/// <summary>What a network adapter is told to be attached to a network: each kind of network wants another backing.</summary>
internal static class NetworkBackings
{
    private static readonly IReadOnlyList<PropertySpec> Properties =
    [
        PropertyReader.Of("Network", ["name"]),
        PropertyReader.Of("OpaqueNetwork", ["summary"]),
        PropertyReader.Of("DistributedVirtualPortgroup", ["key"]),
        PropertyReader.Of("DistributedVirtualSwitch", ["uuid"]),
        PropertyReader.Of("VmwareDistributedVirtualSwitch", ["uuid"]),
    ];

    private static readonly IReadOnlyList<SelectionSpec> ToSwitch =
        [new TraversalSpec { Name = "switch", Type = "DistributedVirtualPortgroup", Path = "config.distributedVirtualSwitch", Skip = false }];

    public static async Task<VirtualDeviceBackingInfo> ReadAsync(VSphereSession session, InventoryObject network, CancellationToken cancellationToken)
    {
        var reference = network.MoRef.ToWire();
        var read = await PropertyReader.ReadAsync(session, [reference], Properties, ToSwitch, cancellationToken).ConfigureAwait(false);
        var found = read.FirstOrDefault(o => o.Reference == reference);
        return reference.Type switch
        {
            "DistributedVirtualPortgroup" => new VirtualEthernetCardDistributedVirtualPortBackingInfo
            {
                Port = new DistributedVirtualSwitchPortConnection
                {
                    PortgroupKey = found?.Get<string>("key") ?? reference.Value,
                    SwitchUuid = read.FirstOrDefault(o => o.Reference != reference)?.Get<string>("uuid") ?? throw Unreadable(network, "its distributed switch"),
                },
            },
            "OpaqueNetwork" => found?.Get<NetworkSummary>("summary") is OpaqueNetworkSummary summary
                ? new VirtualEthernetCardOpaqueNetworkBackingInfo
                {
                    OpaqueNetworkId = summary.OpaqueNetworkId,
                    OpaqueNetworkType = summary.OpaqueNetworkType,
                }
                : throw Unreadable(network, "its summary"),
            _ => new VirtualEthernetCardNetworkBackingInfo
            {
                DeviceName = found?.EscapedName ?? throw Unreadable(network, "its name"),
                Network = reference,
            },
        };
    }

    private static VmSnapshotException Unreadable(InventoryObject network, string what) => new(
        VmSnapshotErrorCodes.PrivilegeMissing,
        $"Network '{network.Name}' can't be attached: this account may not read {what}. Ask for System.Read on the network and its switch.");
}
