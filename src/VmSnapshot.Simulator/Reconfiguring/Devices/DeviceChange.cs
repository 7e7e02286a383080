using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>One item of a specification's <c>deviceChange</c>, and the faults that it may end with.</summary>
internal sealed class DeviceChange(ReconfigurePlan plan, int index, VirtualDeviceConfigSpec spec, VirtualDevice device)
{
    internal ReconfigurePlan Plan => plan;

    internal int Index => index;

    internal VirtualDeviceConfigSpec Spec => spec;

    internal VirtualDevice Device => device;

    internal List<VirtualDevice> Devices => plan.Devices;

    /// <summary>The key of the controller meant, where it was added in the same specification and named by its temporary key.</summary>
    internal int? ControllerKey { get; init; }

    internal VimFaultException Invalid(string member)
        => SimulatedFault.Of(new InvalidDeviceSpec { DeviceIndex = index, Property = Path(member) }, Text("Invalid configuration for device"));

    internal VimFaultException InvalidBacking(string member = "device.backing")
        => SimulatedFault.Of(new InvalidDeviceBacking { DeviceIndex = index, Property = Path(member) }, Text("Incompatible device backing specified for device"));

    internal VimFaultException InvalidOperation(string member = "operation") => SimulatedFault.Of(
        new InvalidDeviceOperation { DeviceIndex = index, Property = Path(member), BadOp = spec.Operation, BadFileOp = spec.FileOperation },
        Text("Invalid operation for device"));

    internal VimFaultException NotFound()
        => SimulatedFault.Of(new DeviceNotFound { DeviceIndex = index, Property = Path("device.key") }, Text("Device not found:"));

    internal VimFaultException TooMany()
        => SimulatedFault.Of(new TooManyDevices { Property = Path("device") }, Text("The maximum number of devices of the kind has been exceeded by device"));

    internal VimFaultException NoController()
        => SimulatedFault.Of(new MissingController { DeviceIndex = index, Property = Path("device.controllerKey") }, Text("A required controller is missing for device"));

    internal VimFaultException WrongController(int key)
        => SimulatedFault.Of(new InvalidController { DeviceIndex = index, Property = Path("device.controllerKey"), ControllerKey = key }, Text("Invalid controller for device"));

    internal VimFaultException DisallowedModeChange()
        => SimulatedFault.Of(new DisallowedDiskModeChange { DeviceIndex = index, Property = Path("device.backing.diskMode") }, Text("Invalid change of the disk mode of device"));

    /// <summary>A device of the kind needs a newer hardware version.</summary>
    internal void RequireVersion(int version)
    {
        if (plan.HardwareVersion < version)
        {
            throw SimulatedFault.Of(
                new DeviceUnsupportedForVmVersion
                {
                    DeviceIndex = index,
                    Property = Path("device"),
                    CurrentVersion = plan.Config.Version,
                    ExpectedVersion = HardwareLimits.NameOf(version),
                },
                Text("The hardware version of the virtual machine does not support device"));
        }
    }

    /// <summary>A running VM takes and gives up devices, unless its setting <c>devices.hotplug</c> says that it doesn't.</summary>
    internal void RequireHotPlug()
    {
        if (plan.Target.PowerState == VirtualMachinePowerState.Suspended)
        {
            plan.RequireOff();
        }

        if (!plan.IsOff && plan.Config.ExtraConfig?.FirstOrDefault(option => option.Key == "devices.hotplug")?.Value is string hotplug
            && hotplug.Equals("FALSE", StringComparison.OrdinalIgnoreCase))
        {
            throw SimulatedFault.Of(new DeviceHotPlugNotSupported { DeviceIndex = index, Property = Path("device") }, Text("Hot plug is not supported for device"));
        }
    }

    /// <summary>Gives an added device its key, label and place in the list.</summary>
    internal void Insert(VirtualDevice added, int key, string label, string summary)
    {
        added.Key = key;
        added.DeviceInfo = new Description { Label = label, Summary = summary };
        NewVmDefaults.Complete(added);
        int after = Devices.FindLastIndex(other => DeviceKinds.AreOfOneKind(other, added));
        Devices.Insert(after < 0 ? Devices.Count : after + 1, added);
        plan.Log.Added(string.Create(CultureInfo.InvariantCulture, $"config.hardware.device({key})"), added.WireTypeName);
    }

    internal void Modified(int key, string member, object? before, object? after)
        => plan.Log.Modified(string.Create(CultureInfo.InvariantCulture, $"config.hardware.device({key}).{member}"), before, after);

    /// <summary>The lowest key from a first one on that no device has.</summary>
    internal int FreeKey(int first)
    {
        while (Devices.Exists(other => other.Key == first))
        {
            first++;
        }

        return first;
    }

    private string Path(string member) => string.Create(CultureInfo.InvariantCulture, $"deviceChange[{index}].{member}");

    private string Text(string text) => string.Create(CultureInfo.InvariantCulture, $"{text} '{index}'.");
}
