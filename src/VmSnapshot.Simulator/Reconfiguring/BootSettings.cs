using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>Firmware and the way it boots.</summary>
internal static class BootSettings
{
    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config, ChangeLog log) = (plan.Spec, plan.Config, plan.Log);
        if (SettingChanges.OneOf(spec.Firmware, "firmware", "bios", "efi") is { } firmware && firmware != config.Firmware)
        {
            plan.RequireOff();
            config.Firmware = log.Choose("config.firmware", config.Firmware, firmware);
        }

        if (spec.BootOptions is not { } wanted)
        {
            return;
        }

        VirtualMachineBootOptions boot = config.BootOptions ??= new VirtualMachineBootOptions();
        if (wanted.EfiSecureBootEnabled is { } secure && secure != (boot.EfiSecureBootEnabled ?? false))
        {
            plan.RequireOff();
        }

        if (wanted.BootDelay < 0 || wanted.BootRetryDelay < 0)
        {
            throw SimulatedFault.InvalidArgument(wanted.BootDelay < 0 ? "configSpec.bootOptions.bootDelay" : "configSpec.bootOptions.bootRetryDelay");
        }

        boot.BootDelay = log.Choose("config.bootOptions.bootDelay", boot.BootDelay, wanted.BootDelay);
        boot.EnterBIOSSetup = log.Choose("config.bootOptions.enterBIOSSetup", boot.EnterBIOSSetup, wanted.EnterBIOSSetup);
        boot.EfiSecureBootEnabled = log.Choose("config.bootOptions.efiSecureBootEnabled", boot.EfiSecureBootEnabled, wanted.EfiSecureBootEnabled);
        boot.BootRetryEnabled = log.Choose("config.bootOptions.bootRetryEnabled", boot.BootRetryEnabled, wanted.BootRetryEnabled);
        boot.BootRetryDelay = log.Choose("config.bootOptions.bootRetryDelay", boot.BootRetryDelay, wanted.BootRetryDelay);
        boot.NetworkBootProtocol = log.Choose("config.bootOptions.networkBootProtocol", boot.NetworkBootProtocol, wanted.NetworkBootProtocol);
        if (wanted.BootOrder is { } order)
        {
            log.Modified("config.bootOptions.bootOrder", boot.BootOrder?.Count, order.Count);
            boot.BootOrder = order;
        }
    }

    /// <summary>A boot order may only name devices that there are, those of the same specification included.</summary>
    internal static void CheckBootOrder(ReconfigurePlan plan)
    {
        foreach (VirtualMachineBootOptionsBootableDevice bootable in plan.Spec.BootOptions?.BootOrder ?? [])
        {
            bool isThere = bootable switch
            {
                VirtualMachineBootOptionsBootableDiskDevice disk => plan.Devices.Exists(device => device is VirtualDisk && device.Key == disk.DeviceKey),
                VirtualMachineBootOptionsBootableEthernetDevice card => plan.Devices.Exists(device => device is VirtualEthernetCard && device.Key == card.DeviceKey),
                _ => true,
            };
            if (!isThere)
            {
                throw SimulatedFault.InvalidArgument("configSpec.bootOptions.bootOrder");
            }
        }
    }
}
