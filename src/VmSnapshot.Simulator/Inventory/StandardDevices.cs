using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>The devices that every VM has, with the keys that vCenter gives them.</summary>
internal static class StandardDevices
{
    internal const int PciControllerKey = 100;

    /// <summary>Controllers, keyboard, pointing device, video card and VMCI device of a new VM.</summary>
    internal static IReadOnlyList<VirtualDevice> Create() =>
    [
        Labelled(new VirtualIDEController { Key = 200, BusNumber = 0 }, "IDE 0"),
        Labelled(new VirtualIDEController { Key = 201, BusNumber = 1 }, "IDE 1"),
        Labelled(new VirtualPS2Controller { Key = 300, BusNumber = 0, Device = [600, 700] }, "PS2 controller 0"),
        Labelled(new VirtualPCIController { Key = PciControllerKey, BusNumber = 0, Device = [500, 12000] }, "PCI controller 0"),
        Labelled(new VirtualSIOController { Key = 400, BusNumber = 0 }, "SIO controller 0"),
        Labelled(new VirtualKeyboard { Key = 600, ControllerKey = 300, UnitNumber = 0 }, "Keyboard"),
        Labelled(new VirtualPointingDevice { Key = 700, ControllerKey = 300, UnitNumber = 1, Backing = new VirtualPointingDeviceDeviceBackingInfo { HostPointingDevice = "autodetect", DeviceName = "" } }, "Pointing device"),
        Labelled(new VirtualMachineVideoCard { Key = 500, ControllerKey = PciControllerKey, UnitNumber = 0, VideoRamSizeInKB = 4096, NumDisplays = 1 }, "Video card "),
        Labelled(new VirtualMachineVMCIDevice { Key = 12000, ControllerKey = PciControllerKey, UnitNumber = 17, Id = -1, AllowUnrestrictedCommunication = false }, "VMCI device"),
    ];

    internal static T Labelled<T>(T device, string label, string? summary = null)
        where T : VirtualDevice
    {
        device.DeviceInfo = new Description { Label = label, Summary = summary ?? label };
        return device;
    }
}
