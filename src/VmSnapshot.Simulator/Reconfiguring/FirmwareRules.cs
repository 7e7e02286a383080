using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>What only EFI firmware can do, looked at when everything else is known: secure boot and the virtual TPM.</summary>
internal static class FirmwareRules
{
    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigInfo config, VirtualMachineConfigSpec spec) = (plan.Config, plan.Spec);
        if (config.Firmware == "efi" || (spec.Firmware is null && spec.BootOptions is null && spec.DeviceChange is null))
        {
            return;
        }

        if (config.BootOptions?.EfiSecureBootEnabled == true)
        {
            throw Refused("configSpec.bootOptions.efiSecureBootEnabled", "Secure boot");
        }

        if (plan.Devices.Exists(device => device is VirtualTPM))
        {
            throw Refused("configSpec.firmware", "A virtual TPM");
        }
    }

    private static VimFaultException Refused(string property, string what)
        => SimulatedFault.Of(new InvalidVmConfig { Property = property }, $"{what} needs EFI firmware.");
}
