using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>What a change of a VM's configuration takes, by what changes (API reference, ReconfigVM_Task).</summary>
internal static class ReconfigurePrivileges
{
    /// <param name="vCenter">The vCenter.</param>
    /// <param name="vm">The VM whose devices are changed.</param>
    /// <param name="on">What the privileges are asked on: the VM, or for one that doesn't exist yet its folder.</param>
    /// <param name="spec">The change.</param>
    internal static IEnumerable<(ManagedObjectReference? On, string Privilege)> Of(VCenter vCenter, VirtualMachine vm, ManagedObjectReference? on, VirtualMachineConfigSpec spec)
        => OfSettings(spec).Select(name => (on, $"VirtualMachine.Config.{name}"))
            .Concat((spec.DeviceChange ?? []).SelectMany(change => OfDevice(vCenter, vm, on, change)));

    private static IEnumerable<string> OfSettings(VirtualMachineConfigSpec spec)
    {
        (bool Changes, string Privilege)[] settings =
        [
            (spec.Name is not null, "Rename"),
            (spec.Annotation is not null, "Annotation"),
            (spec.NumCPUs is not null || spec.NumCoresPerSocket is not null, "CPUCount"),
            (spec.MemoryMB is not null, "Memory"),
            (spec.ExtraConfig is { Count: > 0 }, "AdvancedConfig"),
            (spec.CpuAllocation is not null || spec.MemoryAllocation is not null, "Resource"),
            (spec.SwapPlacement is not null, "SwapPlacement"),
            (spec.ChangeTrackingEnabled is not null, "ChangeTracking"),
            (spec.ManagedBy is not null, "ManagedBy"),
            (spec.Version is not null || spec.ScheduledHardwareUpgradeInfo is not null, "UpgradeVirtualHardware"),
            (ChangesSettings(spec), "Settings"),
        ];
        return settings.Where(setting => setting.Changes).Select(setting => setting.Privilege);
    }

    private static bool ChangesSettings(VirtualMachineConfigSpec spec)
        => spec.GuestId is not null || spec.AlternateGuestName is not null || spec.Uuid is not null || spec.InstanceUuid is not null
            || spec.Tools is not null || spec.Flags is not null || spec.PowerOpInfo is not null || spec.BootOptions is not null
            || spec.Firmware is not null || spec.MemoryHotAddEnabled is not null || spec.CpuHotAddEnabled is not null
            || spec.CpuHotRemoveEnabled is not null || spec.NestedHVEnabled is not null || spec.MemoryReservationLockedToMax is not null
            || spec.VAppConfig is not null || spec.LatencySensitivity is not null;

    private static IEnumerable<(ManagedObjectReference? On, string Privilege)> OfDevice(VCenter vCenter, VirtualMachine vm, ManagedObjectReference? on, VirtualDeviceConfigSpec change)
    {
        if (change.Device is not { } device)
        {
            yield break;
        }

        bool adds = change.Operation == VirtualDeviceConfigSpecOperation.Add;
        bool removes = change.Operation == VirtualDeviceConfigSpecOperation.Remove;
        yield return (on, "VirtualMachine.Config." + (device switch
        {
            VirtualDisk disk => OfDisk(vm, disk, change),
            _ => adds || removes ? "AddRemoveDevice" : "EditDevice",
        }));

        if (device is VirtualDisk { Backing: VirtualDeviceFileBackingInfo file } && adds && change.FileOperation is not null && DatastoreOf(vCenter, vm, file) is { } datastore)
        {
            yield return (datastore, "Datastore.AllocateSpace");
        }

        if (device is VirtualEthernetCard card && !removes && vm.Datacenter is { } datacenter
            && vCenter.Inventory.FindNetwork(datacenter, card.Backing) is { } network && !vm.Networks.Contains(network.Reference))
        {
            yield return (network.Reference, "Network.Assign");
        }
    }

    private static string OfDisk(VirtualMachine vm, VirtualDisk disk, VirtualDeviceConfigSpec change)
    {
        if (change.Operation == VirtualDeviceConfigSpecOperation.Add)
        {
            return change.FileOperation is null ? "AddExistingDisk" : "AddNewDisk";
        }

        if (change.Operation == VirtualDeviceConfigSpecOperation.Remove)
        {
            return "RemoveDisk";
        }

        VirtualDisk? present = vm.Devices.OfType<VirtualDisk>().FirstOrDefault(known => known.Key == disk.Key);
        bool grows = present is not null && (disk.CapacityInKB > present.CapacityInKB || disk.CapacityInBytes > present.CapacityInBytes);
        return grows ? "DiskExtend" : "EditDevice";
    }

    private static ManagedObjectReference? DatastoreOf(VCenter vCenter, VirtualMachine vm, VirtualDeviceFileBackingInfo file)
        => file.Datastore ?? (vm.Datacenter is { } datacenter && file.FileName is { } path
            ? vCenter.Inventory.FindDatastore(datacenter, path)?.Reference
            : null);
}
