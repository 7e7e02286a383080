using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk;

/// <summary>
/// Settings of the new VM's operating system, applied through VMware Tools at its first power-on (vim25 CustomizationSpec).
/// In JSON, <c>os</c> is <c>linux</c> or <c>windows</c>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "os")]
[JsonDerivedType(typeof(LinuxGuest), "linux")]
[JsonDerivedType(typeof(WindowsGuest), "windows")]
public abstract record GuestSettings
{
    /// <summary>The host or computer name. Default: the VM's name.</summary>
    public string? HostName { get; init; }

    /// <summary>
    /// The IP settings of each network adapter of the new VM, in order. Default: DHCP on every one. If any is given, there must be one for each.
    /// </summary>
    public IReadOnlyList<GuestAdapter> Adapters { get; init => field = value ?? []; } = [];

    /// <summary>Addresses of DNS servers.</summary>
    public IReadOnlyList<string> DnsServers { get; init => field = value ?? []; } = [];

    /// <summary>Domains to look names up in.</summary>
    public IReadOnlyList<string> DnsSuffixes { get; init => field = value ?? []; } = [];
}

/// <summary>The IP settings of one network adapter: DHCP unless an address is given.</summary>
public sealed record GuestAdapter
{
    /// <summary>A fixed IPv4 address with its prefix length, such as <c>192.0.2.10/24</c>; null for DHCP.</summary>
    public string? Address { get; init; }

    /// <summary>The default gateways of a fixed address.</summary>
    public IReadOnlyList<string> Gateways { get; init => field = value ?? []; } = [];
}

/// <summary>A Linux guest (vim25 CustomizationLinuxPrep).</summary>
public sealed record LinuxGuest : GuestSettings
{
    /// <summary>The DNS domain. Default: <c>local</c>.</summary>
    public string Domain { get; init; } = "local";

    /// <summary>The time zone, such as <c>Europe/Berlin</c>. Default: as captured.</summary>
    public string? TimeZone { get; init; }
}

/// <summary>A Windows guest, prepared with Sysprep (vim25 CustomizationSysprep).</summary>
public sealed record WindowsGuest : GuestSettings
{
    /// <summary>The registered owner.</summary>
    public required string FullName { get; init; }

    /// <summary>The registered organisation.</summary>
    public required string Organization { get; init; }

    /// <summary>The local administrator's password. Default: as captured.</summary>
    public SecretReference? AdministratorPassword { get; init; }

    /// <summary>The product key. Default: none, for volume licences.</summary>
    public SecretReference? ProductKey { get; init; }

    /// <summary>The workgroup, unless a domain is given. Default: <c>WORKGROUP</c>.</summary>
    public string Workgroup { get; init; } = "WORKGROUP";

    /// <summary>The domain to join.</summary>
    public WindowsDomain? Domain { get; init; }

    /// <summary>Microsoft's time zone index. Default: 85 (GMT, London).</summary>
    public int TimeZone { get; init; } = 85;

    /// <summary>How often to log the administrator on after the first start. Default: 0.</summary>
    public int AutoLogonCount { get; init; }

    /// <summary>Commands to run at the first logon.</summary>
    public IReadOnlyList<string> RunOnce { get; init => field = value ?? []; } = [];
}

/// <summary>A Windows domain to join.</summary>
/// <param name="Name">The domain.</param>
/// <param name="Administrator">An account that may add computers.</param>
/// <param name="Password">Its password.</param>
public sealed record WindowsDomain(string Name, string Administrator, SecretReference Password);
