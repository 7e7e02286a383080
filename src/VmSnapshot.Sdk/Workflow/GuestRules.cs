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

        CheckWords(guest, findings);
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

        if (adapter.Address is null && adapter.Gateways.Count > 0)
        {
            findings.Add(new($"{property}.Gateways", "Gateways go with a fixed address; with DHCP, the server says which."));
        }

        foreach (var gateway in adapter.Gateways.Where(gateway => !IPAddress.TryParse(gateway, out _)))
        {
            findings.Add(new($"{property}.Gateways", $"'{gateway}' is no IP address."));
        }
    }

    /// <summary>What vCenter would refuse only when the VM is made already.</summary>
    private static void CheckWords(GuestSettings guest, List<ValidationFinding> findings)
    {
        switch (guest)
        {
            case LinuxGuest linux:
                Require("Guest.Domain", linux.Domain, "A Linux guest needs a DNS domain.");
                break;
            case WindowsGuest windows:
                Require("Guest.FullName", windows.FullName, "Sysprep needs the name of the registered owner.");
                Require("Guest.Organization", windows.Organization, "Sysprep needs the name of the registered organisation.");
                CheckLogon(windows, findings);
                CheckSecrets(windows, findings);
                if (windows.Domain is { } domain)
                {
                    Require("Guest.Domain.Name", domain.Name, "Name the domain to join.");
                    Require("Guest.Domain.Administrator", domain.Administrator, "Name an account that may add computers to the domain.");
                }
                else
                {
                    Require("Guest.Workgroup", windows.Workgroup, "Name a workgroup, or a domain to join.");
                }

                break;
        }

        void Require(string property, string? value, string message)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                findings.Add(new(property, message));
            }
        }
    }

    private static void CheckLogon(WindowsGuest guest, List<ValidationFinding> findings)
    {
        if (guest.AutoLogonCount < 0)
        {
            findings.Add(new("Guest.AutoLogonCount", $"{guest.AutoLogonCount} logons can't be had; 0 or more can."));
        }
        else if (guest.AutoLogonCount > 0 && guest.AdministratorPassword is null)
        {
            findings.Add(new("Guest.AdministratorPassword", "Logging the administrator on needs the password."));
        }
    }

    // What has no scheme may be the secret itself, so it is not repeated.
    private static void CheckSecrets(WindowsGuest guest, List<ValidationFinding> findings)
    {
        (string Property, SecretReference? Reference)[] secrets =
        [
            ("Guest.AdministratorPassword", guest.AdministratorPassword),
            ("Guest.ProductKey", guest.ProductKey),
            ("Guest.Domain.Password", guest.Domain?.Password),
        ];
        foreach (var (property, _) in secrets.Where(secret => secret.Reference is { } reference && reference.Location?.IndexOf(':', StringComparison.Ordinal) is not > 0))
        {
            findings.Add(new(property, "A secret is given by reference, such as env:NAME or file:PATH, never in clear."));
        }

        if (guest.Domain is { Password: null })
        {
            findings.Add(new("Guest.Domain.Password", "Joining a domain needs the account's password."));
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
