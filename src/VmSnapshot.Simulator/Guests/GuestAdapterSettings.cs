namespace VmSnapshot.Simulator.Guests;

/// <summary>How a guest has set up one of its adapters.</summary>
/// <param name="Fixed">Addresses with prefix lengths; none lets it ask DHCP.</param>
/// <param name="Gateways">Where its other traffic goes.</param>
/// <param name="DnsServers">Whom it asks for names; none lets DHCP tell.</param>
/// <param name="DnsDomain">The domain that it is in.</param>
/// <param name="DnsSuffixes">Domains that it looks names up in.</param>
internal sealed record GuestAdapterSettings(
    IReadOnlyList<GuestAddress> Fixed,
    IReadOnlyList<string> Gateways,
    IReadOnlyList<string> DnsServers,
    string? DnsDomain,
    IReadOnlyList<string> DnsSuffixes);

/// <summary>An IPv4 or IPv6 address of an adapter.</summary>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many of its bits name the network.</param>
internal sealed record GuestAddress(string Address, int PrefixLength);
