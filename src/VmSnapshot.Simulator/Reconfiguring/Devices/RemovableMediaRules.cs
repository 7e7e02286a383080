using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>CD-ROM drives, on IDE or SATA, and floppy drives, of which there are two.</summary>
internal sealed class RemovableMediaRules : IDeviceRules
{
    private const int SioControllerKey = 400;

    public bool Govern(VirtualDevice device) => device is VirtualCdrom or VirtualFloppy;

    public void Add(DeviceChange change)
    {
        VirtualDevice drive = change.Device;
        CheckBacking(change, drive);
        drive.Backing ??= drive is VirtualCdrom ? new VirtualCdromRemotePassthroughBackingInfo { DeviceName = "", UseAutoDetect = false } : new VirtualFloppyRemoteDeviceBackingInfo { DeviceName = "" };
        drive.Connectable = Connection(change, drive.Connectable);
        if (drive is VirtualFloppy)
        {
            change.Plan.RequireOff();
            if (change.Devices.Count(other => other is VirtualFloppy) >= HardwareLimits.MaxFloppies)
            {
                throw change.TooMany();
            }

            int free = change.FreeKey(DeviceKeys.FirstFloppy);
            (drive.ControllerKey, drive.UnitNumber) = (SioControllerKey, free - DeviceKeys.FirstFloppy);
            change.Insert(drive, free, ControllerUnits.FreeLabel(change, "Floppy drive"), SummaryOf(drive.Backing));
            return;
        }

        (VirtualController controller, int unit) = ControllerUnits.Place(change, found => found is VirtualIDEController or VirtualSATAController);
        if (controller is VirtualIDEController)
        {
            change.Plan.RequireOff();
        }

        change.RequireHotPlug();
        (drive.ControllerKey, drive.UnitNumber) = (controller.Key, unit);
        change.Insert(drive, DeviceKeys.OfDisk(controller, unit), ControllerUnits.FreeLabel(change, "CD/DVD drive"), SummaryOf(drive.Backing));
    }

    /// <summary>Media can be changed and connected at any time.</summary>
    public void Edit(DeviceChange change, VirtualDevice current)
    {
        VirtualDevice wanted = change.Device;
        if (wanted.GetType() != current.GetType())
        {
            throw change.Invalid("device");
        }

        CheckBacking(change, wanted);
        if (wanted.Backing is { } backing)
        {
            change.Modified(current.Key, "backing", SummaryOf(current.Backing), SummaryOf(backing));
            current.Backing = backing;
            current.DeviceInfo = new Description { Label = current.DeviceInfo?.Label, Summary = SummaryOf(backing) };
        }

        if (wanted.Connectable is { } connectable)
        {
            change.Modified(current.Key, "connectable.connected", current.Connectable?.Connected, connectable.Connected);
            current.Connectable = Connection(change, connectable);
        }
    }

    public void Remove(DeviceChange change, VirtualDevice current)
    {
        if (current is VirtualFloppy || change.Devices.Exists(other => other is VirtualIDEController && other.Key == current.ControllerKey))
        {
            change.Plan.RequireOff();
        }

        change.RequireHotPlug();
    }

    private static void CheckBacking(DeviceChange change, VirtualDevice drive)
    {
        bool fits = drive is VirtualCdrom
            ? drive.Backing is null or VirtualCdromIsoBackingInfo or VirtualCdromAtapiBackingInfo or VirtualCdromPassthroughBackingInfo
                or VirtualCdromRemoteAtapiBackingInfo or VirtualCdromRemotePassthroughBackingInfo
            : drive.Backing is null or VirtualFloppyImageBackingInfo or VirtualFloppyDeviceBackingInfo or VirtualFloppyRemoteDeviceBackingInfo;
        if (!fits)
        {
            throw change.InvalidBacking();
        }

        if (drive.Backing is VirtualDeviceFileBackingInfo image)
        {
            image.Datastore = change.Plan.Files.DatastoreOf(image.FileName ?? "").Reference;
        }
    }

    private static VirtualDeviceConnectInfo Connection(DeviceChange change, VirtualDeviceConnectInfo? wanted)
    {
        bool isConnected = change.Plan.Target.PowerState == VirtualMachinePowerState.PoweredOn && wanted?.Connected == true;
        return new VirtualDeviceConnectInfo
        {
            StartConnected = wanted?.StartConnected ?? false,
            AllowGuestControl = wanted?.AllowGuestControl ?? true,
            Connected = isConnected,
            Status = isConnected ? "ok" : "untried",
        };
    }

    private static string SummaryOf(VirtualDeviceBackingInfo? backing) => backing switch
    {
        VirtualCdromIsoBackingInfo iso => $"ISO {iso.FileName}",
        VirtualDeviceFileBackingInfo image => $"Image {image.FileName}",
        VirtualDeviceRemoteDeviceBackingInfo => "Remote device",
        VirtualDeviceDeviceBackingInfo device => device.DeviceName ?? "",
        _ => "",
    };
}
