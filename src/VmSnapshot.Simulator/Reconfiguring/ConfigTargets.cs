using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>QueryConfigTarget: what the compute resource of an environment browser, or one of its hosts, has for VMs.</summary>
internal static class ConfigTargets
{
    internal static ConfigTarget? Answer(VCenter vCenter, QueryConfigTargetRequestType request)
    {
        SimulatedWorld world = vCenter.World;
        ComputeResource compute = ComputeOf(vCenter.RootFolder, request.This!) ?? throw SimulatedFault.ManagedObjectNotFound(request.This!);
        HostSystem? host = request.Host is null ? null : world.Require<HostSystem>(request.Host, "host");
        if (host is not null && host.Compute != compute)
        {
            throw SimulatedFault.InvalidArgument("host");
        }

        HostSystem[] hosts = host is null ? [.. compute.HostSystems] : [host];
        List<Network> networks = [.. (host?.Networks ?? compute.Networks).Snapshot.Select(world.Find).OfType<Network>()];
        return new ConfigTarget
        {
            NumCpus = hosts.Select(found => found.CpuCores * 2).DefaultIfEmpty().Max(),
            NumCpuCores = hosts.Select(found => found.CpuCores).DefaultIfEmpty().Max(),
            NumNumaNodes = 2,
            MaxCpusPerHost = hosts.Select(found => found.CpuCores * 2).DefaultIfEmpty().Max(),
            SmcPresent = false,
            Datastore = [.. (host?.Datastores ?? compute.Datastores).Snapshot.Select(world.Find).OfType<Datastore>().Select(DatastoreInfo)],
            Network = [.. networks.Where(network => network.Reference.Type == "Network").Select(StandardNetworkInfo)],
            OpaqueNetwork = [.. networks.Select(network => network.Get<NetworkSummary>("summary")).OfType<OpaqueNetworkSummary>().Select(OpaqueInfo)],
            DistributedVirtualPortgroup = [.. networks.Where(network => network.IsPortgroup).Select(PortgroupInfo)],
            DistributedVirtualSwitch = [.. networks.Where(network => network.IsPortgroup).Select(SwitchOf).DistinctBy(found => found.Reference).Select(SwitchInfo)],
            MaxMemMBOptimalPerf = (int)(hosts.Select(found => found.MemoryBytes >> 20).DefaultIfEmpty().Max() / 2),
            SupportedMaxMemMB = (int)HardwareLimits.Of(HardwareLimits.Newest).MemoryMB,
            ResourcePool = compute.RootPool.Get<ResourcePoolRuntimeInfo>("runtime"),
            AutoVmotion = compute.DrsEnabled,
            SevSupported = false,
        };
    }

    private static ComputeResource? ComputeOf(Folder folder, ManagedObjectReference browser)
    {
        foreach (ManagedObject? child in folder.Children.Snapshot.Select(folder.World.Find))
        {
            ComputeResource? found = child switch
            {
                ComputeResource compute => Equals(compute.Get<ManagedObjectReference>("environmentBrowser"), browser) ? compute : null,
                Datacenter datacenter => ComputeOf(datacenter.HostFolder, browser),
                Folder inner => ComputeOf(inner, browser),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static VirtualMachineDatastoreInfo DatastoreInfo(Datastore datastore) => new()
    {
        Name = datastore.Name,
        Datastore = datastore.Get<DatastoreSummary>("summary"),
        MaxFileSize = HardwareLimits.MaxDiskBytes,
        MaxPhysicalRDMFileSize = HardwareLimits.MaxDiskBytes,
        MaxVirtualRDMFileSize = HardwareLimits.MaxDiskBytes,
        Mode = "readWrite",
        VStorageSupport = "vStorageUnsupported",
    };

    private static VirtualMachineNetworkInfo StandardNetworkInfo(Network network) => new() { Name = network.Name, Network = network.Get<NetworkSummary>("summary") };

    private static OpaqueNetworkTargetInfo OpaqueInfo(OpaqueNetworkSummary network) => new() { Name = network.Name, Network = network };

    private static DistributedVirtualPortgroupInfo PortgroupInfo(Network network)
    {
        DistributedVirtualSwitch ofSwitch = SwitchOf(network);
        return new DistributedVirtualPortgroupInfo
        {
            SwitchName = ofSwitch.Name,
            SwitchUuid = ofSwitch.Uuid,
            PortgroupName = network.Name,
            PortgroupKey = network.Reference.Value,
            PortgroupType = network.Get<DVPortgroupConfigInfo>("config")!.Type,
            UplinkPortgroup = false,
            Portgroup = network.Reference,
        };
    }

    private static DistributedVirtualSwitchInfo SwitchInfo(DistributedVirtualSwitch found)
        => new() { SwitchName = found.Name, SwitchUuid = found.Uuid, DistributedVirtualSwitch = found.Reference };

    private static DistributedVirtualSwitch SwitchOf(Network portgroup)
        => (DistributedVirtualSwitch)portgroup.World.Find(portgroup.Get<DVPortgroupConfigInfo>("config")!.DistributedVirtualSwitch)!;
}
