using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>The keys that vCenter gives devices, by kind and place.</summary>
internal static class DeviceKeys
{
    internal const int FirstScsiController = 1000;
    internal const int FirstSataController = 15000;
    internal const int FirstNvmeController = 31000;
    internal const int FirstEthernetCard = 4000;
    internal const int VirtualTpm = 11000;

    /// <summary>The unit that an SCSI controller takes for itself.</summary>
    internal const int ReservedScsiUnit = 7;

    internal const int FirstFloppy = 8000;
    internal const int FirstSerialPort = 9000;
    internal const int FirstParallelPort = 10000;
    internal const int SoundCard = 5000;
    internal const int UsbController = 7000;
    internal const int UsbXhciController = 14000;
    internal const int FirstUsbDevice = 7001;
    internal const int FirstPciPassthrough = 13000;

    /// <summary>The key of a disk, or of a CD-ROM drive, on a unit of a controller.</summary>
    internal static int OfDisk(VirtualController controller, int unit) => controller switch
    {
        VirtualSCSIController when unit >= 16 => 131072 + (controller.BusNumber * 64) + unit,
        VirtualSCSIController => 2000 + (controller.BusNumber * 16) + unit,
        VirtualIDEController => 3000 + (controller.BusNumber * 2) + unit,
        VirtualSATAController => 16000 + (controller.BusNumber * 30) + unit,
        _ => 32000 + (controller.BusNumber * 15) + unit,
    };

    /// <summary>Lets every controller of a list name the devices on it.</summary>
    internal static void ListOnControllers(IReadOnlyList<VirtualDevice> devices)
    {
        foreach (VirtualController controller in devices.OfType<VirtualController>())
        {
            List<int> keys = [.. devices.Where(device => device.ControllerKey == controller.Key).Select(device => device.Key)];
            controller.Device = keys.Count > 0 ? keys : null;
        }
    }
}
