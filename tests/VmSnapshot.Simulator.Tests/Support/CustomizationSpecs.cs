using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Specifications that fit a guest with one adapter.</summary>
internal static class CustomizationSpecs
{
    internal static CustomizationSpec Linux(string hostName = "app-7", params IReadOnlyList<CustomizationIPSettings> adapters) => new()
    {
        Options = new CustomizationLinuxOptions(),
        Identity = new CustomizationLinuxPrep { HostName = new CustomizationFixedName { Name = hostName }, Domain = "example.com" },
        GlobalIPSettings = new CustomizationGlobalIPSettings { DnsServerList = ["192.0.2.53"], DnsSuffixList = ["example.com", "example.org"] },
        NicSettingMap = Map(adapters),
    };

    internal static CustomizationSpec Windows(string computerName = "APP7", params IReadOnlyList<CustomizationIPSettings> adapters) => new()
    {
        Options = new CustomizationWinOptions { ChangeSID = true },
        Identity = new CustomizationSysprep
        {
            GuiUnattended = new CustomizationGuiUnattended { TimeZone = 85, Password = new CustomizationPassword { Value = "topsecret", PlainText = true } },
            UserData = new CustomizationUserData { FullName = "Operator", OrgName = "Example", ProductId = "", ComputerName = new CustomizationFixedName { Name = computerName } },
            Identification = new CustomizationIdentification { JoinWorkgroup = "WORKGROUP" },
        },
        GlobalIPSettings = new CustomizationGlobalIPSettings(),
        NicSettingMap = Map(adapters),
    };

    internal static CustomizationSpec Cloudinit(string metadata) => new()
    {
        Identity = new CustomizationCloudinitPrep { Metadata = metadata },
        GlobalIPSettings = new CustomizationGlobalIPSettings(),
    };

    internal static CustomizationIPSettings Fixed(string address, string mask = "255.255.255.0", params IReadOnlyList<string> gateways)
        => new() { Ip = new CustomizationFixedIp { IpAddress = address }, SubnetMask = mask, Gateway = gateways.Count > 0 ? gateways : null };

    internal static CustomizationIPSettings Dhcp() => new() { Ip = new CustomizationDhcpIpGenerator() };

    private static List<CustomizationAdapterMapping> Map(IReadOnlyList<CustomizationIPSettings> adapters)
        => [.. (adapters.Count > 0 ? adapters : [Dhcp()]).Select(adapter => new CustomizationAdapterMapping { Adapter = adapter })];
}
