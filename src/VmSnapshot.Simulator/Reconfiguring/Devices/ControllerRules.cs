using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>
/// SCSI, SATA and NVMe controllers: four of each, told apart by their bus numbers. The IDE, PS/2, PCI and SIO controllers
/// belong to the virtual board.
/// </summary>
internal sealed class ControllerRules : IDeviceRules
{
    public bool Govern(VirtualDevice device) => device is VirtualController and not (VirtualUSBController or VirtualUSBXHCIController);

    public void Add(DeviceChange change)
    {
        var controller = (VirtualController)change.Device;
        (int first, int most, string label, string? summary) = controller switch
        {
            VirtualSCSIController scsi => (DeviceKeys.FirstScsiController, HardwareLimits.MaxScsiControllers, "SCSI controller", SummaryOf(scsi)),
            VirtualSATAController => (DeviceKeys.FirstSataController, HardwareLimits.MaxSataControllers, "SATA controller", "AHCI"),
            VirtualNVMEController => (DeviceKeys.FirstNvmeController, HardwareLimits.MaxNvmeControllers, "NVME controller", null),
            _ => throw change.TooMany(),
        };
        change.RequireHotPlug();
        change.RequireVersion(controller switch { VirtualNVMEController => 13, VirtualSATAController => 10, ParaVirtualSCSIController or VirtualLsiLogicSASController => 7, _ => 4 });
        if (controller is VirtualSATAController)
        {
            change.Plan.RequireOff();
        }

        int bus = FreeBus(change, controller, most);
        (controller.BusNumber, controller.Device, controller.ControllerKey) = (bus, null, StandardDevices.PciControllerKey);
        controller.UnitNumber = controller is VirtualSCSIController ? 3 + bus : 24 + bus;
        if (controller is VirtualSCSIController added)
        {
            (added.ScsiCtlrUnitNumber, added.HotAddRemove) = (DeviceKeys.ReservedScsiUnit, true);
            added.SharedBus = added.SharedBus.Value is { Length: > 0 } ? added.SharedBus : VirtualSCSISharing.NoSharing;
        }

        string numbered = string.Create(CultureInfo.InvariantCulture, $"{label} {bus}");
        change.Insert(controller, first + bus, numbered, summary ?? numbered);
    }

    public void Edit(DeviceChange change, VirtualDevice current)
    {
        if (change.Device.GetType() != current.GetType())
        {
            // Another kind of controller is another device.
            throw change.Invalid("device");
        }

        if (current is VirtualSCSIController scsi && ((VirtualSCSIController)change.Device).SharedBus is { Value.Length: > 0 } shared && shared != scsi.SharedBus)
        {
            change.Plan.RequireOff();
            change.Modified(scsi.Key, "sharedBus", scsi.SharedBus.Value, shared.Value);
            scsi.SharedBus = shared;
        }
    }

    public void Remove(DeviceChange change, VirtualDevice current)
    {
        if (current is not (VirtualSCSIController or VirtualSATAController or VirtualNVMEController))
        {
            throw change.InvalidOperation();
        }

        change.RequireHotPlug();
        if (current is VirtualSATAController)
        {
            change.Plan.RequireOff();
        }
    }

    private static int FreeBus(DeviceChange change, VirtualController controller, int most)
    {
        HashSet<int> taken = [.. change.Devices.OfType<VirtualController>().Where(other => DeviceKinds.AreOfOneKind(other, controller)).Select(other => other.BusNumber)];
        if (taken.Count >= most)
        {
            throw change.TooMany();
        }

        // 0 is also what a client sends that doesn't care: then the next free one is taken.
        return controller.BusNumber < 0 || controller.BusNumber >= most || (controller.BusNumber > 0 && taken.Contains(controller.BusNumber))
            ? throw change.Invalid("device.busNumber")
            : !taken.Contains(controller.BusNumber) ? controller.BusNumber
            : Enumerable.Range(0, most).First(bus => !taken.Contains(bus));
    }

    private static string SummaryOf(VirtualSCSIController controller) => controller switch
    {
        ParaVirtualSCSIController => "VMware paravirtual SCSI",
        VirtualLsiLogicSASController => "LSI Logic SAS",
        VirtualBusLogicController => "BusLogic",
        _ => "LSI Logic",
    };
}
