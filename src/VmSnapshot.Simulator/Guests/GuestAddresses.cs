using System.Globalization;

namespace VmSnapshot.Simulator.Guests;

/// <summary>
/// The network that all simulated guests share: DHCP hands out 10.0.0.0/8, the last three bytes of the adapter's address
/// being those of the IP address (00:50:56:80:00:2a gets 10.128.0.42). IPv6 has link-local addresses made of the adapter's
/// (EUI-64).
/// </summary>
internal static class GuestAddresses
{
    internal const int DhcpPrefixLength = 8;

    internal const string DhcpGateway = "10.0.0.1";

    internal const string DhcpDnsServer = "10.0.0.2";

    internal static string ByDhcp(string macAddress)
    {
        byte[] bytes = Bytes(macAddress);
        return string.Create(CultureInfo.InvariantCulture, $"10.{bytes[3]}.{bytes[4]}.{bytes[5]}");
    }

    internal static string LinkLocal(string macAddress)
    {
        byte[] mac = Bytes(macAddress);
        byte[] address = [0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]];
        return new System.Net.IPAddress(address).ToString();
    }

    private static byte[] Bytes(string macAddress)
    {
        byte[] bytes = Convert.FromHexString(macAddress.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal));
        return bytes.Length == 6 ? bytes : throw new FormatException($"'{macAddress}' is no MAC address.");
    }
}
