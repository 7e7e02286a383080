using System.Globalization;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>Puts one VM of the first inventory together. Its UUIDs come from its moRef: the same in every run.</summary>
internal sealed class VmSeed(SimulatedInventory inventory, string name, int cpus, int coresPerSocket, long memoryMiB, string guestId)
{
    private const string DefaultScsiController = "ParaVirtualSCSIController";

    private readonly List<VmController> _controllers = [];
    private readonly List<VmDisk> _disks = [];
    private readonly List<VmNetworkAdapter> _networks = [];
    private InventoryObject? _folder;
    private InventoryObject? _pool;
    private string _datastore = string.Empty;
    private string _firmware = "bios";
    private bool _secureBoot;
    private bool _virtualTpm;
    private bool _isOn;
    private bool _isTemplate;
    private bool _hasTools = true;
    private bool _hasNativeSnapshot;

    public VmSeed In(InventoryObject folder, InventoryObject pool, InventoryObject datastore)
    {
        (_folder, _pool, _datastore) = (folder, pool, datastore.Name);
        return this;
    }

    public VmSeed Scsi(params (int GiB, string Provisioning)[] disks) => Scsi(DefaultScsiController, disks);

    public VmSeed Scsi(string type, params (int GiB, string Provisioning)[] disks) =>
        Controller(HardwareLayout.ScsiControllerKey + _controllers.Count, type, "SCSI controller", disks);

    public VmSeed Controller(int key, string type, string label, params (int GiB, string Provisioning)[] disks)
    {
        var bus = _controllers.Count;
        var controller = new VmController { Key = key, Type = type, BusNumber = bus, Label = string.Create(CultureInfo.InvariantCulture, $"{label} {bus}") };
        _controllers.Add(controller);
        foreach (var (unit, (gib, provisioning)) in disks.Index())
        {
            _disks.Add(new VmDisk
            {
                Key = HardwareLayout.DiskKey(controller, unit),
                Label = string.Create(CultureInfo.InvariantCulture, $"Hard disk {_disks.Count + 1}"),
                CapacityBytes = (long)gib << 30,
                Datastore = _datastore,
                Thin = provisioning == "thin",
                ControllerKey = key,
                UnitNumber = unit,
                Mode = "persistent",
            });
        }

        return this;
    }

    public VmSeed Nic(InventoryObject network, string adapterType = "VirtualVmxnet3")
    {
        _networks.Add(new VmNetworkAdapter
        {
            Key = HardwareLayout.NetworkAdapterKey + _networks.Count,
            Label = string.Create(CultureInfo.InvariantCulture, $"Network adapter {_networks.Count + 1}"),
            Network = network.Name,
            AdapterType = adapterType,
            MacAddress = inventory.NewMac(),
        });
        return this;
    }

    public VmSeed Efi(bool secureBoot = false, bool virtualTpm = false)
    {
        (_firmware, _secureBoot, _virtualTpm) = ("efi", secureBoot, virtualTpm);
        return this;
    }

    public VmSeed On()
    {
        _isOn = true;
        return this;
    }

    public VmSeed AsTemplate()
    {
        _isTemplate = true;
        return this;
    }

    public VmSeed WithoutTools()
    {
        _hasTools = false;
        return this;
    }

    public VmSeed WithNativeSnapshot()
    {
        _hasNativeSnapshot = true;
        return this;
    }

    public void Add()
    {
        var moRef = inventory.NewMoRef(SimulatedInventory.VirtualMachineType, "vm");
        var number = int.Parse(moRef.Value.AsSpan(moRef.Value.IndexOf('-', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);
        var folder = _folder!;
        var vm = new SimulatedVm
        {
            HasTools = _hasTools,
            Description = new VmDescription
            {
                Name = name,
                Path = InventoryPath.Child(folder.Path, name),
                MoRef = moRef,
                InstanceUuid = string.Create(CultureInfo.InvariantCulture, $"50000000-0000-4000-8000-{number:x12}"),
                BiosUuid = string.Create(CultureInfo.InvariantCulture, $"42000000-0000-4000-8000-{number:x12}"),
                PowerState = _isOn ? VmPowerState.PoweredOn : VmPowerState.PoweredOff,
                IsTemplate = _isTemplate,
                GuestId = guestId,
                HardwareVersion = "vmx-19",
                Cpus = cpus,
                CoresPerSocket = coresPerSocket,
                MemoryMiB = memoryMiB,
                Firmware = _firmware,
                SecureBoot = _secureBoot,
                VirtualTpm = _virtualTpm,
                Controllers = _controllers,
                Disks = _disks,
                Networks = _networks,
                Datacenter = inventory.Datacenter,
                Folder = folder,
                ResourcePool = _isTemplate ? null : _pool!.MoRef,
                Datastore = _datastore,
            },
        };
        foreach (var disk in _disks)
        {
            vm.AllocatedBytes[disk.Key] = HardwareLayout.AllocationOf(disk.Thin == true, disk.CapacityBytes);
        }

        if (_hasNativeSnapshot)
        {
            NativeSnapshotTree.Add(vm, inventory.NewMoRef(NativeSnapshotTree.Type, "snapshot"));
        }

        vm.Change(description => description);
        inventory.Vms.Add(moRef, vm);
    }
}
