using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// Changes to the devices of a copy that come with its specification, in <c>config</c> or in <c>location</c>: disks grow or are
/// added, adapters go to other networks, devices are left out. Follows vSphere Web Services API reference, VirtualDeviceConfigSpec,
/// with vCenter's rules: a disk with a parent doesn't grow, none shrinks, keys of added devices are placeholders.
/// </summary>
internal sealed class DeviceChanges(InventoryFactory inventory, Datacenter datacenter, DiskCopies copies)
{
    private readonly Dictionary<int, int> _keys = [];

    /// <summary>Changes a list of devices that is nobody's yet.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="changes">The changes, in their order.</param>
    /// <param name="home">The datastore for new disks that name none.</param>
    /// <param name="directory">The directory of the VM's files.</param>
    /// <exception cref="VimFaultException">InvalidDeviceSpec, InvalidDeviceOperation, InvalidDeviceBacking, NoDiskSpace.</exception>
    internal IReadOnlyList<VirtualDevice> Apply(IReadOnlyList<VirtualDevice> devices, IReadOnlyList<VirtualDeviceConfigSpec>? changes, Datastore home, string directory)
    {
        List<VirtualDevice> changed = [.. devices];
        foreach ((int index, VirtualDeviceConfigSpec change) in (changes ?? []).Index())
        {
            VirtualDevice device = change.Device ?? throw Invalid("device", index);
            if (change.Operation == VirtualDeviceConfigSpecOperation.Add)
            {
                changed.Add(Added(changed, device, home, directory, index));
                continue;
            }

            int at = changed.FindIndex(existing => existing.Key == device.Key);
            if (at < 0)
            {
                throw Invalid("device.key", index);
            }

            if (change.Operation == VirtualDeviceConfigSpecOperation.Remove)
            {
                if (changed[at] is VirtualController && changed.Any(other => other.ControllerKey == device.Key))
                {
                    throw SimulatedFault.Of(new InvalidDeviceOperation { Property = "deviceChange.operation", DeviceIndex = index }, "A controller with devices on it can't be removed.");
                }

                copies.GiveBack(changed[at]);
                changed.RemoveAt(at);
            }
            else
            {
                changed[at] = Edited(changed[at], device, index);
            }
        }

        DeviceKeys.ListOnControllers(changed);
        return changed;
    }

    private VirtualDevice Edited(VirtualDevice existing, VirtualDevice wanted, int index)
    {
        if (existing.GetType() != wanted.GetType() && !(existing is VirtualEthernetCard && wanted is VirtualEthernetCard))
        {
            throw Invalid("device", index);
        }

        VirtualDevice edited = (VirtualDevice)existing.Copy();
        edited.Connectable = wanted.Connectable ?? existing.Connectable;
        switch (edited)
        {
            case VirtualDisk disk:
                Edit(disk, (VirtualDisk)wanted, index);
                break;
            case VirtualEthernetCard card:
                Edit(card, (VirtualEthernetCard)wanted, index);
                break;
            default:
                edited.Backing = wanted.Backing ?? existing.Backing;
                break;
        }

        return edited;
    }

    private void Edit(VirtualDisk disk, VirtualDisk wanted, int index)
    {
        long capacity = wanted.CapacityInBytes ?? (wanted.CapacityInKB > 0 ? wanted.CapacityInKB << 10 : VmStorage.CapacityOf(disk));
        var backing = disk.Backing as VirtualDiskFlatVer2BackingInfo;
        long now = VmStorage.CapacityOf(disk);
        if (capacity < now || (capacity > now && backing?.Parent is not null))
        {
            throw SimulatedFault.Of(new InvalidDeviceOperation { Property = "deviceChange.device.capacityInBytes", DeviceIndex = index }, $"'{disk.DeviceInfo?.Label}' can't change its size like that.");
        }

        if (capacity > now && backing is not null)
        {
            copies.Grow(backing, capacity);
            (disk.CapacityInBytes, disk.CapacityInKB) = (capacity, capacity >> 10);
            StandardDevices.Labelled(disk, disk.DeviceInfo?.Label ?? "", string.Create(CultureInfo.InvariantCulture, $"{capacity >> 10:N0} KB"));
        }

        if (backing is not null && (wanted.Backing as VirtualDiskFlatVer2BackingInfo)?.DiskMode is { } mode)
        {
            backing.DiskMode = mode;
        }

        disk.Shares = wanted.Shares ?? disk.Shares;
        disk.StorageIOAllocation = wanted.StorageIOAllocation ?? disk.StorageIOAllocation;
    }

    private void Edit(VirtualEthernetCard card, VirtualEthernetCard wanted, int index)
    {
        if (wanted.Backing is { } backing)
        {
            Network network = NetworkOf(backing, index);
            card.Backing = (VirtualDeviceBackingInfo)backing.Copy();
            StandardDevices.Labelled(card, card.DeviceInfo?.Label ?? "", network.Name);
        }

        if (wanted is { AddressType: "manual", MacAddress: { } address })
        {
            (card.AddressType, card.MacAddress) = ("manual", address);
        }

        card.WakeOnLanEnabled = wanted.WakeOnLanEnabled ?? card.WakeOnLanEnabled;
    }

    private VirtualDevice Added(List<VirtualDevice> devices, VirtualDevice wanted, Datastore home, string directory, int index)
    {
        var added = (VirtualDevice)wanted.Copy();
        if (added.ControllerKey is { } placeholder && _keys.TryGetValue(placeholder, out int known))
        {
            added.ControllerKey = known;
        }

        switch (added)
        {
            case VirtualDisk disk:
                Place(devices, disk, home, directory, index);
                break;
            case VirtualEthernetCard card:
                Place(devices, card, index);
                break;
            case VirtualController controller:
                int bus = Enumerable.Range(0, 256).First(number => !devices.OfType<VirtualController>().Any(other => SameKind(other, controller) && other.BusNumber == number));
                controller.BusNumber = bus;
                controller.Key = FirstKeyOf(controller) + bus;
                controller.ControllerKey ??= StandardDevices.PciControllerKey;
                controller.Device = null;
                break;
            default:
                added.Key = added is VirtualTPM ? DeviceKeys.VirtualTpm : NextKey(devices, 3000);
                break;
        }

        if (added.DeviceInfo is null)
        {
            StandardDevices.Labelled(added, added.GetType().Name);
        }

        _keys[wanted.Key] = added.Key;
        return added;
    }

    private void Place(List<VirtualDevice> devices, VirtualDisk disk, Datastore home, string directory, int index)
    {
        VirtualController controller = devices.OfType<VirtualController>().FirstOrDefault(candidate => candidate.Key == disk.ControllerKey) ?? throw Invalid("device.controllerKey", index);
        HashSet<int> taken = [.. devices.Where(device => device.ControllerKey == controller.Key).Select(device => device.UnitNumber ?? -1)];
        int units = controller switch { VirtualIDEController => 2, VirtualSATAController => 30, VirtualNVMEController => 15, ParaVirtualSCSIController => 64, _ => 16 };
        if (controller is VirtualSCSIController)
        {
            taken.Add(DeviceKeys.ReservedScsiUnit);
        }

        int unit = disk.UnitNumber is { } given and >= 0 ? given : Enumerable.Range(0, units).FirstOrDefault(number => !taken.Contains(number), -1);
        if (unit < 0 || unit >= units || taken.Contains(unit))
        {
            throw Invalid("device.unitNumber", index);
        }

        long capacity = VmStorage.CapacityOf(disk);
        if (capacity < 1)
        {
            throw Invalid("device.capacityInBytes", index);
        }

        VirtualDiskFlatVer2BackingInfo backing = disk.Backing as VirtualDiskFlatVer2BackingInfo ?? throw Invalid("device.backing", index);
        Datastore datastore = inventory.FindDatastore(datacenter, backing.FileName ?? "") ?? home.World.Find(backing.Datastore) as Datastore ?? home;
        string path = VmStorage.NewDiskPath(datastore, directory);
        bool isThin = backing.ThinProvisioned == true;
        copies.Allocate(datastore, path, capacity, new DiskRecipe(capacity, isThin).AllocatedBytes);
        (backing.FileName, backing.Datastore, backing.Uuid) = (path, datastore.Reference, StableUuid.Of("disk", path));
        backing.DiskMode ??= "persistent";
        disk.UnitNumber = unit;
        disk.Key = DeviceKeys.OfDisk(controller, unit);
        (disk.CapacityInBytes, disk.CapacityInKB) = (capacity, capacity >> 10);
        StandardDevices.Labelled(disk, NextLabel(devices, "Hard disk"), string.Create(CultureInfo.InvariantCulture, $"{capacity >> 10:N0} KB"));
    }

    private void Place(List<VirtualDevice> devices, VirtualEthernetCard card, int index)
    {
        Network network = NetworkOf(card.Backing, index);
        card.Key = NextKey(devices, DeviceKeys.FirstEthernetCard);
        card.ControllerKey = StandardDevices.PciControllerKey;
        card.UnitNumber = 7 + (card.Key - DeviceKeys.FirstEthernetCard);
        if (card.AddressType != "manual")
        {
            (card.AddressType, card.MacAddress) = ("assigned", inventory.NewMacAddress());
        }

        card.Connectable ??= new VirtualDeviceConnectInfo { StartConnected = true, AllowGuestControl = true, Connected = false, Status = "untried" };
        StandardDevices.Labelled(card, NextLabel(devices, "Network adapter"), network.Name);
    }

    private Network NetworkOf(VirtualDeviceBackingInfo? backing, int index)
        => inventory.FindNetwork(datacenter, backing)
            ?? throw SimulatedFault.Of(new InvalidDeviceBacking { Property = "deviceChange.device.backing", DeviceIndex = index }, "There is no such network.");

    private static string NextLabel(List<VirtualDevice> devices, string kind)
        => Enumerable.Range(1, devices.Count + 1).Select(number => string.Create(CultureInfo.InvariantCulture, $"{kind} {number}"))
            .First(label => devices.All(device => device.DeviceInfo?.Label != label));

    private static int NextKey(List<VirtualDevice> devices, int first) => Enumerable.Range(first, devices.Count + 1).First(key => devices.All(device => device.Key != key));

    private static bool SameKind(VirtualController one, VirtualController other) => FirstKeyOf(one) == FirstKeyOf(other);

    private static int FirstKeyOf(VirtualController controller) => controller switch
    {
        VirtualSCSIController => DeviceKeys.FirstScsiController,
        VirtualSATAController => DeviceKeys.FirstSataController,
        VirtualNVMEController => DeviceKeys.FirstNvmeController,
        VirtualIDEController => 200,
        _ => 7000,
    };

    private static VimFaultException Invalid(string property, int index)
        => SimulatedFault.Of(new InvalidDeviceSpec { Property = $"deviceChange.{property}", DeviceIndex = index }, $"Invalid configuration for device '{index}'.");
}
