using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>Ports, USB, sound, TPM, clocks and devices of the host that are handed through: simple devices with a number of each.</summary>
internal sealed class PeripheralRules : IDeviceRules
{
    private const int SioControllerKey = 400;

    private static readonly Dictionary<Type, Peripheral> Kinds = new()
    {
        [typeof(VirtualSerialPort)] = new("Serial port", DeviceKeys.FirstSerialPort, HardwareLimits.MaxSerialPorts, SioControllerKey),
        [typeof(VirtualParallelPort)] = new("Parallel port", DeviceKeys.FirstParallelPort, HardwareLimits.MaxParallelPorts, SioControllerKey),
        [typeof(VirtualSoundCard)] = new("Sound card", DeviceKeys.SoundCard, 1, StandardDevices.PciControllerKey),
        [typeof(VirtualUSBController)] = new("USB controller", DeviceKeys.UsbController, 1, StandardDevices.PciControllerKey, Hot: true),
        [typeof(VirtualUSBXHCIController)] = new("USB xHCI controller", DeviceKeys.UsbXhciController, 1, StandardDevices.PciControllerKey, Hot: true, MinVersion: 8),
        [typeof(VirtualUSB)] = new("USB", DeviceKeys.FirstUsbDevice, 20, null, Hot: true),
        [typeof(VirtualPCIPassthrough)] = new("PCI device", DeviceKeys.FirstPciPassthrough, HardwareLimits.MaxPciPassthrough, StandardDevices.PciControllerKey, MinVersion: 7),
        [typeof(VirtualTPM)] = new("Virtual TPM", DeviceKeys.VirtualTpm, 1, null, MinVersion: 14),
        [typeof(VirtualWDT)] = new("Virtual watchdog timer", 18000, 1, StandardDevices.PciControllerKey, MinVersion: 17),
        [typeof(VirtualPrecisionClock)] = new("Virtual precision clock", 19000, 1, StandardDevices.PciControllerKey, MinVersion: 17),
    };

    public bool Govern(VirtualDevice device) => Kinds.ContainsKey(device.GetType());

    public void Add(DeviceChange change)
    {
        VirtualDevice device = change.Device;
        Peripheral kind = Kinds[device.GetType()];
        RequireState(change, kind);
        change.RequireVersion(kind.MinVersion);
        if (change.Devices.Count(other => other.GetType() == device.GetType()) >= kind.Most)
        {
            throw change.TooMany();
        }

        if (device is VirtualUSB && !change.Devices.Exists(other => other is VirtualUSBController or VirtualUSBXHCIController))
        {
            throw change.NoController();
        }

        if (device is VirtualPCIPassthrough or VirtualUSB && device.Backing is null)
        {
            throw change.InvalidBacking();
        }

        int key = change.FreeKey(kind.FirstKey);
        string label = kind.Most == 1 ? kind.Label : ControllerUnits.FreeLabel(change, kind.Label);
        device.ControllerKey = kind.ControllerKey
            ?? (device is VirtualUSB ? change.Devices.Find(other => other is VirtualUSBController or VirtualUSBXHCIController)!.Key : device.ControllerKey);
        change.Insert(device, key, label, label);
    }

    public void Edit(DeviceChange change, VirtualDevice current)
    {
        if (change.Device.GetType() != current.GetType())
        {
            throw change.Invalid("device");
        }

        RequireState(change, Kinds[current.GetType()]);
        int index = change.Devices.IndexOf(current);
        VirtualDevice wanted = change.Device;
        (wanted.DeviceInfo, wanted.ControllerKey, wanted.UnitNumber) = (current.DeviceInfo, current.ControllerKey, current.UnitNumber);
        wanted.Backing ??= current.Backing;
        wanted.Connectable ??= current.Connectable;
        change.Devices[index] = wanted;
        change.Modified(current.Key, "backing", current.Backing?.WireTypeName, wanted.Backing?.WireTypeName);
    }

    public void Remove(DeviceChange change, VirtualDevice current) => RequireState(change, Kinds[current.GetType()]);

    private static void RequireState(DeviceChange change, Peripheral kind)
    {
        if (!kind.Hot)
        {
            change.Plan.RequireOff();
        }

        change.RequireHotPlug();
    }

    private sealed record Peripheral(string Label, int FirstKey, int Most, int? ControllerKey, bool Hot = false, int MinVersion = 4);
}
