using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Guests;

public class GuestLifeTests
{
    [Fact]
    public async Task Tools_run_some_time_after_the_power_on()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromSeconds(40));

        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(39));

        GuestInfo guest = lab.Vm.Guest;
        (guest.GuestState, guest.ToolsStatus, guest.ToolsRunningStatus).Should().Be(("notRunning", VirtualMachineToolsStatus.ToolsNotRunning, "guestToolsNotRunning"));
        (guest.IpAddress, guest.HostName, guest.Net).Should().Be((null, null, null));

        lab.Clock.Advance(TimeSpan.FromSeconds(1));

        guest = lab.Vm.Guest;
        (guest.GuestState, guest.ToolsStatus, guest.ToolsRunningStatus).Should().Be(("running", VirtualMachineToolsStatus.ToolsOk, "guestToolsRunning"));
        (guest.GuestFamily, guest.GuestId, guest.HostName, guest.GuestOperationsReady).Should().Be(("linuxGuest", "debian12_64Guest", "web-1", true));
        lab.Vm.Get<ManagedEntityStatus>("guestHeartbeatStatus").Should().Be(ManagedEntityStatus.Green);
        guest.CustomizationInfo!.CustomizationStatus.Should().Be("TOOLSDEPLOYPKG_IDLE");
    }

    [Fact]
    public async Task A_running_guest_reports_its_adapters_addresses_stack_and_disks()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("two-legs", disks: 2, networks: [lab.Inventory.StandardNetwork, lab.Inventory.Portgroup, lab.Inventory.Opaque]);
        lab.Arrange(_ => vm.ChangeConfig(config => config.Hardware!.Device!.OfType<VirtualEthernetCard>().First().MacAddress = "00:50:56:80:01:2a"));

        await lab.PowerOnAsync(vm);

        GuestInfo guest = vm.Guest;
        guest.Net!.Select(adapter => adapter.Network).Should().Equal("VM Network", "backend", "overlay");
        GuestNicInfo first = guest.Net![0];
        first.MacAddress.Should().Be("00:50:56:80:01:2a");
        first.DeviceConfigId.Should().Be(4000);
        first.Connected.Should().BeTrue();
        first.IpAddress.Should().Equal("10.128.1.42", "fe80::250:56ff:fe80:12a");
        first.IpConfig!.IpAddress!.Select(address => (address.IpAddress, address.PrefixLength, address.Origin))
            .Should().Equal(("10.128.1.42", 8, "dhcp"), ("fe80::250:56ff:fe80:12a", 64, "linklayer"));
        first.IpConfig.Dhcp!.Ipv4!.Enable.Should().BeTrue();
        (first.DnsConfig!.Dhcp, first.DnsConfig.HostName).Should().Be((true, "two-legs"));
        guest.IpAddress.Should().Be("10.128.1.42");
        guest.Net.SelectMany(adapter => adapter.IpAddress!).Should().OnlyHaveUniqueItems();
        guest.IpStack!.Single().IpRouteConfig!.IpRoute![0].Gateway!.IpAddress.Should().Be("10.0.0.1");
        guest.Disk!.Select(disk => (disk.DiskPath, disk.Capacity, disk.Mappings!.Single().Key)).Should().Equal(("/", 10L << 30, 2000), ("/disk2", 10L << 30, 2001));
    }

    [Fact]
    public async Task The_same_adapter_gets_the_same_address_at_every_start()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);
        string? address = lab.Vm.Guest.IpAddress;

        await lab.PowerOffAsync(lab.Vm);

        GuestInfo off = lab.Vm.Guest;
        (off.GuestState, off.ToolsStatus, off.IpAddress, off.HostName, off.Net, off.IpStack, off.Disk)
            .Should().Be(("notRunning", VirtualMachineToolsStatus.ToolsNotRunning, null, null, null, null, null));
        lab.Vm.Get<ManagedEntityStatus>("guestHeartbeatStatus").Should().Be(ManagedEntityStatus.Gray);
        await lab.PowerOnAsync(lab.Vm);
        lab.Vm.Guest.IpAddress.Should().NotBeNull().And.Be(address);
    }

    [Fact]
    public async Task A_power_off_before_the_guest_was_up_keeps_it_from_coming_up()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromSeconds(40));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(20));

        await lab.PowerOffAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromMinutes(10));

        lab.Vm.Guest.GuestState.Should().Be("notRunning");
    }

    [Fact]
    public async Task A_guest_without_Tools_never_reports_and_vCenter_learns_that_it_has_none()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromSeconds(40));
        lab.Arrange(_ => lab.Vm.GuestState.HasTools = false);

        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromHours(1));

        GuestInfo guest = lab.Vm.Guest;
        (guest.ToolsStatus, guest.ToolsRunningStatus, guest.ToolsVersionStatus2).Should().Be((VirtualMachineToolsStatus.ToolsNotInstalled, "guestToolsNotRunning", "guestToolsNotInstalled"));
        (guest.IpAddress, guest.GuestState).Should().Be((null, "notRunning"));
        lab.Vm.Get<ManagedEntityStatus>("guestHeartbeatStatus").Should().Be(ManagedEntityStatus.Gray);
        await lab.PowerOffAsync(lab.Vm);
        lab.Vm.Guest.ToolsStatus.Should().Be(VirtualMachineToolsStatus.ToolsNotInstalled);
    }

    [Fact]
    public async Task A_VM_that_ran_before_the_test_began_is_a_running_guest_at_once_without_events()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromHours(1));
        VirtualMachine silent = lab.AddVm("silent", networks: [lab.Inventory.StandardNetwork]);
        lab.Arrange(vCenter =>
        {
            silent.GuestState.HasTools = false;
            VmPower.DeclareRunning(vCenter, lab.Vm);
            VmPower.DeclareRunning(vCenter, silent);
        });

        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        (lab.Vm.Guest.GuestState, lab.Vm.Guest.Net!.Single().Network).Should().Be(("running", "VM Network"));
        lab.Vm.Devices.OfType<VirtualEthernetCard>().Single().Connectable!.Connected.Should().BeTrue();
        lab.Vm.Get<ManagedEntityStatus>("guestHeartbeatStatus").Should().Be(ManagedEntityStatus.Green);
        (silent.PowerState, silent.Guest.ToolsStatus).Should().Be((VirtualMachinePowerState.PoweredOn, VirtualMachineToolsStatus.ToolsNotInstalled));
        lab.EventsOf(lab.Vm).Should().BeEmpty();
        await lab.PowerOffAsync(lab.Vm);
        lab.Vm.Guest.GuestState.Should().Be("notRunning");
    }

    [Fact]
    public async Task An_adapter_that_is_disconnected_while_the_guest_runs_leaves_its_report()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);
        var card = (VirtualEthernetCard)lab.Vm.Devices.OfType<VirtualEthernetCard>().Single().Copy();
        card.Connectable!.Connected = false;
        var spec = new VirtualMachineConfigSpec { DeviceChange = [new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = card }] };

        ManagedObjectReference task = await lab.Client.ReconfigVMTaskAsync(lab.Vm.Reference, spec, TestContext.Current.CancellationToken);

        lab.InfoOf(task).Error.Should().BeNull();
        (lab.Vm.Guest.Net, lab.Vm.Guest.IpAddress, lab.Vm.Guest.GuestState).Should().Be((null, null, "running"));
    }

    [Fact]
    public async Task Tests_take_Tools_from_a_guest_and_let_a_VM_ask()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Simulator.Inventory.SetTools("web-1", installed: false);
        lab.Simulator.Inventory.AskAtNextPowerOn("web-1");

        await lab.PowerOnAsync(lab.Vm);
        lab.Vm.Runtime.Question!.Id.Should().Be("1");
        await lab.Client.AnswerVMAsync(lab.Vm.Reference, "1", "1", TestContext.Current.CancellationToken);
        lab.Simulator.Inventory.StopHostResponding("host-1.example.com");

        lab.Vm.Guest.ToolsStatus.Should().Be(VirtualMachineToolsStatus.ToolsNotInstalled);
        lab.Inventory.Host1.ConnectionState.Should().Be(HostSystemConnectionState.NotResponding);
    }

    [Theory]
    [InlineData("windows2019srv_64Guest", true, false, true)]
    [InlineData("windows11_64Guest", true, false, true)]
    [InlineData("winNetEnterpriseGuest", true, false, true)]
    [InlineData("win98Guest", true, false, false)]
    [InlineData("ubuntu64Guest", false, true, true)]
    [InlineData("rhel9_64Guest", false, true, true)]
    [InlineData("oracleLinux8_64Guest", false, true, true)]
    [InlineData("fedora64Guest", false, true, false)]
    [InlineData("other5xLinux64Guest", false, true, false)]
    [InlineData("freebsd13_64Guest", false, false, false)]
    [InlineData("otherGuest64", false, false, false)]
    [InlineData("darwin23_64Guest", false, false, false)]
    [InlineData(null, false, false, false)]
    public void A_guest_identifier_tells_the_family_and_whether_it_can_be_customized(string? guestId, bool isWindows, bool isLinux, bool isInMatrix)
    {
        GuestFamily family = GuestFamily.Of(guestId);

        (family.IsWindows, family.IsLinux, family.IsInMatrix).Should().Be((isWindows, isLinux, isInMatrix));
    }
}
