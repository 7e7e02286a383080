namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>A small inventory: a datacenter with its folders, a cluster with two pools, a vApp, networks and datastores.</summary>
internal static class Datacenter
{
    internal static FakeVCenter WithDatacenter(this FakeVCenter vcenter)
    {
        vcenter.Inventory
            .Add("Folder", "group-d1", "Datacenters", parent: null)
            .Add(
                "Datacenter",
                "datacenter-2",
                "DC%2f0",
                ("Folder", "group-d1"),
                ("vmFolder", Property.Reference("Folder", "group-v3")),
                ("hostFolder", Property.Reference("Folder", "group-h4")),
                ("datastoreFolder", Property.Reference("Folder", "group-s5")),
                ("networkFolder", Property.Reference("Folder", "group-n6")))
            .Folder("group-v3", "vm", ("Datacenter", "datacenter-2"), "Folder", "VirtualMachine", "VirtualApp")
            .Folder("group-h4", "host", ("Datacenter", "datacenter-2"), "Folder", "ComputeResource")
            .Folder("group-s5", "datastore", ("Datacenter", "datacenter-2"), "Folder", "StoragePod", "Datastore")
            .Folder("group-n6", "network", ("Datacenter", "datacenter-2"), "Folder", "Network", "DistributedVirtualSwitch")
            .Folder("group-v7", "Prod", ("Folder", "group-v3"), "Folder", "VirtualMachine", "VirtualApp")
            .Add("ClusterComputeResource", "domain-c8", "Cluster", ("Folder", "group-h4"), ("resourcePool", Property.Reference("ResourcePool", "resgroup-9")))
            .Add("ResourcePool", "resgroup-9", "Resources", ("ClusterComputeResource", "domain-c8"))
            .Add("ResourcePool", "resgroup-10", "Silver", ("ResourcePool", "resgroup-9"))
            .Add("VirtualApp", "resgroup-v12", "Shop", ("ResourcePool", "resgroup-9"), ("parentFolder", Property.Reference("Folder", "group-v7")))
            .Add("Datastore", "datastore-11", "ssd-1", ("Folder", "group-s5"))
            .Add("Datastore", "datastore-12", "a%2fb", ("Folder", "group-s5"))
            .Add("Network", "network-5", "LAN", ("Folder", "group-n6"))
            .Add("VmwareDistributedVirtualSwitch", "dvs-20", "Switch", ("Folder", "group-n6"))
            .Add("DistributedVirtualPortgroup", "dvportgroup-21", "App", ("Folder", "group-n6"), ("key", Property.Text("dvportgroup-21")))
            .Add("OpaqueNetwork", "network-o31", "Segment", ("Folder", "group-n6"), ("summary", Property.Value("OpaqueNetworkSummary", """
                <network type="OpaqueNetwork">network-o31</network><name>Segment</name><accessible>true</accessible>
                <ipPoolName></ipPoolName><opaqueNetworkId>f2b1-seg</opaqueNetworkId><opaqueNetworkType>nsx.LogicalSwitch</opaqueNetworkType>
                """)));
        return vcenter;
    }

    /// <summary>A VM with what a listing reads of it.</summary>
    internal static FakeVCenter WithVm(this FakeVCenter vcenter, string id, string name, bool template = false, string folder = "group-v7", string power = "poweredOff")
    {
        vcenter.Inventory.Add(
            "VirtualMachine",
            id,
            name,
            ("Folder", folder),
            ("runtime.powerState", Property.Value("VirtualMachinePowerState", power)),
            ("config.template", Property.Flag(template)),
            ("config.instanceUuid", Property.Text("5012ab34-cdef-4a5b-8c9d-" + id.Replace("vm-", string.Empty, StringComparison.Ordinal).PadLeft(12, '0'))),
            ("config.hardware.numCPU", Property.Number(2)),
            ("config.hardware.memoryMB", Property.Number(4096)));
        return vcenter;
    }

    private static FakeInventory Folder(this FakeInventory inventory, string id, string name, (string Type, string Id) parent, params string[] childTypes) =>
        inventory.Add("Folder", id, name, parent, ("childType", Property.Value("ArrayOfString", string.Concat(childTypes.Select(t => $"<string>{t}</string>")))));
}
