using System.Net;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>The rules that guest settings must obey for the VM that they are for.</summary>
internal static class GuestRules
{
    private const int MaxLinuxHostName = 63;
    private const int MaxWindowsComputerName = 15;

    private static readonly string[] LinuxGuestIds =
    [
        "debian", "ubuntu", "rhel", "centos", "sles", "opensuse", "fedora", "oracleLinux",
        "amazonlinux", "rockylinux", "almalinux", "vmwarePhoton", "coreos",
        "other24xLinux", "other26xLinux", "other3xLinux", "other4xLinux", "other5xLinux", "other6xLinux", "otherLinux",
    ];

    public static void Check(GuestSettings guest, int count, IReadOnlyList<string> names, VmDescription source, List<ValidationFinding> findings)
    {
        var isWindows = source.GuestId.StartsWith("win", StringComparison.OrdinalIgnoreCase);
        if (guest is LinuxGuest && isWindows)
        {
            findings.Add(new("Guest", $"Linux settings don't fit the snapshot's guest, {source.GuestId}; give Windows ones."));
        }
        else if (guest is WindowsGuest && IsKnownLinux(source.GuestId))
        {
            findings.Add(new("Guest", $"Windows settings don't fit the snapshot's guest, {source.GuestId}; give Linux ones."));
        }

        if (guest.HostName is not null && count > 1)
        {
            findings.Add(new("Guest.HostName", "Several VMs can't share one host name; leave it out, and each is called as its VM."));
        }

        var limit = guest is WindowsGuest ? MaxWindowsComputerName : MaxLinuxHostName;
        var wrongNames = (guest.HostName is { } given ? [given] : names).Where(name => !IsHostName(name, limit)).ToList();
        if (wrongNames.Count > 0)
        {
            findings.Add(new(
                "Guest.HostName", $"'{wrongNames[0]}' is no host name: letters, digits and inner hyphens, at most {limit} characters, not digits alone."));
        }

        if (guest.Adapters.Count > 0 && guest.Adapters.Count != source.Networks.Count)
        {
            findings.Add(new("Guest.Adapters", $"The VM will have {source.Networks.Count} network adapters, and settings are given for {guest.Adapters.Count}; each needs its own."));
        }

        for (var i = 0; i < guest.Adapters.Count; i++)
        {
            CheckAdapter($"Guest.Adapters[{i}]", guest.Adapters[i], findings);
        }

        if (count > 1 && guest.Adapters.Any(adapter => adapter?.Address is not null))
        {
            findings.Add(new("Guest.Adapters", "Several VMs can't share a fixed address; use DHCP, or make each with a request of its own."));
        }

        foreach (var server in guest.DnsServers.Where(server => !IPAddress.TryParse(server, out _)))
        {
            findings.Add(new("Guest.DnsServers", $"'{server}' is no IP address."));
        }
    }

    private static void CheckAdapter(string property, GuestAdapter? adapter, List<ValidationFinding> findings)
    {
        if (adapter is null)
        {
            findings.Add(new(property, "There is nothing here; for DHCP, give settings without an address."));
            return;
        }

        if (adapter.Address is { } address && !Ipv4Interface.TryParse(address, out _))
        {
            findings.Add(new($"{property}.Address", $"'{address}' is no IPv4 address with a prefix length, such as 192.0.2.10/24."));
        }

        foreach (var gateway in adapter.Gateways.Where(gateway => !IPAddress.TryParse(gateway, out _)))
        {
            findings.Add(new($"{property}.Gateways", $"'{gateway}' is no IP address."));
        }
    }

    private static bool IsHostName(string name, int limit) =>
        name.Length > 0 && name.Length <= limit
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && name[0] != '-' && name[^1] != '-'
        && !name.All(char.IsAsciiDigit);

    private static bool IsKnownLinux(string guestId) =>
        LinuxGuestIds.Any(prefix => guestId.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
