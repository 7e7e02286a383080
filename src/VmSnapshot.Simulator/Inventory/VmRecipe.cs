using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>What a new VM of the inventory consists of, and how it is put together with vCenter's keys, labels and files.</summary>
internal sealed record VmRecipe
{
    internal required string Name { get; init; }

    internal required Datastore Datastore { get; init; }

    internal int Cpus { get; init; } = 1;

    internal int CoresPerSocket { get; init; } = 1;

    internal int MemoryMB { get; init; } = 1024;

    internal string GuestId { get; init; } = "debian12_64Guest";

    internal string GuestFullName { get; init; } = "Debian GNU/Linux 12 (64-bit)";

    internal string Firmware { get; init; } = "bios";

    internal bool SecureBoot { get; init; }

    internal bool VirtualTpm { get; init; }

    internal string? Annotation { get; init; }

    /// <summary>The controllers with their disks.</summary>
    internal IReadOnlyList<ControllerRecipe> Controllers { get; init; } = [];

    internal IReadOnlyList<NicRecipe> Nics { get; init; } = [];

    /// <summary>The configuration, its disks' files allocated.</summary>
    /// <param name="newMacAddress">Assigns an address to an adapter that has none.</param>
    /// <exception cref="VimFaultException">NoDiskSpace.</exception>
    internal VirtualMachineConfigInfo Build(Func<string> newMacAddress)
    {
        List<VirtualDevice> devices = [.. StandardDevices.Create()];
        int disks = 0;
        var buses = new Dictionary<int, int>();
        foreach (ControllerRecipe recipe in Controllers)
        {
            VirtualController controller = recipe.Create();
            int bus = buses[recipe.FirstKey] = buses.GetValueOrDefault(recipe.FirstKey, -1) + 1;
            (controller.Key, controller.BusNumber) = (recipe.FirstKey + bus, bus);
            controller.ControllerKey = StandardDevices.PciControllerKey;
            controller.UnitNumber = controller is VirtualSCSIController ? 3 + bus : 24 + bus;
            if (controller is VirtualSCSIController scsi)
            {
                (scsi.ScsiCtlrUnitNumber, scsi.HotAddRemove, scsi.SharedBus) = (DeviceKeys.ReservedScsiUnit, true, VirtualSCSISharing.NoSharing);
            }

            StandardDevices.Labelled(controller, string.Create(CultureInfo.InvariantCulture, $"{recipe.Label} {bus}"));
            if (controller is not VirtualIDEController)
            {
                devices.Add(controller);
            }

            int unit = 0;
            foreach (DiskRecipe disk in recipe.Disks)
            {
                unit += controller is VirtualSCSIController && unit == DeviceKeys.ReservedScsiUnit ? 1 : 0;
                devices.Add(Disk(disk, controller, unit, disks));
                (unit, disks) = (unit + 1, disks + 1);
            }
        }

        foreach ((int index, NicRecipe nic) in Nics.Index())
        {
            devices.Add(Nic(nic, index, newMacAddress));
        }

        if (VirtualTpm)
        {
            devices.Add(StandardDevices.Labelled(new VirtualTPM { Key = DeviceKeys.VirtualTpm }, "Virtual TPM"));
        }

        DeviceKeys.ListOnControllers(devices);
        return new VirtualMachineConfigInfo
        {
            Name = Name,
            GuestId = GuestId,
            GuestFullName = GuestFullName,
            AlternateGuestName = "",
            Version = "vmx-19",
            Annotation = Annotation,
            Firmware = Firmware,
            BootOptions = new VirtualMachineBootOptions { EfiSecureBootEnabled = SecureBoot },
            Files = new VirtualMachineFileInfo
            {
                VmPathName = $"[{Datastore.Name}] {Name}/{Name}.vmx",
                SnapshotDirectory = $"[{Datastore.Name}] {Name}/",
                SuspendDirectory = $"[{Datastore.Name}] {Name}/",
                LogDirectory = $"[{Datastore.Name}] {Name}/",
            },
            Flags = new VirtualMachineFlagInfo { DisableAcceleration = false, EnableLogging = true, DiskUuidEnabled = false },
            DefaultPowerOps = new VirtualMachineDefaultPowerOpInfo { PowerOffType = "soft", SuspendType = "hard", ResetType = "soft" },
            Tools = new ToolsConfigInfo { ToolsVersion = 12352, PendingCustomization = null },
            Hardware = new VirtualHardware { NumCPU = Cpus, NumCoresPerSocket = CoresPerSocket, MemoryMB = MemoryMB, Device = devices },
            CpuAllocation = new ResourceAllocationInfo { Reservation = 0, Limit = -1, Shares = new SharesInfo { Level = SharesLevel.Normal, Shares = 1000 * Cpus } },
            MemoryAllocation = new ResourceAllocationInfo { Reservation = 0, Limit = -1, Shares = new SharesInfo { Level = SharesLevel.Normal, Shares = 10 * MemoryMB } },
            CpuHotAddEnabled = false,
            CpuHotRemoveEnabled = false,
            MemoryHotAddEnabled = false,
            ExtraConfig = [new OptionValue { Key = "nvram", Value = $"{Name}.nvram" }],
            ChangeTrackingEnabled = false,
        };
    }

    private VirtualDisk Disk(DiskRecipe disk, VirtualController controller, int unit, int index)
    {
        string suffix = index == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"_{index}");
        string path = $"[{Datastore.Name}] {Name}/{Name}{suffix}.vmdk";
        Datastore.Allocate(path, disk.CapacityBytes, disk.AllocatedBytes);
        return StandardDevices.Labelled(
            new VirtualDisk
            {
                Key = DeviceKeys.OfDisk(controller, unit),
                ControllerKey = controller.Key,
                UnitNumber = unit,
                CapacityInKB = disk.CapacityBytes >> 10,
                CapacityInBytes = disk.CapacityBytes,
                Shares = new SharesInfo { Level = SharesLevel.Normal, Shares = 1000 },
                Backing = new VirtualDiskFlatVer2BackingInfo
                {
                    FileName = path,
                    Datastore = Datastore.Reference,
                    DiskMode = "persistent",
                    ThinProvisioned = disk.IsThin,
                    WriteThrough = false,
                    Uuid = StableUuid.Of("disk", path),
                },
            },
            string.Create(CultureInfo.InvariantCulture, $"Hard disk {index + 1}"),
            string.Create(CultureInfo.InvariantCulture, $"{disk.CapacityBytes >> 10:N0} KB"));
    }

    private static VirtualEthernetCard Nic(NicRecipe nic, int index, Func<string> newMacAddress)
    {
        VirtualEthernetCard card = nic.Create();
        card.Key = DeviceKeys.FirstEthernetCard + index;
        card.ControllerKey = StandardDevices.PciControllerKey;
        card.UnitNumber = 7 + index;
        card.AddressType = nic.MacAddress is null ? "assigned" : "manual";
        card.MacAddress = nic.MacAddress ?? newMacAddress();
        card.WakeOnLanEnabled = true;
        card.Connectable = new VirtualDeviceConnectInfo { StartConnected = true, AllowGuestControl = true, Connected = false, Status = "untried" };
        card.Backing = BackingOf(nic.Network);
        return StandardDevices.Labelled(card, string.Create(CultureInfo.InvariantCulture, $"Network adapter {index + 1}"), nic.Network.Name);
    }

    /// <summary>What ties an adapter to a network.</summary>
    internal static VirtualDeviceBackingInfo BackingOf(Network network)
    {
        if (network.IsPortgroup)
        {
            ManagedObjectReference ofSwitch = network.Get<DVPortgroupConfigInfo>("config")!.DistributedVirtualSwitch!;
            return new VirtualEthernetCardDistributedVirtualPortBackingInfo
            {
                Port = new DistributedVirtualSwitchPortConnection
                {
                    PortgroupKey = network.Reference.Value,
                    SwitchUuid = ((DistributedVirtualSwitch)network.World.Find(ofSwitch)!).Uuid,
                },
            };
        }

        return network.Get<NetworkSummary>("summary") is OpaqueNetworkSummary opaque
            ? new VirtualEthernetCardOpaqueNetworkBackingInfo { OpaqueNetworkId = opaque.OpaqueNetworkId, OpaqueNetworkType = opaque.OpaqueNetworkType }
            : new VirtualEthernetCardNetworkBackingInfo { DeviceName = network.Name, Network = network.Reference, UseAutoDetect = false };
    }
}

/// <summary>A controller with its disks.</summary>
/// <param name="Create">Makes the controller.</param>
/// <param name="FirstKey">The key that vCenter gives the first of its kind.</param>
/// <param name="Label">Its label without the number.</param>
/// <param name="Disks">Its disks, from unit 0 on.</param>
internal sealed record ControllerRecipe(Func<VirtualController> Create, int FirstKey, string Label, IReadOnlyList<DiskRecipe> Disks)
{
    internal static ControllerRecipe ParaVirtual(params IReadOnlyList<DiskRecipe> disks) => new(() => new ParaVirtualSCSIController(), DeviceKeys.FirstScsiController, "SCSI controller", disks);

    internal static ControllerRecipe LsiLogicSas(params IReadOnlyList<DiskRecipe> disks) => new(() => new VirtualLsiLogicSASController(), DeviceKeys.FirstScsiController, "SCSI controller", disks);

    internal static ControllerRecipe Sata(params IReadOnlyList<DiskRecipe> disks) => new(() => new VirtualAHCIController(), DeviceKeys.FirstSataController, "SATA controller", disks);

    internal static ControllerRecipe Nvme(params IReadOnlyList<DiskRecipe> disks) => new(() => new VirtualNVMEController(), DeviceKeys.FirstNvmeController, "NVME controller", disks);

    /// <summary>The first IDE controller that every VM has.</summary>
    internal static ControllerRecipe Ide(params IReadOnlyList<DiskRecipe> disks) => new(() => new VirtualIDEController(), 200, "IDE", disks);
}

/// <summary>A disk.</summary>
/// <param name="CapacityBytes">How large it is to the guest.</param>
/// <param name="IsThin">Whether it takes only what was written.</param>
internal sealed record DiskRecipe(long CapacityBytes, bool IsThin = true)
{
    /// <summary>A thin disk is taken to be a quarter full.</summary>
    internal long AllocatedBytes => IsThin ? CapacityBytes / 4 : CapacityBytes;
}

/// <summary>An adapter.</summary>
/// <param name="Network">The network that it is attached to.</param>
/// <param name="Create">Makes the adapter.</param>
/// <param name="MacAddress">Its address, or null for one that vCenter assigns.</param>
internal sealed record NicRecipe(Network Network, Func<VirtualEthernetCard> Create, string? MacAddress = null);
