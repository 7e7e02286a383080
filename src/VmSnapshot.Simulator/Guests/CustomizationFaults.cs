using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>The faults of customizations. Their texts name members of the specification, never what they hold: passwords are among them.</summary>
internal static class CustomizationFaults
{
    internal static VimFaultException Pending(VirtualMachine vm)
        => SimulatedFault.Of(new CustomizationPending(), $"A customization operation is already pending on '{vm.Name}'.");

    internal static VimFaultException Uncustomizable(string? guestId)
        => SimulatedFault.Of(
            new UncustomizableGuest { UncustomizableGuestOS = guestId ?? "" },
            $"Customization of the guest operating system '{guestId}' is not supported in this configuration.");

    internal static VimFaultException NicSettingMismatch(int inSpec, int inVm)
        => SimulatedFault.Of(
            new NicSettingMismatch { NumberOfNicsInSpec = inSpec, NumberOfNicsInVM = inVm },
            $"The specification has settings for {inSpec} network adapters, the virtual machine has {inVm}.");

    internal static VimFaultException NoDisks(string? name)
        => SimulatedFault.Of(new NoDisksToCustomize(), $"'{name}' has no virtual disk that could be customized.");

    internal static VimFaultException NoGenerator()
        => SimulatedFault.Of(new IpHostnameGeneratorError(), "No script for generating names or IP addresses is configured.");
}
