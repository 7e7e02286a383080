using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>The names of the networks that a VM's adapters are attached to: each kind of backing names its network in another way.</summary>
internal sealed class NetworkNames
{
    private readonly Dictionary<string, string> _portgroups = [];
    private readonly Dictionary<string, string> _opaqueNetworks = [];

    public NetworkNames(IEnumerable<ObjectProperties> read)
    {
        foreach (var network in read)
        {
            if (network.Reference.Type == "DistributedVirtualPortgroup")
            {
                _portgroups[network.Get<string>("key") ?? network.Reference.Value] = network.Name;
            }
            else if (network.Get<NetworkSummary>("summary") is OpaqueNetworkSummary { OpaqueNetworkId: { } id })
            {
                _opaqueNetworks[id] = network.Name;
            }
        }
    }

    public string NameOf(VirtualDeviceBackingInfo? backing) => backing switch
    {
        VirtualEthernetCardNetworkBackingInfo standard => InventoryNames.Unescape(standard.DeviceName ?? string.Empty),
        VirtualEthernetCardDistributedVirtualPortBackingInfo { Port.PortgroupKey: { } key } => _portgroups.GetValueOrDefault(key, key),
        VirtualEthernetCardOpaqueNetworkBackingInfo { OpaqueNetworkId: { } id } => _opaqueNetworks.GetValueOrDefault(id, id),
        _ => string.Empty,
    };
}
