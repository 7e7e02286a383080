using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace VmSnapshot.Sdk;

/// <summary>An IPv4 address with its network's prefix length, as in <c>192.0.2.10/24</c>.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">1 to 32.</param>
public sealed record Ipv4Interface(IPAddress Address, int PrefixLength)
{
    /// <summary>The prefix length as the mask that vim25 wants: <c>255.255.255.0</c>.</summary>
    public string SubnetMask => new IPAddress(IPAddress.HostToNetworkOrder(unchecked((int)(uint.MaxValue << (32 - PrefixLength)))) & 0xFFFFFFFF).ToString();

    /// <summary>Reads an address with a prefix length.</summary>
    /// <param name="text">For example <c>192.0.2.10/24</c>.</param>
    /// <param name="result">What was read.</param>
    public static bool TryParse(string? text, out Ipv4Interface? result)
    {
        result = text?.Split('/') is [var address, var prefix]
            && address.Split('.').Length == 4
            && IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetwork
            && int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length is >= 1 and <= 32
                ? new Ipv4Interface(parsed, length)
                : null;
        return result is not null;
    }
}
