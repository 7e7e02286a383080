using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>Name, identity, guest, firmware and the many settings beside the hardware. What isn't in the specification stays.</summary>
internal static class SettingChanges
{
    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config, ChangeLog log) = (plan.Spec, plan.Config, plan.Log);
        if (spec.Name is { } name)
        {
            config.Name = log.Choose("config.name", config.Name, VmNames.Check(name, plan.Target));
        }

        ApplyIdentity(plan, spec, config);
        ApplyGuest(plan, spec, config);
        config.Annotation = log.Choose("config.annotation", config.Annotation, spec.Annotation);
        config.LocationId = log.Choose("config.locationId", config.LocationId, spec.LocationId);
        config.CreateDate = log.Choose("config.createDate", config.CreateDate, spec.CreateDate);
        config.SwapPlacement = log.Choose("config.swapPlacement", config.SwapPlacement, OneOf(spec.SwapPlacement, "swapPlacement", "inherit", "vmDirectory", "hostLocal"));
        config.LatencySensitivity = log.Replace("config.latencySensitivity", config.LatencySensitivity, spec.LatencySensitivity);
        config.MaxMksConnections = log.Choose("config.maxMksConnections", config.MaxMksConnections, spec.MaxMksConnections);
        config.GuestAutoLockEnabled = log.Choose("config.guestAutoLockEnabled", config.GuestAutoLockEnabled, spec.GuestAutoLockEnabled);
        config.ChangeTrackingEnabled = log.Choose("config.changeTrackingEnabled", config.ChangeTrackingEnabled, spec.ChangeTrackingEnabled);
        config.MessageBusTunnelEnabled = log.Choose("config.messageBusTunnelEnabled", config.MessageBusTunnelEnabled, spec.MessageBusTunnelEnabled);
        config.MigrateEncryption = log.Choose("config.migrateEncryption", config.MigrateEncryption, OneOf(spec.MigrateEncryption, "migrateEncryption", "disabled", "opportunistic", "required"));
        config.ScheduledHardwareUpgradeInfo = log.Replace("config.scheduledHardwareUpgradeInfo", config.ScheduledHardwareUpgradeInfo, spec.ScheduledHardwareUpgradeInfo);
        if (spec.ManagedBy is { } managedBy)
        {
            // Empty members say that no extension manages it any more.
            config.ManagedBy = log.Replace("config.managedBy", config.ManagedBy, managedBy);
            config.ManagedBy = string.IsNullOrEmpty(managedBy.ExtensionKey) ? null : config.ManagedBy;
        }

        MachineFlags.Apply(plan);
        BootSettings.Apply(plan);
    }

    /// <summary>A value of a set that vim25 gives as text.</summary>
    internal static string? OneOf(string? value, string member, params ReadOnlySpan<string> allowed)
        => value is null || allowed.Contains(value) ? value : throw SimulatedFault.InvalidArgument($"configSpec.{member}");

    private static void ApplyIdentity(ReconfigurePlan plan, VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config)
    {
        if (spec.Uuid is { } uuid && Canonical(uuid, "uuid") is var bios && bios != config.Uuid)
        {
            plan.RequireOff();
            config.Uuid = plan.Log.Choose("config.uuid", config.Uuid, bios);
        }

        if (spec.InstanceUuid is { } instance)
        {
            config.InstanceUuid = plan.Log.Choose("config.instanceUuid", config.InstanceUuid, Canonical(instance, "instanceUuid"));
        }

        // A version is given to a VM when it is made, or by UpgradeVM_Task.
        if (spec.Version is { } version && version != config.Version)
        {
            throw SimulatedFault.InvalidArgument("configSpec.version");
        }
    }

    private static void ApplyGuest(ReconfigurePlan plan, VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config)
    {
        if (spec.GuestId is { } guestId && guestId != config.GuestId)
        {
            GuestSystem guest = GuestSystems.Find(guestId) ?? throw SimulatedFault.InvalidArgument("configSpec.guestId");
            plan.RequireOff();
            config.GuestId = plan.Log.Choose("config.guestId", config.GuestId, guest.Id);
            config.GuestFullName = plan.Log.Choose("config.guestFullName", config.GuestFullName, guest.FullName);
        }

        config.AlternateGuestName = plan.Log.Choose("config.alternateGuestName", config.AlternateGuestName, spec.AlternateGuestName);
    }

    private static string Canonical(string uuid, string member)
        => Guid.TryParse(uuid, out Guid parsed) ? parsed.ToString() : throw SimulatedFault.InvalidArgument($"configSpec.{member}");
}
