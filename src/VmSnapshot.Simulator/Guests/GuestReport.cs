using System.Globalization;
using System.Net;
using System.Net.Sockets;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Guests;

/// <summary>What VMware Tools report of a guest, as vCenter shows it in <c>guest</c>.</summary>
internal static class GuestReport
{
    /// <summary>The report of a guest that runs with its Tools.</summary>
    internal static GuestInfo Running(VirtualMachine vm, GuestInfo before)
    {
        VirtualMachineConfigInfo config = vm.Config;
        string hostName = vm.GuestState.HostName ?? GuestHostName.OfUncustomized(vm);
        List<GuestNicInfo> adapters =
        [
            .. vm.Devices.OfType<VirtualEthernetCard>()
                .Where(card => card is { Connectable.Connected: true, MacAddress: not null })
                .Select(card => Adapter(vm, card, hostName)),
        ];
        var report = (GuestInfo)before.Copy();
        report.ToolsStatus = VirtualMachineToolsStatus.ToolsOk;
        report.ToolsRunningStatus = "guestToolsRunning";
        report.ToolsVersionStatus = "guestToolsUnmanaged";
        report.ToolsVersionStatus2 = "guestToolsUnmanaged";
        report.ToolsVersion = config.Tools?.ToolsVersion?.ToString(CultureInfo.InvariantCulture);
        report.GuestState = "running";
        report.GuestId = config.GuestId;
        report.GuestFamily = GuestFamily.Of(config.GuestId).Name;
        report.GuestFullName = config.GuestFullName;
        report.HostName = hostName;
        report.IpAddress = adapters.SelectMany(adapter => adapter.IpAddress ?? []).FirstOrDefault(address => !IsV6(address));
        report.Net = adapters.Count > 0 ? adapters : null;
        report.IpStack = adapters.Count > 0 ? [Stack(vm, adapters)] : null;
        report.Disk = Disks(vm);
        report.AppHeartbeatStatus = "appStatusGray";
        report.AppState = "none";
        report.GuestKernelCrashed = false;
        report.GuestOperationsReady = true;
        report.InteractiveGuestOperationsReady = false;
        report.GuestStateChangeSupported = true;
        report.HwVersion = config.Version;
        report.CustomizationInfo ??= new GuestInfoCustomizationInfo { CustomizationStatus = GuestInfoCustomizationStatus.TOOLSDEPLOYPKGIDLE.Value };
        return report;
    }

    /// <summary>The report of a guest that runs, and has no Tools that would say so.</summary>
    internal static GuestInfo WithoutTools(GuestInfo before)
    {
        GuestInfo report = Stopped(before);
        report.ToolsStatus = VirtualMachineToolsStatus.ToolsNotInstalled;
        report.ToolsVersionStatus = "guestToolsNotInstalled";
        report.ToolsVersionStatus2 = "guestToolsNotInstalled";
        return report;
    }

    /// <summary>What is left once the VM is off. Whether Tools are installed stays known; so does what became of a customization.</summary>
    internal static GuestInfo Stopped(GuestInfo before)
    {
        var report = (GuestInfo)before.Copy();
        report.ToolsStatus = before.ToolsStatus == VirtualMachineToolsStatus.ToolsNotInstalled ? before.ToolsStatus : VirtualMachineToolsStatus.ToolsNotRunning;
        report.ToolsRunningStatus = "guestToolsNotRunning";
        report.GuestState = "notRunning";
        (report.HostName, report.IpAddress, report.Net, report.IpStack, report.Disk) = (null, null, null, null, null);
        (report.GuestOperationsReady, report.InteractiveGuestOperationsReady, report.GuestStateChangeSupported) = (false, false, false);
        (report.GuestKernelCrashed, report.AppState) = (null, "none");
        return report;
    }

    private static GuestNicInfo Adapter(VirtualMachine vm, VirtualEthernetCard card, string hostName)
    {
        string macAddress = card.MacAddress!;
        GuestAdapterSettings? settings = vm.GuestState.SettingsOf(macAddress);
        bool asksDhcp = settings?.Fixed.Any(address => !IsV6(address.Address)) != true;
        List<NetIpConfigInfoIpAddress> addresses = [];
        if (asksDhcp)
        {
            addresses.Add(Address(GuestAddresses.ByDhcp(macAddress), GuestAddresses.DhcpPrefixLength, "dhcp"));
        }

        addresses.AddRange((settings?.Fixed ?? []).Select(address => Address(address.Address, address.PrefixLength, "manual")));
        addresses.Add(Address(GuestAddresses.LinkLocal(macAddress), 64, "linklayer"));
        return new GuestNicInfo
        {
            Network = NetworkOf(vm, card)?.Name,
            IpAddress = [.. addresses.Select(address => address.IpAddress!)],
            MacAddress = macAddress,
            Connected = true,
            DeviceConfigId = card.Key,
            DnsConfig = new NetDnsConfigInfo
            {
                Dhcp = asksDhcp && settings?.DnsServers is not { Count: > 0 },
                HostName = hostName,
                DomainName = settings?.DnsDomain ?? "",
                IpAddress = settings?.DnsServers is { Count: > 0 } servers ? servers : asksDhcp ? [GuestAddresses.DhcpDnsServer] : null,
                SearchDomain = settings?.DnsSuffixes is { Count: > 0 } suffixes ? suffixes : null,
            },
            IpConfig = new NetIpConfigInfo
            {
                IpAddress = addresses,
                Dhcp = new NetDhcpConfigInfo { Ipv4 = new NetDhcpConfigInfoDhcpOptions { Enable = asksDhcp } },
            },
        };
    }

    // Minimal: one stack, the first adapter's names, a default route for each gateway.
    private static GuestStackInfo Stack(VirtualMachine vm, List<GuestNicInfo> adapters)
    {
        List<NetIpRouteConfigInfoIpRoute> routes = [];
        foreach ((int index, GuestNicInfo adapter) in adapters.Index())
        {
            IReadOnlyList<string> gateways = vm.GuestState.SettingsOf(adapter.MacAddress) is { } settings && settings.Fixed.Count > 0
                ? settings.Gateways
                : [GuestAddresses.DhcpGateway];
            routes.AddRange(gateways.Select(gateway => new NetIpRouteConfigInfoIpRoute
            {
                Network = IsV6(gateway) ? "::" : "0.0.0.0",
                PrefixLength = 0,
                Gateway = new NetIpRouteConfigInfoGateway { IpAddress = gateway, Device = index.ToString(CultureInfo.InvariantCulture) },
            }));
        }

        return new GuestStackInfo { DnsConfig = (NetDnsConfigInfo)adapters[0].DnsConfig!.Copy(), IpRouteConfig = new NetIpRouteConfigInfo { IpRoute = routes } };
    }

    private static List<GuestDiskInfo> Disks(VirtualMachine vm)
    {
        bool isWindows = GuestFamily.Of(vm.Config.GuestId).IsWindows;
        return
        [
            .. vm.Devices.OfType<VirtualDisk>().Index().Select(disk =>
            {
                long capacity = disk.Item.CapacityInBytes ?? disk.Item.CapacityInKB << 10;
                return new GuestDiskInfo
                {
                    DiskPath = isWindows ? $"{(char)('C' + disk.Index)}:\\" : disk.Index == 0 ? "/" : string.Create(CultureInfo.InvariantCulture, $"/disk{disk.Index + 1}"),
                    Capacity = capacity,
                    FreeSpace = capacity - (capacity / 4), // a quarter full, as thin disks are taken to be
                    FilesystemType = isWindows ? "NTFS" : "ext4",
                    Mappings = [new GuestInfoVirtualDiskMapping { Key = disk.Item.Key }],
                };
            }),
        ];
    }

    private static NetIpConfigInfoIpAddress Address(string address, int prefixLength, string origin)
        => new() { IpAddress = address, PrefixLength = prefixLength, Origin = origin, State = "preferred" };

    private static bool IsV6(string address) => IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6;

    private static Network? NetworkOf(VirtualMachine vm, VirtualEthernetCard card)
        => vm.Networks.Snapshot.Select(vm.World.Find).OfType<Network>().FirstOrDefault(network => card.Backing switch
        {
            VirtualEthernetCardNetworkBackingInfo standard => standard.Network is { } reference ? network.Reference == reference : network.Name == standard.DeviceName,
            VirtualEthernetCardDistributedVirtualPortBackingInfo port => network.Reference.Value == port.Port?.PortgroupKey,
            VirtualEthernetCardOpaqueNetworkBackingInfo opaque => network.Get<NetworkSummary>("summary") is OpaqueNetworkSummary summary && summary.OpaqueNetworkId == opaque.OpaqueNetworkId,
            _ => false,
        });
}
