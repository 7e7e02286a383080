using System.Globalization;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A network that adapters can be attached to: standard, distributed port group or opaque, told apart by the type of the reference.</summary>
internal sealed class Network : ManagedEntity
{
    private int _lastPort;

    internal Network(SimulatedWorld world, ManagedObjectReference reference, string name)
        : base(world, reference, name)
        => Set("summary", reference.Type == "OpaqueNetwork"
            ? new OpaqueNetworkSummary
            {
                Network = reference,
                Name = name,
                Accessible = true,
                IpPoolName = "",
                OpaqueNetworkId = StableUuid.Of("opaque", reference.Value),
                OpaqueNetworkType = "nsx.LogicalSwitch",
            }
            : new NetworkSummary { Network = reference, Name = name, Accessible = true, IpPoolName = "" });

    internal bool IsPortgroup => Reference.Type == "DistributedVirtualPortgroup";

    internal ReferenceList Hosts => List("host");

    internal ReferenceList Vms => List("vm");

    /// <summary>A port of the port group that nobody has had yet, with the cookie that its connection is known by.</summary>
    internal (string Key, int? Cookie) NextPort()
    {
        int port = _lastPort++;
        return (port.ToString(CultureInfo.InvariantCulture), port + 1);
    }
}
