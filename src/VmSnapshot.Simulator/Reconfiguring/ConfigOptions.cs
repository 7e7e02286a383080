using System.Globalization;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>QueryConfigOptionEx: what VMs of a hardware version may have, and what each guest operating system takes.</summary>
internal static class ConfigOptions
{
    internal static VirtualMachineConfigOption? Answer(VCenter vCenter, QueryConfigOptionExRequestType request)
    {
        if (request.Spec?.Host is { } host)
        {
            _ = vCenter.World.Require<HostSystem>(host, "spec.host");
        }

        int version = string.IsNullOrEmpty(request.Spec?.Key) ? HardwareLimits.Newest : HardwareLimits.NumberOf(request.Spec.Key);
        if (!HardwareLimits.Versions.Contains(version))
        {
            throw SimulatedFault.InvalidArgument("spec.key");
        }

        HashSet<string>? wanted = request.Spec?.GuestId is { Count: > 0 } ids ? [.. ids] : null;
        List<GuestOsDescriptor> guests =
        [
            .. GuestSystems.All.Where(guest => guest.FirstVersion <= version && wanted?.Contains(guest.Id) != false).Select(guest => GuestDescriptors.Of(guest, version)),
        ];
        return new VirtualMachineConfigOption
        {
            Version = HardwareLimits.NameOf(version),
            Description = string.Create(CultureInfo.InvariantCulture, $"Virtual machine hardware version {version}"),
            GuestOSDescriptor = guests,
            GuestOSDefaultIndex = Math.Max(0, guests.FindIndex(guest => guest.Id == "windows9Server64Guest")),
            HardwareOptions = Hardware(version),
            Capabilities = Capabilities(version),
            DefaultDevice = StandardDevices.Create(),
            SupportedMonitorType = ["debug", "release", "stats"],
        };
    }

    internal static IntOption Int(int min, int max, int defaultValue) => new() { Min = min, Max = max, DefaultValue = defaultValue };

    private static VirtualHardwareOption Hardware(int version)
    {
        HardwareLimits limits = HardwareLimits.Of(version);
        return new VirtualHardwareOption
        {
            HwVersion = version,
            NumCPU = [.. Enumerable.Range(1, limits.Cpus)],
            NumCoresPerSocket = Int(1, limits.Cpus, 1),
            AutoCoresPerSocket = version >= 20 ? new BoolOption { Supported = true, DefaultValue = true } : null,
            NumCpuReadonly = false,
            MemoryMB = new LongOption { Min = 4, Max = limits.MemoryMB, DefaultValue = 32 },
            NumPCIControllers = Int(1, 1, 1),
            NumIDEControllers = Int(2, 2, 2),
            NumUSBControllers = Int(0, 1, 0),
            NumUSBXHCIControllers = Int(0, version >= 8 ? 1 : 0, 0),
            NumSIOControllers = Int(1, 1, 1),
            NumPS2Controllers = Int(1, 1, 1),
            NumNVDIMMControllers = Int(0, version >= 14 ? 1 : 0, 0),
            NumTPMDevices = Int(0, version >= 14 ? 1 : 0, 0),
            NumWDTDevices = version >= 17 ? Int(0, 1, 0) : null,
            NumPrecisionClockDevices = version >= 17 ? Int(0, 1, 0) : null,
        };
    }

    private static VirtualMachineCapability Capabilities(int version) => new()
    {
        SnapshotOperationsSupported = true,
        MultipleSnapshotsSupported = true,
        SnapshotConfigSupported = true,
        PoweredOffSnapshotsSupported = true,
        MemorySnapshotsSupported = true,
        RevertToSnapshotSupported = true,
        QuiescedSnapshotsSupported = true,
        DisableSnapshotsSupported = true,
        LockSnapshotsSupported = true,
        ConsolePreferencesSupported = false,
        CpuFeatureMaskSupported = true,
        S1AcpiManagementSupported = true,
        SettingScreenResolutionSupported = false,
        ToolsAutoUpdateSupported = true,
        SwapPlacementSupported = true,
        ToolsSyncTimeSupported = true,
        VirtualMmuUsageSupported = true,
        DiskSharesSupported = true,
        BootOptionsSupported = true,
        BootRetryOptionsSupported = true,
        SettingVideoRamSizeSupported = true,
        SettingDisplayTopologySupported = true,
        ChangeTrackingSupported = version >= 7,
        MultipleCoresPerSocketSupported = version >= 7,
        MemoryReservationLockSupported = true,
        NestedHVSupported = version >= 9,
        VPMCSupported = version >= 9,
        SecureBootSupported = version >= 13,
        PerVmEvcSupported = version >= 14,
    };
}
