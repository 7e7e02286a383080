using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>
/// What vCenter's answers hold of every VM, whether or not whoever made it said it: the members that are set in all public
/// recordings of real vCenters, with the values that a new VM has. Objects are shared by all VMs: values never change in place.
/// </summary>
internal static class NewVmDefaults
{
    private static readonly LatencySensitivity Latency = new() { Level = LatencySensitivitySensitivityLevel.Normal };
    private static readonly VirtualMachineGuestIntegrityInfo GuestIntegrity = new() { Enabled = false };
    private static readonly ScheduledHardwareUpgradeInfo HardwareUpgrade = new() { UpgradePolicy = "never", ScheduledHardwareUpgradeStatus = "none" };
    private static readonly ToolsConfigInfoToolsLastInstallInfo LastInstall = new() { Counter = 0 };
    private static readonly VirtualEthernetCardResourceAllocation AdapterShare = new() { Reservation = 0, Limit = -1, Share = new SharesInfo { Level = SharesLevel.Normal, Shares = 50 } };

    internal static VirtualMachineCapability Capability { get; } = new()
    {
        SnapshotOperationsSupported = true,
        MultipleSnapshotsSupported = true,
        SnapshotConfigSupported = true,
        PoweredOffSnapshotsSupported = true,
        MemorySnapshotsSupported = true,
        RevertToSnapshotSupported = true,
        QuiescedSnapshotsSupported = true,
        ToolsAutoUpdateSupported = true,
        ToolsSyncTimeSupported = true,
        DiskSharesSupported = true,
        BootOptionsSupported = true,
        BootRetryOptionsSupported = true,
        ChangeTrackingSupported = true,
        MultipleCoresPerSocketSupported = true,
        SecureBootSupported = true,
        PerVmEvcSupported = false,
        VirtualMmuUsageIgnored = true,
        VirtualExecUsageIgnored = true,
        DiskOnlySnapshotOnSuspendedVMSupported = true,
    };

    /// <summary>Completes the configuration of a VM that is made now.</summary>
    /// <param name="config">The configuration, which is the VM's own.</param>
    /// <param name="id">The value of the VM's reference.</param>
    /// <param name="now">The time.</param>
    internal static void Complete(VirtualMachineConfigInfo config, string id, DateTimeOffset now)
    {
        config.CreateDate = now;
        config.LocationId = StableUuid.Of("location", id);
        config.Annotation ??= "";
        config.SwapPlacement ??= "inherit";
        config.GuestAutoLockEnabled ??= true;
        config.MemoryReservationLockedToMax ??= false;
        config.NestedHVEnabled ??= false;
        config.VPMCEnabled ??= false;
        config.MessageBusTunnelEnabled ??= false;
        config.MaxMksConnections ??= 40;
        config.MigrateEncryption ??= "opportunistic";
        config.LatencySensitivity ??= Latency;
        config.GuestIntegrityInfo ??= GuestIntegrity;
        config.ScheduledHardwareUpgradeInfo ??= HardwareUpgrade;
        Complete(config.Flags ??= new());
        Complete(config.Tools ??= new());
        Complete(config.BootOptions ??= new());
        Complete(config.DefaultPowerOps ??= new());
        config.CpuAllocation ??= NormalAllocation(1000 * config.Hardware?.NumCPU ?? 0);
        config.MemoryAllocation ??= NormalAllocation(10 * config.Hardware?.MemoryMB ?? 0);
        if (config.Hardware is { } hardware)
        {
            hardware.VirtualICH7MPresent ??= false;
            hardware.VirtualSMCPresent ??= false;
            foreach (VirtualDevice device in hardware.Device ?? [])
            {
                Complete(device);
            }
        }
    }

    /// <summary>Completes a device that a VM gets.</summary>
    internal static void Complete(VirtualDevice device)
    {
        switch (device)
        {
            case VirtualMachineVideoCard video:
                video.UseAutoDetect ??= false;
                video.Enable3DSupport ??= false;
                break;
            case VirtualVmxnet3 adapter:
                adapter.ResourceAllocation ??= AdapterShare;
                adapter.UptCompatibilityEnabled ??= false;
                break;
            case VirtualDisk { Backing: VirtualDiskFlatVer2BackingInfo backing }:
                backing.Split ??= false;
                break;
            case VirtualPointingDevice { Backing: VirtualPointingDeviceDeviceBackingInfo pointing }:
                pointing.UseAutoDetect ??= false;
                break;
            default:
                break;
        }
    }

    private static ResourceAllocationInfo NormalAllocation(int shares)
        => new() { Reservation = 0, Limit = -1, Shares = new SharesInfo { Level = SharesLevel.Normal, Shares = shares } };

    private static void Complete(VirtualMachineFlagInfo flags)
    {
        flags.UseToe ??= false;
        flags.RunWithDebugInfo ??= false;
        flags.MonitorType ??= "release";
        flags.HtSharing ??= "any";
        flags.SnapshotDisabled ??= false;
        flags.SnapshotLocked ??= false;
        flags.SnapshotPowerOffBehavior ??= "powerOff";
        flags.RecordReplayEnabled ??= false;
        flags.FaultToleranceType ??= "unset";
        flags.CbrcCacheEnabled ??= false;
        flags.VvtdEnabled ??= false;
        flags.VbsEnabled ??= false;
    }

    private static void Complete(ToolsConfigInfo tools)
    {
        tools.ToolsInstallType ??= "guestToolsTypeUnknown";
        tools.AfterPowerOn ??= true;
        tools.AfterResume ??= true;
        tools.BeforeGuestStandby ??= true;
        tools.BeforeGuestShutdown ??= true;
        tools.ToolsUpgradePolicy ??= "manual";
        tools.SyncTimeWithHost ??= false;
        tools.LastInstallInfo ??= LastInstall;
    }

    private static void Complete(VirtualMachineBootOptions boot)
    {
        boot.BootDelay ??= 0;
        boot.EnterBIOSSetup ??= false;
        boot.BootRetryEnabled ??= false;
        boot.BootRetryDelay ??= 10_000;
        boot.NetworkBootProtocol ??= "ipv4";
    }

    private static void Complete(VirtualMachineDefaultPowerOpInfo operations)
    {
        operations.DefaultPowerOffType ??= "soft";
        operations.DefaultSuspendType ??= "hard";
        operations.DefaultResetType ??= "soft";
        operations.StandbyAction ??= "checkpoint";
    }
}
