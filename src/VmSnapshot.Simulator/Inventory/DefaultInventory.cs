namespace VmSnapshot.Simulator.Inventory;

/// <summary>The inventory that a simulator starts with: VMs of every shape that a client has to treat differently.</summary>
internal static class DefaultInventory
{
    private const string Backend = "backend";
    private const string Overlay = "overlay";
    private const string VmNetwork = "VM Network";
    private const string Ubuntu = "ubuntu64Guest";

    internal static InventoryDescription Create() => new InventoryDescription()
        .AddDatacenter("DC0", datacenter =>
        {
            datacenter
                .AddCluster("Cluster0", hosts: 4, cluster => cluster.AddResourcePool("Production").AddResourcePool("Test"))
                .AddHost("standalone.example.com")
                .AddDatastore("datastore1", 2048)
                .AddDatastore("datastore2", 4096)
                .AddDatastore("small", 24)
                .AddDatastoreCluster("pod0", new DatastoreDescription { Name = "pod0-1", CapacityGiB = 1024 }, new DatastoreDescription { Name = "pod0-2", CapacityGiB = 2048 })
                .AddNetwork(VmNetwork)
                .AddNetwork(Backend, NetworkKind.DistributedPortgroup)
                .AddNetwork(Overlay, NetworkKind.Opaque)
                .AddFolder("Golden/Linux").AddFolder("Tenants/acme").AddFolder("Tenants/globex");
            AddVms(datacenter);
        })
        .AddCustomField("owner")
        .AddCustomizationSpec("linux-dhcp")
        .AddCustomizationSpec("windows-dhcp", isWindows: true)
        .AddUser("readonly", "readonly");

    private static void AddVms(DatacenterDescription datacenter) => datacenter
        .AddVm("web-1", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.PoweredOn) = (2, 2048, true);
            vm.AddDisk(20);
        })
        .AddVm("web-2", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.GuestId, vm.Datastore, vm.PoweredOn) = (2, 2, 4096, Ubuntu, "datastore2", true);
            vm.AddDisk(30, isThin: false).AddNetworkAdapter(Backend);
        })
        .AddVm("db-1", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.GuestId, vm.Firmware) = (8, 4, 16384, "rhel9_64Guest", "efi");
            (vm.ResourcePool, vm.Datastore, vm.PoweredOn) = ("Production", "datastore2", true);
            vm.AddDisk(40).AddDisk(200, isThin: false, bus: 1).AddDisk(100, bus: 1).AddNetworkAdapter(VmNetwork).AddNetworkAdapter(Backend);
        })
        .AddVm("win-1", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.GuestId, vm.Firmware) = (4, 2, 8192, "windows2019srvNext_64Guest", "efi");
            (vm.SecureBoot, vm.VirtualTpm, vm.ResourcePool, vm.PoweredOn) = (true, true, "Production", true);
            vm.AddDisk(60, controller: DiskController.LsiLogicSas).AddNetworkAdapter(VmNetwork, NetworkAdapterType.E1000e);
        })
        .AddVm("app-1", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.ResourcePool, vm.PoweredOn) = (4, 8192, "Production", true);
            vm.AddDisk(50).AddNetworkAdapter(Backend);
            vm.Snapshots.Add("before-upgrade");
        })
        .AddVm("router-1", vm =>
        {
            (vm.MemoryMiB, vm.GuestId, vm.PoweredOn) = (512, "freebsd13_64Guest", true);
            vm.AddDisk(4).AddNetworkAdapter(VmNetwork).AddNetworkAdapter(Backend).AddNetworkAdapter(Overlay).AddNetworkAdapter(VmNetwork, NetworkAdapterType.E1000);
        })
        .AddVm("nvme-1", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.Firmware, vm.Datastore, vm.PoweredOn) = (6, 3, 12288, "efi", "datastore2", true);
            vm.AddDisk(80, controller: DiskController.Nvme).AddNetworkAdapter(Overlay);
        })
        .AddVm("appliance", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.GuestId, vm.HasTools, vm.PoweredOn) = (2, 4096, "vmwarePhoton64Guest", false, true);
            vm.AddDisk(16, controller: DiskController.Sata);
        })
        .AddVm("legacy", vm =>
        {
            (vm.MemoryMiB, vm.GuestId, vm.Datastore) = (256, "otherGuest", "small");
            vm.AddDisk(8, isThin: false, DiskController.Ide).AddNetworkAdapter(VmNetwork, NetworkAdapterType.E1000);
        })
        .AddVm("build/agent", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.GuestId, vm.PoweredOn) = (4, 4, 6144, Ubuntu, true);
            vm.AddDisk(120);
        })
        .AddVm("golden-debian", vm =>
        {
            vm.Folder = "Golden/Linux";
            vm.AddDisk(10);
        })
        .AddVm("shared", vm =>
        {
            vm.Folder = "Tenants/acme";
            vm.AddDisk(10);
        })
        .AddVm("shared", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.Folder, vm.Datastore) = (2, 2048, "Tenants/globex", "datastore2");
            vm.AddDisk(15).AddNetworkAdapter(Backend);
        })
        .AddTemplate("ubuntu-template", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.GuestId, vm.Folder) = (2, 2048, Ubuntu, "Golden");
            vm.AddDisk(16);
        });
}
