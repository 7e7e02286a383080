using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>Places on controllers.</summary>
internal static class ControllerUnits
{
    /// <summary>The number of units, the one that an SCSI controller takes for itself included.</summary>
    internal static int CountOf(VirtualController controller, int hardwareVersion) => controller switch
    {
        VirtualIDEController => 2,
        VirtualSATAController => 30,
        VirtualNVMEController => hardwareVersion >= 21 ? 64 : 15,
        ParaVirtualSCSIController when hardwareVersion >= 14 => 65,
        VirtualSCSIController => 16,
        _ => 0,
    };

    /// <summary>
    /// The controller and unit for a device: those that it names, or the first free unit where it names none or, as
    /// PowerCLI and govmomi do, -1.
    /// </summary>
    /// <exception cref="VimFaultException">MissingController, InvalidController, TooManyDevices or InvalidDeviceSpec.</exception>
    internal static (VirtualController Controller, int Unit) Place(DeviceChange change, Func<VirtualController, bool> fits, VirtualDevice? current = null)
    {
        int key = change.ControllerKey ?? current?.ControllerKey ?? throw change.NoController();
        if (change.Devices.OfType<VirtualController>().FirstOrDefault(controller => controller.Key == key) is not { } found || !fits(found))
        {
            throw change.WrongController(key);
        }

        int count = CountOf(found, change.Plan.HardwareVersion);
        bool IsFree(int unit) => !(found is VirtualSCSIController && unit == DeviceKeys.ReservedScsiUnit)
            && !change.Devices.Exists(other => other != current && other.ControllerKey == key && other.UnitNumber == unit);
        int wanted = change.Device.UnitNumber ?? (key == current?.ControllerKey ? current.UnitNumber ?? -1 : -1);
        if (wanted == -1)
        {
            wanted = Enumerable.Range(0, count).Where(IsFree).FirstOrDefault(-1);
            return wanted >= 0 ? (found, wanted) : throw change.TooMany();
        }

        return wanted >= 0 && wanted < count && IsFree(wanted) ? (found, wanted) : throw change.Invalid("device.unitNumber");
    }

    /// <summary>The lowest number that no label of the kind has: labels are numbered apart from keys.</summary>
    internal static string FreeLabel(DeviceChange change, string prefix)
    {
        for (int number = 1; ; number++)
        {
            string label = $"{prefix} {number}";
            if (!change.Devices.Exists(other => other.DeviceInfo?.Label == label))
            {
                return label;
            }
        }
    }
}
