using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>What <c>config</c> of a clone's specification changes of the copy, devices apart. Unset members change nothing.</summary>
internal static class ConfigChanges
{
    /// <summary>Changes a configuration that is nobody's yet.</summary>
    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static void Apply(VirtualMachineConfigInfo config, VirtualMachineConfigSpec spec, string path)
    {
        VirtualHardware hardware = config.Hardware ??= new VirtualHardware();
        hardware.NumCPU = spec.NumCPUs ?? hardware.NumCPU;
        hardware.NumCoresPerSocket = spec.NumCoresPerSocket ?? hardware.NumCoresPerSocket;
        hardware.MemoryMB = (int)(spec.MemoryMB ?? hardware.MemoryMB);
        RequireSensible(hardware, spec, path);
        config.Annotation = spec.Annotation ?? config.Annotation;
        config.GuestId = spec.GuestId ?? config.GuestId;
        config.AlternateGuestName = spec.AlternateGuestName ?? config.AlternateGuestName;
        config.Uuid = spec.Uuid ?? config.Uuid;
        config.InstanceUuid = spec.InstanceUuid ?? config.InstanceUuid;
        config.Firmware = spec.Firmware ?? config.Firmware;
        config.BootOptions = spec.BootOptions ?? config.BootOptions;
        config.Flags = spec.Flags ?? config.Flags;
        config.DefaultPowerOps = spec.PowerOpInfo ?? config.DefaultPowerOps;
        config.CpuAllocation = Merge(config.CpuAllocation, spec.CpuAllocation);
        config.MemoryAllocation = Merge(config.MemoryAllocation, spec.MemoryAllocation);
        config.LatencySensitivity = spec.LatencySensitivity ?? config.LatencySensitivity;
        config.MemoryHotAddEnabled = spec.MemoryHotAddEnabled ?? config.MemoryHotAddEnabled;
        config.CpuHotAddEnabled = spec.CpuHotAddEnabled ?? config.CpuHotAddEnabled;
        config.CpuHotRemoveEnabled = spec.CpuHotRemoveEnabled ?? config.CpuHotRemoveEnabled;
        config.ChangeTrackingEnabled = spec.ChangeTrackingEnabled ?? config.ChangeTrackingEnabled;
        config.ManagedBy = spec.ManagedBy ?? config.ManagedBy;
        config.MemoryReservationLockedToMax = spec.MemoryReservationLockedToMax ?? config.MemoryReservationLockedToMax;
        config.NestedHVEnabled = spec.NestedHVEnabled ?? config.NestedHVEnabled;
        config.VPMCEnabled = spec.VPMCEnabled ?? config.VPMCEnabled;
        config.MessageBusTunnelEnabled = spec.MessageBusTunnelEnabled ?? config.MessageBusTunnelEnabled;
        config.MigrateEncryption = spec.MigrateEncryption ?? config.MigrateEncryption;
        config.ExtraConfig = Merge(config.ExtraConfig, spec.ExtraConfig);
    }

    /// <summary>Options by key: set ones replace, those set to nothing go.</summary>
    internal static IReadOnlyList<OptionValue>? Merge(IReadOnlyList<OptionValue>? options, IReadOnlyList<OptionValue>? changes)
    {
        if (changes is null or [])
        {
            return options;
        }

        List<OptionValue> merged = [.. options ?? []];
        foreach (OptionValue change in changes)
        {
            int index = merged.FindIndex(option => option.Key == change.Key);
            bool isSet = change.Value is not (null or "");
            if (index < 0 && isSet)
            {
                merged.Add(change);
            }
            else if (index >= 0 && isSet)
            {
                merged[index] = change;
            }
            else if (index >= 0)
            {
                merged.RemoveAt(index);
            }
        }

        return merged;
    }

    private static ResourceAllocationInfo? Merge(ResourceAllocationInfo? allocation, ResourceAllocationInfo? change)
        => change is null || allocation is null
            ? change ?? allocation
            : new ResourceAllocationInfo
            {
                Reservation = change.Reservation ?? allocation.Reservation,
                ExpandableReservation = change.ExpandableReservation ?? allocation.ExpandableReservation,
                Limit = change.Limit ?? allocation.Limit,
                Shares = change.Shares ?? allocation.Shares,
            };

    private static void RequireSensible(VirtualHardware hardware, VirtualMachineConfigSpec spec, string path)
    {
        if (hardware.NumCPU < 1)
        {
            throw SimulatedFault.InvalidArgument($"{path}.numCPUs");
        }

        if (hardware.NumCoresPerSocket is { } cores && (cores < 1 || hardware.NumCPU % cores != 0))
        {
            throw SimulatedFault.InvalidArgument(spec.NumCoresPerSocket is null ? $"{path}.numCPUs" : $"{path}.numCoresPerSocket");
        }

        if (hardware.MemoryMB < 4 || hardware.MemoryMB % 4 != 0)
        {
            throw SimulatedFault.InvalidArgument($"{path}.memoryMB");
        }
    }
}
