using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// Whether a specification is consistent, and fits a VM: what CheckCustomizationSpec answers, and CustomizeVM_Task and
/// clones look at first (vSphere Web Services API reference).
/// </summary>
internal static class CustomizationRules
{
    private const int LargestCloudinitData = 524288;

    /// <summary>
    /// Checks a specification against a VM that is there. UncustomizableGuest is also what a guest gets that vCenter knows
    /// to have no VMware Tools (terraform-provider-vsphere #2269, open-vm-tools #262).
    /// </summary>
    /// <exception cref="VimFaultException">InvalidArgument, or what is derived from CustomizationFault.</exception>
    internal static void Check(VirtualMachine vm, CustomizationSpec? spec)
    {
        Check(vm.Config, spec);
        RequireTools(vm);
    }

    /// <summary>vCenter customizes no guest that it knows to have no VMware Tools.</summary>
    /// <exception cref="VimFaultException">UncustomizableGuest.</exception>
    internal static void RequireTools(VirtualMachine vm)
    {
        if (vm.Guest.ToolsStatus == VirtualMachineToolsStatus.ToolsNotInstalled)
        {
            throw CustomizationFaults.Uncustomizable(vm.Config.GuestId);
        }
    }

    /// <summary>Checks a specification against what a VM is going to be.</summary>
    /// <exception cref="VimFaultException">InvalidArgument, or what is derived from CustomizationFault.</exception>
    internal static void Check(VirtualMachineConfigInfo config, CustomizationSpec? spec)
    {
        CustomizationIdentitySettings identity = (spec ?? throw SimulatedFault.InvalidArgument("spec")).Identity ?? throw SimulatedFault.InvalidArgument("spec.identity");
        CustomizationGlobalIPSettings global = spec.GlobalIPSettings ?? throw SimulatedFault.InvalidArgument("spec.globalIPSettings");
        CheckGuest(config, identity);
        if (!Devices(config).OfType<VirtualDisk>().Any())
        {
            throw CustomizationFaults.NoDisks(config.Name);
        }

        CheckIdentity(spec, identity);
        NetworkRules.CheckGlobal(global);
        CheckAdapters(config, spec.NicSettingMap ?? [], isCloudinit: identity is CustomizationCloudinitPrep);
    }

    /// <summary>The adapters in the order that settings without an address are given to them: that of the slots.</summary>
    internal static IReadOnlyList<VirtualEthernetCard> AdaptersInOrder(VirtualMachineConfigInfo config)
        => [.. Devices(config).OfType<VirtualEthernetCard>().OrderBy(card => card.UnitNumber ?? int.MaxValue).ThenBy(card => card.Key)];

    // UncustomizableGuest is also what a specification for another family gets.
    private static void CheckGuest(VirtualMachineConfigInfo config, CustomizationIdentitySettings identity)
    {
        GuestFamily family = GuestFamily.Of(config.GuestId);
        bool fits = identity switch
        {
            CustomizationLinuxPrep linux => family.IsLinux && (family.IsInMatrix || !string.IsNullOrEmpty(linux.CompatibleCustomizationMethod)),
            CustomizationCloudinitPrep => family is { IsLinux: true, IsInMatrix: true },
            CustomizationSysprep or CustomizationSysprepText => family is { IsWindows: true, IsInMatrix: true },
            _ => throw SimulatedFault.InvalidArgument("spec.identity"),
        };
        if (!fits)
        {
            throw CustomizationFaults.Uncustomizable(config.GuestId);
        }
    }

    private static void CheckIdentity(CustomizationSpec spec, CustomizationIdentitySettings identity)
    {
        switch (identity)
        {
            case CustomizationLinuxPrep linux:
                CheckName(linux.HostName, "spec.identity.hostName", isWindows: false);
                Require(IsDomain(linux.Domain), "spec.identity.domain");
                break;
            case CustomizationSysprep sysprep:
                CheckSysprep(sysprep);
                CustomizationSpecPasswords.RequireReadable(spec);
                break;
            case CustomizationSysprepText text:
                Require(!string.IsNullOrWhiteSpace(text.Value), "spec.identity.value");
                break;
            case CustomizationCloudinitPrep cloudinit:
                Require(cloudinit.Metadata is { Length: > 0 and <= LargestCloudinitData } && CloudinitMetadata.TryParse(cloudinit.Metadata, out _), "spec.identity.metadata");
                Require((cloudinit.Userdata?.Length ?? 0) <= LargestCloudinitData, "spec.identity.userdata");
                break;
        }
    }

    private static void CheckSysprep(CustomizationSysprep sysprep)
    {
        Require(sysprep.GuiUnattended is { TimeZone: >= 0, AutoLogonCount: >= 0 }, "spec.identity.guiUnattended");
        CustomizationUserData user = sysprep.UserData ?? throw SimulatedFault.InvalidArgument("spec.identity.userData");
        CheckName(user.ComputerName, "spec.identity.userData.computerName", isWindows: true);
        Require(!string.IsNullOrEmpty(user.FullName), "spec.identity.userData.fullName");
        Require(!string.IsNullOrEmpty(user.OrgName), "spec.identity.userData.orgName");
        CustomizationIdentification identification = sysprep.Identification ?? throw SimulatedFault.InvalidArgument("spec.identity.identification");
        bool joinsDomain = !string.IsNullOrEmpty(identification.JoinDomain);
        Require(!joinsDomain || string.IsNullOrEmpty(identification.JoinWorkgroup), "spec.identity.identification.joinWorkgroup");
        Require(!joinsDomain || !string.IsNullOrEmpty(identification.DomainAdmin), "spec.identity.identification.domainAdmin");
        Require(!joinsDomain || identification.DomainAdminPassword is not null, "spec.identity.identification.domainAdminPassword");
    }

    private static void CheckName(CustomizationName? name, string property, bool isWindows)
    {
        switch (name)
        {
            case CustomizationFixedName named:
                Require(GuestHostName.IsValid(named.Name, isWindows), property);
                break;
            case CustomizationPrefixName prefixed:
                Require(GuestHostName.IsValid(prefixed.Base?.TrimEnd('-'), isWindows: false), property);
                break;
            case CustomizationVirtualMachineName:
                break;
            case CustomizationCustomName:
                throw CustomizationFaults.NoGenerator(); // a script of the administrator's, and there is none
            default:
                throw SimulatedFault.InvalidArgument(property); // CustomizationUnknownName: whoever customizes has to fill it in
        }
    }

    private static bool IsDomain(string? domain)
        => domain is { Length: > 0 and <= 253 } && domain.Split('.').All(label => GuestHostName.IsValid(label, isWindows: false));

    private static void CheckAdapters(VirtualMachineConfigInfo config, IReadOnlyList<CustomizationAdapterMapping> mappings, bool isCloudinit)
    {
        IReadOnlyList<VirtualEthernetCard> cards = AdaptersInOrder(config);
        if (isCloudinit && mappings.Count == 0)
        {
            return; // the metadata configures the network, as govmomi's simulator has it too
        }

        if (mappings.Count != cards.Count)
        {
            throw CustomizationFaults.NicSettingMismatch(mappings.Count, cards.Count);
        }

        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach ((int index, CustomizationAdapterMapping mapping) in mappings.Index())
        {
            string property = $"spec.nicSettingMap[{index}]";
            if (!string.IsNullOrEmpty(mapping.MacAddress))
            {
                bool isThere = cards.Any(card => string.Equals(card.MacAddress, mapping.MacAddress, StringComparison.OrdinalIgnoreCase));
                Require(isThere && taken.Add(mapping.MacAddress), $"{property}.macAddress");
            }

            NetworkRules.CheckAdapter(mapping.Adapter ?? throw SimulatedFault.InvalidArgument($"{property}.adapter"), $"{property}.adapter");
        }
    }

    private static IReadOnlyList<VirtualDevice> Devices(VirtualMachineConfigInfo config) => config.Hardware?.Device ?? [];

    private static void Require(bool isRight, string property)
    {
        if (!isRight)
        {
            throw SimulatedFault.InvalidArgument(property);
        }
    }
}
