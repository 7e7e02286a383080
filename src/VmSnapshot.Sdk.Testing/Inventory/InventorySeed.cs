using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>The inventory that a simulated vCenter begins with: VMs of every shape that the six steps treat differently.</summary>
internal static class InventorySeed
{
    private const string Thin = "thin";
    private const string Thick = "thick";

    public static SimulatedInventory Create()
    {
        var inventory = new SimulatedInventory();
        var root = inventory.AddRootFolder(new(SimulatedInventory.FolderType, "group-v3"));
        var golden = Folder("group-v10", "Golden", root);
        var goldenLinux = Folder("group-v11", "Linux", golden);
        var tenants = Folder("group-v12", "Tenants", root);
        var acme = Folder("group-v13", "acme", tenants);
        var globex = Folder("group-v14", "globex", tenants);

        // The cluster is no object of the port; its root pool's path names it.
        var cluster = new InventoryObject { MoRef = new("ClusterComputeResource", "domain-c7"), Name = "Cluster0", Path = "/DC0/host/Cluster0" };
        var resources = inventory.Add(InventoryKind.ResourcePool, new("ResourcePool", "resgroup-8"), "Resources", cluster);
        var production = inventory.Add(InventoryKind.ResourcePool, new("ResourcePool", "resgroup-15"), "Production", resources);
        inventory.Add(InventoryKind.ResourcePool, new("ResourcePool", "resgroup-16"), "Test", resources);

        var datastore1 = inventory.AddDatastore(new("Datastore", "datastore-21"), "datastore1", 2048L << 30);
        var datastore2 = inventory.AddDatastore(new("Datastore", "datastore-22"), "datastore2", 4096L << 30);
        var small = inventory.AddDatastore(new("Datastore", "datastore-23"), "small", 24L << 30);

        var vmNetwork = Network("Network", "network-31", "VM Network");
        var backend = Network("DistributedVirtualPortgroup", "dvportgroup-32", "backend");
        var overlay = Network("OpaqueNetwork", "network-o33", "overlay");

        Vm("web-1", 2, 1, 2048).In(root, resources, datastore1).Scsi((20, Thin)).Nic(vmNetwork).On().Add();
        Vm("web-2", 2, 2, 4096, "ubuntu64Guest").In(root, resources, datastore2).Scsi((30, Thick)).Nic(backend).On().Add();
        Vm("db-1", 8, 4, 16384, "rhel9_64Guest").Efi().In(root, production, datastore2)
            .Scsi((40, Thin)).Scsi((200, Thick), (100, Thin)).Nic(vmNetwork).Nic(backend).On().Add();
        Vm("win-1", 4, 2, 8192, "windows2019srvNext_64Guest").Efi(secureBoot: true, virtualTpm: true).In(root, production, datastore1)
            .Scsi("VirtualLsiLogicSASController", (60, Thin)).Nic(vmNetwork, "VirtualE1000e").On().Add();
        Vm("app-1", 4, 1, 8192).In(root, production, datastore1).Scsi((50, Thin)).Nic(backend).On().WithNativeSnapshot().Add();
        Vm("router-1", 1, 1, 512, "freebsd13_64Guest").In(root, resources, datastore1)
            .Scsi((4, Thin)).Nic(vmNetwork).Nic(backend).Nic(overlay).Nic(vmNetwork, "VirtualE1000").On().Add();
        Vm("nvme-1", 6, 3, 12288).Efi().In(root, resources, datastore2)
            .Controller(HardwareLayout.NvmeControllerKey, "VirtualNVMEController", "NVME controller", (80, Thin)).Nic(overlay).On().Add();
        Vm("appliance", 2, 1, 4096, "vmwarePhoton64Guest").WithoutTools().In(root, resources, datastore1)
            .Controller(HardwareLayout.SataControllerKey, "VirtualAHCIController", "SATA controller", (16, Thin)).Nic(vmNetwork).On().Add();
        Vm("legacy", 1, 1, 256, "otherGuest").In(root, resources, small)
            .Controller(HardwareLayout.IdeControllerKey, "VirtualIDEController", "IDE", (8, Thick)).Nic(vmNetwork, "VirtualE1000").Add();
        Vm("build/agent", 4, 4, 6144, "ubuntu64Guest").In(root, resources, datastore1).Scsi((120, Thin)).Nic(vmNetwork).On().Add();
        Vm("golden-debian", 1, 1, 1024).In(goldenLinux, resources, datastore1).Scsi((10, Thin)).Nic(vmNetwork).Add();
        Vm("shared", 1, 1, 1024).In(acme, resources, datastore1).Scsi((10, Thin)).Nic(vmNetwork).Add();
        Vm("shared", 2, 1, 2048).In(globex, resources, datastore2).Scsi((15, Thin)).Nic(backend).Add();
        Vm("ubuntu-template", 2, 1, 2048, "ubuntu64Guest").In(golden, resources, datastore1).Scsi((16, Thin)).Nic(vmNetwork).AsTemplate().Add();
        return inventory;

        InventoryObject Folder(string value, string name, InventoryObject parent) =>
            inventory.Add(InventoryKind.Folder, new(SimulatedInventory.FolderType, value), name, parent);

        InventoryObject Network(string type, string value, string name) => inventory.Add(InventoryKind.Network, new(type, value), name);

        VmSeed Vm(string name, int cpus, int coresPerSocket, long memoryMiB, string guestId = "debian12_64Guest") =>
            new(inventory, name, cpus, coresPerSocket, memoryMiB, guestId);
    }
}
