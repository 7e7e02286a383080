using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Specs;

/// <summary>Builds what CustomizeVM_Task is told.</summary>
internal static class GuestSpecs
{
    public static CustomizationSpec Build(GuestSettings guest, int adapterCount, IReadOnlyDictionary<SecretReference, string> secrets)
    {
        // vCenter wants one mapping for each adapter, in order, or it answers NicSettingMismatch.
        var adapters = guest.Adapters.Count > 0 ? guest.Adapters : [.. Enumerable.Repeat(new GuestAdapter(), adapterCount)];
        var isWindows = guest is WindowsGuest;
        return new CustomizationSpec
        {
            Options = isWindows ? new CustomizationWinOptions { ChangeSID = true, DeleteAccounts = false } : new CustomizationLinuxOptions(),
            Identity = guest switch
            {
                WindowsGuest windows => Sysprep(windows, secrets),
                LinuxGuest linux => new CustomizationLinuxPrep
                {
                    HostName = new CustomizationFixedName { Name = linux.HostName },
                    Domain = linux.Domain,
                    TimeZone = linux.TimeZone,
                    HwClockUTC = true,
                },
                _ => throw new ArgumentException($"Guest settings of type {guest.GetType().Name} are not known.", nameof(guest)),
            },
            // Linux has one resolver for the whole guest, Windows one for each adapter.
            GlobalIPSettings = new CustomizationGlobalIPSettings
            {
                DnsSuffixList = OrNull(guest.DnsSuffixes),
                DnsServerList = isWindows ? null : OrNull(guest.DnsServers),
            },
            NicSettingMap = [.. adapters.Select(adapter => new CustomizationAdapterMapping { Adapter = IpSettings(adapter, isWindows ? guest.DnsServers : []) })],
        };
    }

    private static CustomizationSysprep Sysprep(WindowsGuest guest, IReadOnlyDictionary<SecretReference, string> secrets) => new()
    {
        GuiUnattended = new CustomizationGuiUnattended
        {
            Password = Password(guest.AdministratorPassword, secrets),
            TimeZone = guest.TimeZone,
            AutoLogon = guest.AutoLogonCount > 0,
            AutoLogonCount = guest.AutoLogonCount,
        },
        UserData = new CustomizationUserData
        {
            FullName = guest.FullName,
            OrgName = guest.Organization,
            ComputerName = new CustomizationFixedName { Name = guest.HostName },
            ProductId = guest.ProductKey is { } key ? secrets[key] : string.Empty,
        },
        GuiRunOnce = guest.RunOnce.Count > 0 ? new CustomizationGuiRunOnce { CommandList = guest.RunOnce } : null,
        Identification = guest.Domain is { } domain
            ? new CustomizationIdentification
            {
                JoinDomain = domain.Name,
                DomainAdmin = domain.Administrator,
                DomainAdminPassword = Password(domain.Password, secrets),
            }
            : new CustomizationIdentification { JoinWorkgroup = guest.Workgroup },
    };

    private static CustomizationPassword? Password(SecretReference? reference, IReadOnlyDictionary<SecretReference, string> secrets) =>
        reference is null ? null : new CustomizationPassword { Value = secrets[reference], PlainText = true };

    private static CustomizationIPSettings IpSettings(GuestAdapter adapter, IReadOnlyList<string> dnsServers) =>
        Ipv4Interface.TryParse(adapter.Address, out var fixedAddress)
            ? new CustomizationIPSettings
            {
                Ip = new CustomizationFixedIp { IpAddress = fixedAddress!.Address.ToString() },
                SubnetMask = fixedAddress.SubnetMask,
                Gateway = OrNull(adapter.Gateways),
                DnsServerList = OrNull(dnsServers),
            }
            : new CustomizationIPSettings { Ip = new CustomizationDhcpIpGenerator(), DnsServerList = OrNull(dnsServers) };

    private static IReadOnlyList<string>? OrNull(IReadOnlyList<string> list) => list.Count > 0 ? list : null;
}
