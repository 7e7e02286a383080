using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Guests;

public class CustomizationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_customization_waits_for_the_power_on_runs_in_the_guest_and_ends_with_an_event()
    {
        await using GuestLab lab = await CreateAsync();

        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7", CustomizationSpecs.Fixed("192.0.2.10", "255.255.255.128", "192.0.2.1")));

        lab.Vm.Config.Tools!.PendingCustomization.Should().NotBeNullOrEmpty();
        Status(lab).Should().Be(("TOOLSDEPLOYPKG_PENDING", null, null));
        lab.EventsOf(lab.Vm).Should().BeEmpty();

        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(29));
        Card(lab.Vm).Connectable!.Connected.Should().BeFalse("adapters wait for the customization");
        lab.EventsOf(lab.Vm).Should().Equal("VmStartingEvent", "DrsVmPoweredOnEvent");

        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset started = lab.Clock.GetUtcNow();
        Status(lab).Should().Be(("TOOLSDEPLOYPKG_RUNNING", started, null));
        lab.Vm.Config.Tools!.PendingCustomization.Should().BeNull();
        (lab.Vm.Guest.GuestState, lab.Vm.Guest.IpAddress).Should().Be(("running", null));
        lab.LastEvent<CustomizationStartedEvent>().UserName.Should().Be("user");

        lab.Clock.Advance(TimeSpan.FromSeconds(119));
        Card(lab.Vm).Connectable!.Connected.Should().BeFalse();
        lab.Clock.Advance(TimeSpan.FromSeconds(1));

        Status(lab).Should().Be(("TOOLSDEPLOYPKG_SUCCEEDED", started, lab.Clock.GetUtcNow()));
        Card(lab.Vm).Connectable!.Connected.Should().BeTrue();
        GuestNicInfo adapter = lab.Vm.Guest.Net!.Single();
        adapter.IpAddress![0].Should().Be("192.0.2.10");
        adapter.IpConfig!.IpAddress!.Select(address => (address.IpAddress, address.PrefixLength, address.Origin)).First().Should().Be(("192.0.2.10", 25, "manual"));
        adapter.DnsConfig!.Dhcp.Should().BeFalse();
        (adapter.DnsConfig.HostName, adapter.DnsConfig.DomainName).Should().Be(("app-7", "example.com"));
        adapter.DnsConfig.IpAddress.Should().Equal("192.0.2.53");
        adapter.DnsConfig.SearchDomain.Should().Equal("example.com", "example.org");
        lab.Vm.Guest.IpStack!.Single().IpRouteConfig!.IpRoute!.Single().Gateway!.IpAddress.Should().Be("192.0.2.1");
        (lab.Vm.Guest.HostName, lab.Vm.Guest.IpAddress).Should().Be(("app-7", "192.0.2.10"));
        lab.LastEvent<CustomizationSucceeded>().LogLocation.Should().Contain("toolsDeployPkg.log");
        lab.EventsOf(lab.Vm).TakeLast(2).Should().Equal("CustomizationStartedEvent", "CustomizationSucceeded");
        lab.Vm.GuestState.Applied.Should().NotBeNull();
        lab.Vm.GuestState.Pending.Should().BeNull();
    }

    [Fact]
    public async Task What_was_customized_outlives_a_restart()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7", CustomizationSpecs.Fixed("192.0.2.10")));
        await lab.PowerOnAsync(lab.Vm);

        await lab.PowerOffAsync(lab.Vm);
        await lab.PowerOnAsync(lab.Vm);

        (lab.Vm.Guest.HostName, lab.Vm.Guest.IpAddress).Should().Be(("app-7", "192.0.2.10"));
        lab.EventsOf(lab.Vm).Count(name => name.StartsWith("Customization", StringComparison.Ordinal)).Should().Be(2);
    }

    [Fact]
    public async Task A_clock_that_leaps_an_hour_gives_everything_its_own_time()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options =>
        {
            options.TaskDuration = TimeSpan.FromMinutes(1);
            options.GuestStartDuration = TimeSpan.FromMinutes(4);
            options.CustomizationDuration = TimeSpan.FromMinutes(55);
            options.TaskRetention = TimeSpan.FromDays(1);
        });
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux());
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        DateTimeOffset begin = lab.Clock.GetUtcNow();

        ManagedObjectReference powerOn = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);
        lab.Clock.Advance(TimeSpan.FromHours(1));

        lab.InfoOf(powerOn).CompleteTime.Should().Be(begin.AddMinutes(1));
        lab.Vm.Runtime.BootTime.Should().Be(begin.AddMinutes(1));
        Status(lab).Should().Be(("TOOLSDEPLOYPKG_SUCCEEDED", begin.AddMinutes(5), begin.AddMinutes(60)));
        lab.VCenter.Events.All.Where(posted => posted is CustomizationEvent or VmPoweredOnEvent).Select(posted => (posted.WireTypeName, posted.CreatedTime))
            .Should().Equal(
                ("DrsVmPoweredOnEvent", begin.AddMinutes(1)),
                ("CustomizationStartedEvent", begin.AddMinutes(5)),
                ("CustomizationSucceeded", begin.AddMinutes(60)));
    }

    [Fact]
    public async Task One_that_is_pending_already_is_CustomizationPending()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux());

        ManagedObjectReference task = await lab.Client.CustomizeVMTaskAsync(lab.Vm.Reference, CustomizationSpecs.Linux(), Cancelled);

        lab.FaultOf(task).Should().BeOfType<CustomizationPending>();
        await lab.PowerOnAsync(lab.Vm);
        await lab.PowerOffAsync(lab.Vm);
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux());
    }

    [Fact]
    public async Task A_VM_that_runs_a_template_and_one_that_is_busy_are_refused()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine template = lab.AddVm("template", networks: [lab.Inventory.StandardNetwork]);
        VirtualMachine busy = lab.AddVm("busy", networks: [lab.Inventory.StandardNetwork]);
        lab.Arrange(_ =>
        {
            template.ChangeConfig(config => config.Template = true);
            busy.GuestState.NextQuestion = Simulator.Power.VmQuestion.MovedOrCopied();
        });
        await lab.PowerOnAsync(lab.Vm);
        await lab.PowerOnAsync(busy);

        ManagedObjectReference task = await lab.Client.CustomizeVMTaskAsync(lab.Vm.Reference, CustomizationSpecs.Linux(), Cancelled);
        Func<Task> onTemplate = () => lab.Client.CustomizeVMTaskAsync(template.Reference, CustomizationSpecs.Linux(), Cancelled);
        Func<Task> onBusy = () => lab.Client.CustomizeVMTaskAsync(busy.Reference, CustomizationSpecs.Linux(), Cancelled);

        InvalidPowerState fault = lab.FaultOf(task).Should().BeOfType<InvalidPowerState>().Subject;
        (fault.ExistingState, fault.RequestedState).Should().Be((VirtualMachinePowerState.PoweredOn, VirtualMachinePowerState.PoweredOff));
        (await onTemplate.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotSupported");
        (await onBusy.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
    }

    [Theory]
    [InlineData("CustomizationFailed")]
    [InlineData("CustomizationSysprepFailed")]
    [InlineData("CustomizationLinuxIdentityFailed")]
    [InlineData("CustomizationNetworkSetupFailed")]
    [InlineData("CustomizationUnknownFailure")]
    public async Task A_customization_that_fails_leaves_the_adapters_unconnected_and_the_guest_as_it_was(string failure)
    {
        await using GuestLab lab = await CreateAsync();
        lab.Arrange(_ => lab.Vm.GuestState.NextOutcome = CustomizationOutcome.FailsWith(failure));
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7"));

        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromMinutes(10));

        lab.EventsOf(lab.Vm).TakeLast(2).Should().Equal("CustomizationStartedEvent", failure);
        Status(lab).Status.Should().Be("TOOLSDEPLOYPKG_FAILED");
        lab.Vm.Guest.CustomizationInfo!.ErrorMsg.Should().NotBeNullOrEmpty();
        Card(lab.Vm).Connectable!.Connected.Should().BeFalse();
        lab.Vm.Guest.HostName.Should().Be("web-1");
        lab.Vm.GuestState.Applied.Should().BeNull();

        await lab.PowerOffAsync(lab.Vm);
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-8"));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromMinutes(10));
        lab.Vm.Guest.HostName.Should().Be("app-8", "only one was to fail");
    }

    [Fact]
    public async Task A_customization_that_never_starts_leaves_no_event_and_the_adapters_unconnected()
    {
        await using GuestLab lab = await CreateAsync();
        lab.Arrange(_ => lab.Vm.GuestState.NextOutcome = CustomizationOutcome.NeverStarts);
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7"));

        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromHours(5));

        lab.EventsOf(lab.Vm).Should().Equal("VmStartingEvent", "DrsVmPoweredOnEvent");
        Status(lab).Should().Be(("TOOLSDEPLOYPKG_PENDING", null, null));
        lab.Vm.Config.Tools!.PendingCustomization.Should().NotBeNull();
        lab.Vm.Guest.GuestState.Should().Be("running");
        lab.Vm.Guest.Net.Should().BeNull();
    }

    [Fact]
    public async Task A_guest_without_Tools_is_never_customized_and_refused_once_vCenter_knows()
    {
        await using GuestLab lab = await CreateAsync();
        lab.Arrange(_ => lab.Vm.GuestState.HasTools = false);
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7"));

        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromHours(5));

        lab.EventsOf(lab.Vm).Should().Equal("VmStartingEvent", "DrsVmPoweredOnEvent");
        Card(lab.Vm).Connectable!.Connected.Should().BeFalse();
        Func<Task> check = () => lab.Client.CheckCustomizationSpecAsync(lab.Vm.Reference, CustomizationSpecs.Linux(), Cancelled);
        (await check.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("UncustomizableGuest");
    }

    [Fact]
    public async Task A_power_off_before_the_guest_was_up_leaves_it_for_the_next_power_on()
    {
        await using GuestLab lab = await CreateAsync();
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7"));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(10));

        await lab.PowerOffAsync(lab.Vm);
        Status(lab).Status.Should().Be("TOOLSDEPLOYPKG_PENDING");
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromMinutes(10));

        lab.Vm.Guest.HostName.Should().Be("app-7");
        Card(lab.Vm).Connectable!.Connected.Should().BeTrue();
    }

    [Fact]
    public async Task A_power_off_in_the_midst_of_it_fails_it_for_good()
    {
        await using GuestLab lab = await CreateAsync();
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7"));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(60));

        await lab.PowerOffAsync(lab.Vm);
        lab.LastEvent<CustomizationUnknownFailure>().Reason.Should().Contain("powered off");
        Status(lab).Status.Should().Be("TOOLSDEPLOYPKG_FAILED");
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromMinutes(10));

        lab.Vm.Guest.HostName.Should().Be("web-1");
        lab.EventsOf(lab.Vm).Should().NotContain("CustomizationSucceeded");
        Card(lab.Vm).Connectable!.Connected.Should().BeTrue();
    }

    [Fact]
    public async Task Settings_go_to_the_adapter_of_their_address_or_else_by_place()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("two-legs", networks: [lab.Inventory.StandardNetwork, lab.Inventory.Portgroup]);
        string second = vm.Devices.OfType<VirtualEthernetCard>().Last().MacAddress!;
        string first = vm.Devices.OfType<VirtualEthernetCard>().First().MacAddress!;
        CustomizationSpec spec = CustomizationSpecs.Linux("app-7", CustomizationSpecs.Fixed("192.0.2.22"), CustomizationSpecs.Dhcp());
        spec.NicSettingMap![0].MacAddress = second.ToUpperInvariant();
        spec.NicSettingMap[1].MacAddress = first;

        await CustomizeAsync(lab, vm, spec);
        await lab.PowerOnAsync(vm);

        vm.Guest.Net!.Select(adapter => adapter.IpAddress![0]).Should().Equal(GuestAddresses.ByDhcp(first), "192.0.2.22");
    }

    [Fact]
    public async Task Windows_has_its_resolver_per_adapter_and_its_computer_name_cut_off()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("win", "windows2019srv_64Guest", networks: [lab.Inventory.StandardNetwork]);
        CustomizationIPSettings settings = CustomizationSpecs.Fixed("192.0.2.30", "255.255.255.0", "192.0.2.1");
        (settings.DnsServerList, settings.DnsDomain) = (["192.0.2.54"], "corp.example");
        settings.IpV6Spec = new CustomizationIPSettingsIpV6AddressSpec { Ip = [new CustomizationFixedIpV6 { IpAddress = "2001:db8::30", SubnetMask = 64 }], Gateway = ["2001:db8::1"] };

        await CustomizeAsync(lab, vm, CustomizationSpecs.Windows("A-VERY-LONG-COMPUTER-NAME", settings));
        await lab.PowerOnAsync(vm);

        vm.Guest.HostName.Should().Be("A-VERY-LONG-COM");
        GuestNicInfo adapter = vm.Guest.Net!.Single();
        adapter.DnsConfig!.IpAddress.Should().Equal("192.0.2.54");
        adapter.DnsConfig.DomainName.Should().Be("corp.example");
        adapter.IpAddress!.Take(2).Should().Equal("192.0.2.30", "2001:db8::30");
        vm.Guest.GuestFamily.Should().Be("windowsGuest");
        vm.Guest.Disk!.Single().DiskPath.Should().Be(@"C:\");
        lab.LastEvent<CustomizationSucceeded>().LogLocation.Should().StartWith("C:");
    }

    [Fact]
    public async Task Passwords_reach_the_guest_and_neither_events_nor_tasks()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("win", "windows2019srv_64Guest", networks: [lab.Inventory.StandardNetwork]);
        lab.Arrange(_ => vm.GuestState.NextOutcome = CustomizationOutcome.FailsWith("CustomizationSysprepFailed"));

        await CustomizeAsync(lab, vm, CustomizationSpecs.Windows());
        await lab.PowerOnAsync(vm);
        await lab.PowerOffAsync(vm);
        await CustomizeAsync(lab, vm, CustomizationSpecs.Windows());
        await lab.PowerOnAsync(vm);

        ((CustomizationSysprep)vm.GuestState.Applied!.Identity!).GuiUnattended!.Password!.Value.Should().Be("topsecret");
        lab.VCenter.Events.All.SelectMany(posted => new[] { posted.FullFormattedMessage, (posted as CustomizationFailed)?.Reason, (posted as CustomizationEvent)?.LogLocation })
            .Should().NotContain(text => text != null && text.Contains("topsecret"));
        vm.Guest.CustomizationInfo!.ErrorMsg.Should().BeNull();
    }

    [Fact]
    public async Task Names_are_made_of_a_prefix_or_of_the_VMs_own()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine named = lab.AddVm("Web Server_1", networks: [lab.Inventory.StandardNetwork]);
        VirtualMachine prefixed = lab.AddVm("second", networks: [lab.Inventory.StandardNetwork]);
        CustomizationSpec own = CustomizationSpecs.Linux();
        ((CustomizationLinuxPrep)own.Identity!).HostName = new CustomizationVirtualMachineName();
        CustomizationSpec prefix = CustomizationSpecs.Linux();
        ((CustomizationLinuxPrep)prefix.Identity!).HostName = new CustomizationPrefixName { Base = "node" };

        foreach ((VirtualMachine vm, CustomizationSpec spec) in new[] { (named, own), (prefixed, prefix) })
        {
            await CustomizeAsync(lab, vm, spec);
            await lab.PowerOnAsync(vm);
        }

        named.Guest.HostName.Should().Be("Web-Server-1");
        prefixed.Guest.HostName.Should().Be($"node-{prefixed.Reference.Value["vm-".Length..]}");
    }

    [Fact]
    public async Task Cloud_init_takes_name_and_network_from_its_metadata()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        CustomizationSpec spec = CustomizationSpecs.Cloudinit(
            """
            instance-id: i-1
            local-hostname: cloudy
            network:
              version: 2
              ethernets:
                ens192:
                  addresses: [192.0.2.40/24, "2001:db8::40/64"]
                  gateway4: 192.0.2.1
                  nameservers:
                    addresses: [192.0.2.53]
                    search: [example.net]
            """);

        await CustomizeAsync(lab, lab.Vm, spec);
        await lab.PowerOnAsync(lab.Vm);

        (lab.Vm.Guest.HostName, lab.Vm.Guest.IpAddress).Should().Be(("cloudy", "192.0.2.40"));
        GuestNicInfo adapter = lab.Vm.Guest.Net!.Single();
        adapter.IpAddress!.Take(2).Should().Equal("192.0.2.40", "2001:db8::40");
        adapter.DnsConfig!.IpAddress.Should().Equal("192.0.2.53");
        adapter.DnsConfig.SearchDomain.Should().Equal("example.net");
    }

    [Fact]
    public async Task An_answer_file_of_Sysprep_names_the_guest()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("win", "windows2019srv_64Guest", networks: [lab.Inventory.StandardNetwork]);
        CustomizationSpec spec = CustomizationSpecs.Windows();
        spec.Identity = new CustomizationSysprepText { Value = "<unattend><ComputerName>FROMTEXT</ComputerName></unattend>" };

        await CustomizeAsync(lab, vm, spec);
        await lab.PowerOnAsync(vm);

        vm.Guest.HostName.Should().Be("FROMTEXT");
    }

    [Fact]
    public async Task A_customization_under_way_shows_its_end_only_when_the_lost_host_is_back()
    {
        await using GuestLab lab = await CreateAsync();
        await CustomizeAsync(lab, lab.Vm, CustomizationSpecs.Linux("app-7"));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(60));
        lab.Arrange(vCenter => Simulator.Power.InventoryStates.StopResponding(vCenter, lab.Inventory.Host1));

        lab.Clock.Advance(TimeSpan.FromHours(1));
        lab.EventsOf(lab.Vm)[^1].Should().Be("VmDisconnectedEvent");
        lab.Arrange(vCenter => Simulator.Power.InventoryStates.Reconnect(vCenter, lab.Inventory.Host1));

        lab.EventsOf(lab.Vm).TakeLast(2).Should().Equal("VmConnectedEvent", "CustomizationSucceeded");
        lab.Vm.Guest.HostName.Should().Be("app-7");
    }

    private static Task<GuestLab> CreateAsync() => GuestLab.CreateAsync(options =>
    {
        options.GuestStartDuration = TimeSpan.FromSeconds(30);
        options.CustomizationDuration = TimeSpan.FromSeconds(120);
    });

    private static async Task CustomizeAsync(GuestLab lab, VirtualMachine vm, CustomizationSpec spec)
        => lab.InfoOf(await lab.Client.CustomizeVMTaskAsync(vm.Reference, spec, Cancelled)).Error.Should().BeNull();

    private static (string? Status, DateTimeOffset? Start, DateTimeOffset? End) Status(GuestLab lab)
        => lab.Vm.Guest.CustomizationInfo is { } info ? (info.CustomizationStatus, info.StartTime, info.EndTime) : default;

    private static VirtualEthernetCard Card(VirtualMachine vm) => vm.Devices.OfType<VirtualEthernetCard>().Single();
}
