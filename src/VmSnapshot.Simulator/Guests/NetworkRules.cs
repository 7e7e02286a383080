using System.Net;
using System.Net.Sockets;
using System.Numerics;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// What IP settings of a customization have to be. A fixed address needs a mask; a gateway it may lack, as
/// terraform-provider-vsphere's second adapters do.
/// </summary>
internal static class NetworkRules
{
    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static void CheckGlobal(CustomizationGlobalIPSettings global)
    {
        RequireAll(global.DnsServerList, IsAddress, "spec.globalIPSettings.dnsServerList");
        RequireAll(global.DnsSuffixList, suffix => !string.IsNullOrWhiteSpace(suffix), "spec.globalIPSettings.dnsSuffixList");
    }

    /// <exception cref="VimFaultException">InvalidArgument, IpHostnameGeneratorError.</exception>
    internal static void CheckAdapter(CustomizationIPSettings settings, string property)
    {
        switch (settings.Ip)
        {
            case CustomizationFixedIp fixedIp:
                Require(IsV4(fixedIp.IpAddress) && fixedIp.IpAddress != "0.0.0.0", $"{property}.ip.ipAddress");
                Require(PrefixLengthOf(settings.SubnetMask) is not null, $"{property}.subnetMask");
                break;
            case CustomizationDhcpIpGenerator:
                break;
            case CustomizationCustomIpGenerator:
                throw CustomizationFaults.NoGenerator();
            default:
                throw SimulatedFault.InvalidArgument($"{property}.ip"); // CustomizationUnknownIpGenerator too: whoever customizes has to fill it in
        }

        RequireAll(settings.Gateway, IsV4, $"{property}.gateway");
        RequireAll(settings.DnsServerList, IsAddress, $"{property}.dnsServerList");
        Require(string.IsNullOrEmpty(settings.PrimaryWINS) || IsV4(settings.PrimaryWINS), $"{property}.primaryWINS");
        Require(string.IsNullOrEmpty(settings.SecondaryWINS) || IsV4(settings.SecondaryWINS), $"{property}.secondaryWINS");
        if (settings.IpV6Spec is { } ipv6)
        {
            CheckV6(ipv6, $"{property}.ipV6Spec");
        }
    }

    /// <summary>The prefix length of a mask such as 255.255.255.0, or null when it is none.</summary>
    internal static int? PrefixLengthOf(string? mask)
    {
        if (!IsV4(mask))
        {
            return null;
        }

        byte[] bytes = IPAddress.Parse(mask!).GetAddressBytes();
        uint bits = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        int length = BitOperations.LeadingZeroCount(~bits);
        return length > 0 && BitOperations.PopCount(bits) == length ? length : null;
    }

    internal static bool IsV4(string? address)
        => address is not null && address.Count(character => character == '.') == 3
            && IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetwork;

    internal static bool IsV6(string? address) => IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6;

    private static bool IsAddress(string? address) => IsV4(address) || IsV6(address);

    private static void CheckV6(CustomizationIPSettingsIpV6AddressSpec ipv6, string property)
    {
        foreach (CustomizationIpV6Generator generator in ipv6.Ip ?? [])
        {
            switch (generator)
            {
                case CustomizationFixedIpV6 fixedIp:
                    Require(IsV6(fixedIp.IpAddress), $"{property}.ip.ipAddress");
                    Require(fixedIp.SubnetMask is >= 1 and <= 128, $"{property}.ip.subnetMask");
                    break;
                case CustomizationDhcpIpV6Generator or CustomizationStatelessIpV6Generator or CustomizationAutoIpV6Generator:
                    break;
                case CustomizationCustomIpV6Generator:
                    throw CustomizationFaults.NoGenerator();
                default:
                    throw SimulatedFault.InvalidArgument($"{property}.ip");
            }
        }

        RequireAll(ipv6.Gateway, IsV6, $"{property}.gateway");
    }

    private static void RequireAll(IReadOnlyList<string>? values, Func<string, bool> isRight, string property) => Require(values?.All(isRight) != false, property);

    private static void Require(bool isRight, string property)
    {
        if (!isRight)
        {
            throw SimulatedFault.InvalidArgument(property);
        }
    }
}
