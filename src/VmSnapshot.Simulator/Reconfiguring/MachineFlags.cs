using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>Flags, power operations, VMware Tools, files, virtualization and encryption: each member of a group on its own.</summary>
internal static class MachineFlags
{
    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config, ChangeLog log) = (plan.Spec, plan.Config, plan.Log);
        if (spec.Flags is { } flags)
        {
            Merge(plan, config.Flags ??= new VirtualMachineFlagInfo(), flags);
        }

        if (spec.PowerOpInfo is { } power)
        {
            Merge(log, config.DefaultPowerOps ??= new VirtualMachineDefaultPowerOpInfo(), power);
        }

        if (spec.Tools is { } tools)
        {
            Merge(log, config.Tools ??= new ToolsConfigInfo(), tools);
        }

        if (spec.Files is { } files)
        {
            Merge(plan, config.Files ??= new VirtualMachineFileInfo(), files);
        }

        if (Differs(spec.NestedHVEnabled, config.NestedHVEnabled) || Differs(spec.VPMCEnabled, config.VPMCEnabled))
        {
            plan.RequireOff();
        }

        config.NestedHVEnabled = log.Choose("config.nestedHVEnabled", config.NestedHVEnabled, spec.NestedHVEnabled);
        config.VPMCEnabled = log.Choose("config.vPMCEnabled", config.VPMCEnabled, spec.VPMCEnabled);
        ApplyEncryption(plan, spec.Crypto, config);
    }

    private static void ApplyEncryption(ReconfigurePlan plan, CryptoSpec? crypto, VirtualMachineConfigInfo config)
    {
        CryptoKeyId? key = crypto switch
        {
            CryptoSpecEncrypt encrypt => encrypt.CryptoKeyId,
            CryptoSpecDeepRecrypt deep => deep.NewKeyId,
            CryptoSpecShallowRecrypt shallow => shallow.NewKeyId,
            _ => null,
        };
        switch (crypto)
        {
            case CryptoSpecEncrypt or CryptoSpecDeepRecrypt:
                plan.RequireOff();
                config.KeyId = plan.Log.Replace("config.keyId", config.KeyId, key);
                break;
            case CryptoSpecShallowRecrypt:
                config.KeyId = plan.Log.Replace("config.keyId", config.KeyId, key);
                break;
            case CryptoSpecDecrypt when config.KeyId is not null:
                plan.RequireOff();
                if (plan.Devices.Exists(device => device is VirtualTPM))
                {
                    // What a virtual TPM keeps must not lie about in the clear.
                    throw SimulatedFault.InvalidArgument("configSpec.crypto");
                }

                plan.Log.Deleted("config.keyId", config.KeyId.KeyId);
                config.KeyId = null;
                break;
        }
    }

    private static void Merge(ReconfigurePlan plan, VirtualMachineFlagInfo flags, VirtualMachineFlagInfo wanted)
    {
        if (Differs(wanted.VbsEnabled, flags.VbsEnabled) || Differs(wanted.VvtdEnabled, flags.VvtdEnabled))
        {
            plan.RequireOff();
        }

        if (wanted.SnapshotDisabled == true && plan.Target.HasSnapshots)
        {
            throw SimulatedFault.Of(new CannotDisableSnapshot(), "Snapshots cannot be disabled while the virtual machine has some.");
        }

        ChangeLog log = plan.Log;
        flags.DisableAcceleration = log.Choose("config.flags.disableAcceleration", flags.DisableAcceleration, wanted.DisableAcceleration);
        flags.EnableLogging = log.Choose("config.flags.enableLogging", flags.EnableLogging, wanted.EnableLogging);
        flags.UseToe = log.Choose("config.flags.useToe", flags.UseToe, wanted.UseToe);
        flags.RunWithDebugInfo = log.Choose("config.flags.runWithDebugInfo", flags.RunWithDebugInfo, wanted.RunWithDebugInfo);
        flags.MonitorType = log.Choose("config.flags.monitorType", flags.MonitorType, wanted.MonitorType);
        flags.HtSharing = log.Choose("config.flags.htSharing", flags.HtSharing, wanted.HtSharing);
        flags.SnapshotDisabled = log.Choose("config.flags.snapshotDisabled", flags.SnapshotDisabled, wanted.SnapshotDisabled);
        flags.SnapshotLocked = log.Choose("config.flags.snapshotLocked", flags.SnapshotLocked, wanted.SnapshotLocked);
        flags.DiskUuidEnabled = log.Choose("config.flags.diskUuidEnabled", flags.DiskUuidEnabled, wanted.DiskUuidEnabled);
        flags.VirtualMmuUsage = log.Choose("config.flags.virtualMmuUsage", flags.VirtualMmuUsage, wanted.VirtualMmuUsage);
        flags.VirtualExecUsage = log.Choose("config.flags.virtualExecUsage", flags.VirtualExecUsage, wanted.VirtualExecUsage);
        flags.SnapshotPowerOffBehavior = log.Choose("config.flags.snapshotPowerOffBehavior", flags.SnapshotPowerOffBehavior, wanted.SnapshotPowerOffBehavior);
        flags.RecordReplayEnabled = log.Choose("config.flags.recordReplayEnabled", flags.RecordReplayEnabled, wanted.RecordReplayEnabled);
        flags.FaultToleranceType = log.Choose("config.flags.faultToleranceType", flags.FaultToleranceType, wanted.FaultToleranceType);
        flags.CbrcCacheEnabled = log.Choose("config.flags.cbrcCacheEnabled", flags.CbrcCacheEnabled, wanted.CbrcCacheEnabled);
        flags.VvtdEnabled = log.Choose("config.flags.vvtdEnabled", flags.VvtdEnabled, wanted.VvtdEnabled);
        flags.VbsEnabled = log.Choose("config.flags.vbsEnabled", flags.VbsEnabled, wanted.VbsEnabled);
    }

    private static void Merge(ChangeLog log, VirtualMachineDefaultPowerOpInfo power, VirtualMachineDefaultPowerOpInfo wanted)
    {
        power.PowerOffType = log.Choose("config.defaultPowerOps.powerOffType", power.PowerOffType, wanted.PowerOffType);
        power.SuspendType = log.Choose("config.defaultPowerOps.suspendType", power.SuspendType, wanted.SuspendType);
        power.ResetType = log.Choose("config.defaultPowerOps.resetType", power.ResetType, wanted.ResetType);
        power.StandbyAction = log.Choose("config.defaultPowerOps.standbyAction", power.StandbyAction, wanted.StandbyAction);
    }

    /// <summary>What Tools say of themselves, and the customization that waits, can't be set from outside.</summary>
    private static void Merge(ChangeLog log, ToolsConfigInfo tools, ToolsConfigInfo wanted)
    {
        tools.AfterPowerOn = log.Choose("config.tools.afterPowerOn", tools.AfterPowerOn, wanted.AfterPowerOn);
        tools.AfterResume = log.Choose("config.tools.afterResume", tools.AfterResume, wanted.AfterResume);
        tools.BeforeGuestStandby = log.Choose("config.tools.beforeGuestStandby", tools.BeforeGuestStandby, wanted.BeforeGuestStandby);
        tools.BeforeGuestShutdown = log.Choose("config.tools.beforeGuestShutdown", tools.BeforeGuestShutdown, wanted.BeforeGuestShutdown);
        tools.BeforeGuestReboot = log.Choose("config.tools.beforeGuestReboot", tools.BeforeGuestReboot, wanted.BeforeGuestReboot);
        tools.SyncTimeWithHost = log.Choose("config.tools.syncTimeWithHost", tools.SyncTimeWithHost, wanted.SyncTimeWithHost);
        tools.ToolsUpgradePolicy = log.Choose(
            "config.tools.toolsUpgradePolicy", tools.ToolsUpgradePolicy,
            SettingChanges.OneOf(wanted.ToolsUpgradePolicy, "tools.toolsUpgradePolicy", "manual", "upgradeAtPowerCycle"));
    }

    /// <summary>The path of the VM's own file comes from where it was made; only the directories can be changed.</summary>
    private static void Merge(ReconfigurePlan plan, VirtualMachineFileInfo files, VirtualMachineFileInfo wanted)
    {
        foreach (string directory in new[] { wanted.SnapshotDirectory, wanted.SuspendDirectory, wanted.LogDirectory }.OfType<string>())
        {
            _ = plan.Files.DatastoreOf(directory);
        }

        files.SnapshotDirectory = plan.Log.Choose("config.files.snapshotDirectory", files.SnapshotDirectory, wanted.SnapshotDirectory);
        files.SuspendDirectory = plan.Log.Choose("config.files.suspendDirectory", files.SuspendDirectory, wanted.SuspendDirectory);
        files.LogDirectory = plan.Log.Choose("config.files.logDirectory", files.LogDirectory, wanted.LogDirectory);
    }

    private static bool Differs(bool? wanted, bool? current) => wanted is not null && wanted != (current ?? false);
}
