using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>What a specification makes of a guest.</summary>
internal static class CustomizationEffects
{
    internal static void Apply(VirtualMachine vm, CustomizationSpec spec)
    {
        string? hostName = spec.Identity switch
        {
            CustomizationLinuxPrep linux => GuestHostName.Of(linux.HostName, vm, GuestHostName.LongestLinuxName),
            CustomizationSysprep sysprep => GuestHostName.Of(sysprep.UserData?.ComputerName, vm, GuestHostName.LongestWindowsName),
            CustomizationSysprepText text => ComputerNameIn(text.Value),
            _ => null,
        };
        IReadOnlyList<VirtualEthernetCard> cards = CustomizationRules.AdaptersInOrder(vm.Config);
        foreach ((int index, CustomizationAdapterMapping mapping) in (spec.NicSettingMap ?? []).Index())
        {
            VirtualEthernetCard? card = string.IsNullOrEmpty(mapping.MacAddress)
                ? cards.ElementAtOrDefault(index)
                : cards.FirstOrDefault(other => string.Equals(other.MacAddress, mapping.MacAddress, StringComparison.OrdinalIgnoreCase));
            if (card?.MacAddress is { } macAddress && mapping.Adapter is { } settings)
            {
                vm.GuestState.Configure(macAddress, SettingsOf(settings, spec));
            }
        }

        if (spec.Identity is CustomizationCloudinitPrep { Metadata: { } document } && CloudinitMetadata.TryParse(document, out CloudinitMetadata? metadata))
        {
            hostName = metadata.HostName;
            ApplyNetwork(vm, cards, metadata);
        }

        vm.GuestState.HostName = hostName ?? vm.GuestState.HostName;
    }

    private static GuestAdapterSettings SettingsOf(CustomizationIPSettings settings, CustomizationSpec spec)
    {
        List<GuestAddress> addresses = [];
        if (settings.Ip is CustomizationFixedIp fixedIp)
        {
            addresses.Add(new(fixedIp.IpAddress!, NetworkRules.PrefixLengthOf(settings.SubnetMask)!.Value));
        }

        addresses.AddRange((settings.IpV6Spec?.Ip ?? []).OfType<CustomizationFixedIpV6>().Select(address => new GuestAddress(address.IpAddress!, address.SubnetMask)));

        // Linux has one resolver for the whole guest, Windows one for each adapter (vSphere Web Services API reference,
        // CustomizationIPSettings).
        CustomizationLinuxPrep? linux = spec.Identity as CustomizationLinuxPrep;
        return new GuestAdapterSettings(
            addresses,
            [.. settings.Gateway ?? [], .. settings.IpV6Spec?.Gateway ?? []],
            (linux is not null ? spec.GlobalIPSettings?.DnsServerList : settings.DnsServerList) ?? [],
            linux?.Domain ?? settings.DnsDomain,
            spec.GlobalIPSettings?.DnsSuffixList ?? []);
    }

    private static void ApplyNetwork(VirtualMachine vm, IReadOnlyList<VirtualEthernetCard> cards, CloudinitMetadata metadata)
    {
        foreach ((int index, CloudinitAdapter adapter) in metadata.Adapters.Index())
        {
            VirtualEthernetCard? card = adapter.MacAddress is { } wanted
                ? cards.FirstOrDefault(other => string.Equals(other.MacAddress, wanted, StringComparison.OrdinalIgnoreCase))
                : cards.ElementAtOrDefault(index);
            if (card?.MacAddress is { } macAddress)
            {
                vm.GuestState.Configure(macAddress, adapter.Settings);
            }
        }
    }

    // An answer file is the guest's own business but for the name that it ends up with.
    private static string? ComputerNameIn(string? answers)
    {
        if (answers is null)
        {
            return null;
        }

        const string Element = "<ComputerName>";
        int start = answers.IndexOf(Element, StringComparison.OrdinalIgnoreCase);
        if (start >= 0)
        {
            start += Element.Length;
            int end = answers.IndexOf('<', start);
            return Named(end < 0 ? null : answers[start..end]);
        }

        return Named(answers.Split('\n').Select(line => line.Split('=', 2)).FirstOrDefault(pair => pair.Length == 2 && pair[0].Trim().Equals("ComputerName", StringComparison.OrdinalIgnoreCase))?[1]);
    }

    private static string? Named(string? name) => name?.Trim() is { Length: > 0 } trimmed && trimmed != "*" ? trimmed : null;
}
