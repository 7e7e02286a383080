using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>
/// Virtual disks (vSphere Web Services API reference, VirtualDeviceConfigSpec and VirtualDisk): made, attached, grown and
/// removed with or without their files.
/// </summary>
internal sealed class DiskRules : IDeviceRules
{
    private static readonly string[] Modes = ["persistent", "nonpersistent", "undoable", "independent_persistent", "independent_nonpersistent", "append"];

    public bool Govern(VirtualDevice device) => device is VirtualDisk;

    public void Add(DeviceChange change)
    {
        var disk = (VirtualDisk)change.Device;
        if (change.Spec.FileOperation == VirtualDeviceConfigSpecFileOperation.Destroy)
        {
            throw change.InvalidOperation("fileOperation");
        }

        (VirtualController controller, int unit) = ControllerUnits.Place(change, CanHold);
        if (controller is VirtualIDEController)
        {
            change.Plan.RequireOff();
        }

        change.RequireHotPlug();
        DiskFiles.Provide(change, disk);
        CheckMode(change, disk.Backing);
        (disk.ControllerKey, disk.UnitNumber) = (controller.Key, unit);
        disk.Shares ??= new SharesInfo { Level = SharesLevel.Normal };
        ApplyLevel(disk.Shares);
        int key = DeviceKeys.OfDisk(controller, unit);
        disk.DiskObjectId = string.Create(CultureInfo.InvariantCulture, $"{change.Plan.Target.Vm?.Reference.Value ?? "vm"}-{key}");
        change.Insert(disk, key, ControllerUnits.FreeLabel(change, "Hard disk"), SummaryOf(disk));
    }

    public void Edit(DeviceChange change, VirtualDevice current)
    {
        (VirtualDisk disk, VirtualDisk wanted) = ((VirtualDisk)current, (VirtualDisk)change.Device);
        if (change.Spec.FileOperation is not null)
        {
            throw change.InvalidOperation("fileOperation");
        }

        EditBacking(change, disk, wanted);
        if (CapacityAfter(change, disk, wanted) is { } capacity)
        {
            Grow(change, disk, capacity);
        }

        if (wanted.Shares is { } shares && (shares.Level != disk.Shares?.Level || (shares.Level == SharesLevel.Custom && shares.Shares != disk.Shares?.Shares)))
        {
            change.Modified(disk.Key, "shares", disk.Shares?.Shares, shares.Shares);
            ApplyLevel(shares);
            disk.Shares = shares;
        }

        if (wanted.StorageIOAllocation is { } allocation)
        {
            disk.StorageIOAllocation = allocation;
            change.Modified(disk.Key, "storageIOAllocation", null, allocation.Limit);
        }

        Move(change, disk);
    }

    public void Remove(DeviceChange change, VirtualDevice current)
    {
        if (change.Spec.FileOperation is { } file && file != VirtualDeviceConfigSpecFileOperation.Destroy)
        {
            throw change.InvalidOperation("fileOperation");
        }

        if (change.Devices.OfType<VirtualIDEController>().Any(controller => controller.Key == current.ControllerKey))
        {
            change.Plan.RequireOff();
        }

        change.RequireHotPlug();
        if (change.Spec.FileOperation is not null)
        {
            DiskFiles.Destroy(change, current);
        }
    }

    internal static string SummaryOf(VirtualDisk disk) => string.Create(CultureInfo.InvariantCulture, $"{disk.CapacityInKB:N0} KB");

    private static bool CanHold(VirtualController controller)
        => controller is VirtualIDEController or VirtualSCSIController or VirtualSATAController or VirtualNVMEController;

    private static void CheckMode(DeviceChange change, VirtualDeviceBackingInfo? backing)
    {
        string? mode = DiskChains.ModeOf(backing);
        if (string.IsNullOrEmpty(mode))
        {
            DiskChains.SetMode(backing, "persistent");
        }
        else if (!Modes.Contains(mode))
        {
            throw change.InvalidBacking("device.backing.diskMode");
        }
    }

    private static void EditBacking(DeviceChange change, VirtualDisk disk, VirtualDisk wanted)
    {
        if (wanted.Backing is null)
        {
            return;
        }

        if (wanted.Backing.GetType() != disk.Backing?.GetType())
        {
            throw change.InvalidBacking();
        }

        if (wanted.Backing is VirtualDeviceFileBackingInfo { FileName: { Length: > 0 } path } && path != ((VirtualDeviceFileBackingInfo)disk.Backing).FileName)
        {
            // Another file is another disk: it takes a removal and an addition.
            throw change.InvalidBacking("device.backing.fileName");
        }

        string? mode = DiskChains.ModeOf(wanted.Backing);
        if (!string.IsNullOrEmpty(mode) && mode != DiskChains.ModeOf(disk.Backing))
        {
            CheckMode(change, wanted.Backing);
            if (!change.Plan.IsOff || change.Plan.Target.HasSnapshots)
            {
                throw change.DisallowedModeChange();
            }

            change.Modified(disk.Key, "backing.diskMode", DiskChains.ModeOf(disk.Backing), mode);
            DiskChains.SetMode(disk.Backing, mode);
        }

        if (disk.Backing is VirtualDiskFlatVer2BackingInfo flat && wanted.Backing is VirtualDiskFlatVer2BackingInfo { Sharing: { } sharing } && sharing != (flat.Sharing ?? "sharingNone"))
        {
            change.Plan.RequireOff();
            change.Modified(disk.Key, "backing.sharing", flat.Sharing, sharing);
            flat.Sharing = sharing;
        }
    }

    /// <summary>
    /// Clients send the device that they read with one of the two capacities changed, and the other as it was: the one
    /// that differs is meant, and the bytes where both do.
    /// </summary>
    private static long? CapacityAfter(DeviceChange change, VirtualDisk disk, VirtualDisk wanted)
    {
        long current = disk.CapacityInBytes ?? disk.CapacityInKB << 10;
        long capacity = wanted.CapacityInBytes is { } bytes && bytes != current ? bytes
            : wanted.CapacityInKB != disk.CapacityInKB && wanted.CapacityInKB != 0 ? wanted.CapacityInKB << 10
            : current;
        if (capacity < current)
        {
            throw change.InvalidOperation("device.capacityInBytes");
        }

        return capacity > current ? capacity : null;
    }

    private static void Grow(DeviceChange change, VirtualDisk disk, long capacity)
    {
        // A file that others are changes to mustn't change its size.
        bool isInChain = disk.Backing is VirtualDeviceFileBackingInfo backing && DiskChains.ParentOf(backing) is not null;
        if (isInChain || (change.Plan.Target.HasSnapshots && !DiskChains.IsIndependent(disk)))
        {
            throw change.InvalidOperation("device.capacityInBytes");
        }

        if (capacity > HardwareLimits.MaxDiskBytes)
        {
            throw change.Invalid("device.capacityInBytes");
        }

        if (!change.Plan.IsOff && change.Devices.Exists(other => other.Key == disk.ControllerKey && other is VirtualIDEController or VirtualSATAController))
        {
            change.Plan.RequireOff();
        }

        if (disk.Backing is VirtualDeviceFileBackingInfo { FileName: { } path })
        {
            change.Plan.Files.Grow(path, capacity, disk.Backing is VirtualDiskFlatVer2BackingInfo { ThinProvisioned: true } or VirtualDiskSeSparseBackingInfo);
        }

        change.Modified(disk.Key, "capacityInBytes", disk.CapacityInBytes, capacity);
        (disk.CapacityInBytes, disk.CapacityInKB) = (capacity, capacity >> 10);
        disk.DeviceInfo = new Description { Label = disk.DeviceInfo?.Label, Summary = SummaryOf(disk) };
    }

    private static void Move(DeviceChange change, VirtualDisk disk)
    {
        bool isElsewhere = (change.ControllerKey is { } key && key != disk.ControllerKey)
            || (change.Device.UnitNumber is { } unit && unit != -1 && unit != disk.UnitNumber);
        if (!isElsewhere)
        {
            return;
        }

        change.Plan.RequireOff();
        (VirtualController controller, int free) = ControllerUnits.Place(change, CanHold, disk);
        change.Modified(disk.Key, "unitNumber", disk.UnitNumber, free);
        (disk.ControllerKey, disk.UnitNumber) = (controller.Key, free);
        disk.Key = DeviceKeys.OfDisk(controller, free);
    }

    private static void ApplyLevel(SharesInfo shares) => shares.Shares = AllocationChanges.Amount(shares.Level, 1000, 1) ?? shares.Shares;
}
