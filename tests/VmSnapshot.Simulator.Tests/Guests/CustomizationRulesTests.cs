using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Guests;

public class CustomizationRulesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<CustomizationSpec>> WrongLinux => new()
    {
        { "spec.identity", spec => spec.Identity = null },
        { "spec.globalIPSettings", spec => spec.GlobalIPSettings = null },
        { "spec.identity.hostName", spec => Linux(spec).HostName = null },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationFixedName { Name = "" } },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationFixedName { Name = new string('a', 64) } },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationFixedName { Name = "under_score" } },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationFixedName { Name = "dot.ted" } },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationFixedName { Name = "-dash" } },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationPrefixName { Base = "" } },
        { "spec.identity.hostName", spec => Linux(spec).HostName = new CustomizationUnknownName() },
        { "spec.identity.domain", spec => Linux(spec).Domain = "" },
        { "spec.identity.domain", spec => Linux(spec).Domain = "exa mple.com" },
        { "spec.globalIPSettings.dnsServerList", spec => spec.GlobalIPSettings!.DnsServerList = ["dns.example.com"] },
        { "spec.nicSettingMap[0].adapter", spec => spec.NicSettingMap![0].Adapter = null },
        { "spec.nicSettingMap[0].macAddress", spec => spec.NicSettingMap![0].MacAddress = "00:50:56:ff:ff:ff" },
        { "spec.nicSettingMap[0].adapter.ip", spec => Adapter(spec).Ip = null },
        { "spec.nicSettingMap[0].adapter.ip", spec => Adapter(spec).Ip = new CustomizationUnknownIpGenerator() },
        { "spec.nicSettingMap[0].adapter.ip.ipAddress", spec => spec.NicSettingMap![0].Adapter = CustomizationSpecs.Fixed("192.0.2.300") },
        { "spec.nicSettingMap[0].adapter.ip.ipAddress", spec => spec.NicSettingMap![0].Adapter = CustomizationSpecs.Fixed("192.2") },
        { "spec.nicSettingMap[0].adapter.subnetMask", spec => spec.NicSettingMap![0].Adapter = CustomizationSpecs.Fixed("192.0.2.3", "255.0.255.0") },
        { "spec.nicSettingMap[0].adapter.subnetMask", spec => spec.NicSettingMap![0].Adapter = CustomizationSpecs.Fixed("192.0.2.3", null!) },
        { "spec.nicSettingMap[0].adapter.gateway", spec => spec.NicSettingMap![0].Adapter = CustomizationSpecs.Fixed("192.0.2.3", "255.255.255.0", "router") },
        { "spec.nicSettingMap[0].adapter.dnsServerList", spec => Adapter(spec).DnsServerList = ["x"] },
        { "spec.nicSettingMap[0].adapter.primaryWINS", spec => Adapter(spec).PrimaryWINS = "x" },
        {
            "spec.nicSettingMap[0].adapter.ipV6Spec.ip.ipAddress",
            spec => Adapter(spec).IpV6Spec = new CustomizationIPSettingsIpV6AddressSpec { Ip = [new CustomizationFixedIpV6 { IpAddress = "192.0.2.1", SubnetMask = 64 }] }
        },
        {
            "spec.nicSettingMap[0].adapter.ipV6Spec.ip.subnetMask",
            spec => Adapter(spec).IpV6Spec = new CustomizationIPSettingsIpV6AddressSpec { Ip = [new CustomizationFixedIpV6 { IpAddress = "2001:db8::1", SubnetMask = 129 }] }
        },
    };

    public static TheoryData<string, Action<CustomizationSpec>> WrongWindows => new()
    {
        { "spec.identity.guiUnattended", spec => Windows(spec).GuiUnattended = null },
        { "spec.identity.userData", spec => Windows(spec).UserData = null },
        { "spec.identity.userData.computerName", spec => Windows(spec).UserData!.ComputerName = new CustomizationFixedName { Name = "12345" } },
        { "spec.identity.userData.fullName", spec => Windows(spec).UserData!.FullName = "" },
        { "spec.identity.userData.orgName", spec => Windows(spec).UserData!.OrgName = "" },
        { "spec.identity.identification", spec => Windows(spec).Identification = null },
        { "spec.identity.identification.joinWorkgroup", spec => Windows(spec).Identification!.JoinDomain = "corp.example" },
        { "spec.identity.identification.domainAdmin", spec => Windows(spec).Identification = new CustomizationIdentification { JoinDomain = "corp.example" } },
        {
            "spec.identity.identification.domainAdminPassword",
            spec => Windows(spec).Identification = new CustomizationIdentification { JoinDomain = "corp.example", DomainAdmin = "joiner" }
        },
        { "spec.identity.value", spec => spec.Identity = new CustomizationSysprepText { Value = " " } },
    };

    [Theory]
    [MemberData(nameof(WrongLinux))]
    public async Task A_Linux_specification_that_is_wrong_in_itself_is_InvalidArgument_that_names_the_place(string property, Action<CustomizationSpec> spoil)
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        CustomizationSpec spec = CustomizationSpecs.Linux();
        spoil(spec);

        (await RefusedAsync(lab, lab.Vm, spec)).Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be(property);
    }

    [Theory]
    [MemberData(nameof(WrongWindows))]
    public async Task A_Windows_specification_that_is_wrong_in_itself_is_InvalidArgument_that_names_the_place(string property, Action<CustomizationSpec> spoil)
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        CustomizationSpec spec = CustomizationSpecs.Windows();
        spoil(spec);

        (await RefusedAsync(lab, AddWindows(lab), spec)).Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be(property);
    }

    [Fact]
    public async Task Specifications_that_fit_are_accepted_whether_the_VM_runs_is_a_template_or_neither()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);
        VirtualMachine windows = AddWindows(lab);
        lab.Arrange(_ => windows.ChangeConfig(config => config.Template = true));
        CustomizationSpec joining = CustomizationSpecs.Windows();
        Windows(joining).Identification = new CustomizationIdentification
        {
            JoinDomain = "corp.example",
            DomainAdmin = "joiner",
            DomainAdminPassword = new CustomizationPassword { Value = "topsecret", PlainText = true },
        };

        await lab.Client.CheckCustomizationSpecAsync(lab.Vm.Reference, CustomizationSpecs.Linux("a", CustomizationSpecs.Fixed("192.0.2.9")), Cancelled);
        await lab.Client.CheckCustomizationSpecAsync(windows.Reference, joining, Cancelled);
    }

    [Theory]
    [InlineData("windows2019srv_64Guest", false, true)]
    [InlineData("debian12_64Guest", true, true)]
    [InlineData("freebsd13_64Guest", false, true)]
    [InlineData("otherGuest64", true, true)]
    [InlineData("other5xLinux64Guest", false, true)]
    [InlineData("win98Guest", true, true)]
    [InlineData("ubuntu64Guest", false, false)]
    public async Task A_guest_of_another_family_or_none_that_is_known_is_UncustomizableGuest(string guestId, bool sysprep, bool isRefused)
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("other", guestId, networks: [lab.Inventory.StandardNetwork]);
        CustomizationSpec spec = sysprep ? CustomizationSpecs.Windows() : CustomizationSpecs.Linux();

        MethodFault? fault = await FaultAsync(() => lab.Client.CheckCustomizationSpecAsync(vm.Reference, spec, Cancelled));

        (fault is not null).Should().Be(isRefused);
        (fault as UncustomizableGuest)?.UncustomizableGuestOS.Should().Be(guestId);
        (fault is null or UncustomizableGuest).Should().BeTrue();
    }

    [Fact]
    public async Task An_unlisted_Linux_can_be_customized_by_a_compatible_method()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("other", "other5xLinux64Guest", networks: [lab.Inventory.StandardNetwork]);
        CustomizationSpec spec = CustomizationSpecs.Linux();
        Linux(spec).CompatibleCustomizationMethod = "GOSC_METHOD_1";

        Func<Task> check = () => lab.Client.CheckCustomizationSpecAsync(vm.Reference, spec, Cancelled);

        await check.Should().NotThrowAsync();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 0)]
    public async Task Each_adapter_needs_a_mapping_of_its_own(int inSpec, int inVm)
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("legs", networks: [.. Enumerable.Repeat(lab.Inventory.StandardNetwork, inVm)]);
        CustomizationSpec spec = CustomizationSpecs.Linux();
        spec.NicSettingMap = [.. Enumerable.Range(0, inSpec).Select(_ => new CustomizationAdapterMapping { Adapter = CustomizationSpecs.Dhcp() })];

        NicSettingMismatch fault = (await RefusedAsync(lab, vm, spec)).Should().BeOfType<NicSettingMismatch>().Subject;

        (fault.NumberOfNicsInSpec, fault.NumberOfNicsInVM).Should().Be((inSpec, inVm));
    }

    [Fact]
    public async Task A_VM_without_disks_is_NoDisksToCustomize()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("diskless", disks: 0, networks: [lab.Inventory.StandardNetwork]);

        (await RefusedAsync(lab, vm, CustomizationSpecs.Linux())).Should().BeOfType<NoDisksToCustomize>();
    }

    [Fact]
    public async Task Generators_that_need_a_script_are_IpHostnameGeneratorError()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        CustomizationSpec name = CustomizationSpecs.Linux();
        Linux(name).HostName = new CustomizationCustomName { Argument = "x" };
        CustomizationSpec address = CustomizationSpecs.Linux();
        Adapter(address).Ip = new CustomizationCustomIpGenerator { Argument = "x" };

        (await RefusedAsync(lab, lab.Vm, name)).Should().BeOfType<IpHostnameGeneratorError>();
        (await RefusedAsync(lab, lab.Vm, address)).Should().BeOfType<IpHostnameGeneratorError>();
    }

    [Fact]
    public async Task Passwords_that_somebody_else_encrypted_are_CannotDecryptPasswords()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        CustomizationSpec spec = CustomizationSpecs.Windows();
        Windows(spec).GuiUnattended!.Password!.PlainText = false;

        (await RefusedAsync(lab, AddWindows(lab), spec)).Should().BeOfType<CannotDecryptPasswords>();
    }

    [Fact]
    public async Task A_stored_specification_can_be_used_with_the_passwords_that_vCenter_encrypted()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = AddWindows(lab);
        ManagedObjectReference manager = lab.User.Content.CustomizationSpecManager!;
        await lab.Client.CreateCustomizationSpecAsync(
            manager, new CustomizationSpecItem { Info = new CustomizationSpecInfo { Name = "win", Description = "", Type = "Windows" }, Spec = CustomizationSpecs.Windows() }, Cancelled);

        CustomizationSpecItem stored = (await lab.Client.GetCustomizationSpecAsync(manager, "win", Cancelled))!;
        Windows(stored.Spec!).GuiUnattended!.Password!.PlainText.Should().BeFalse();

        lab.InfoOf(await lab.Client.CustomizeVMTaskAsync(vm.Reference, stored.Spec!, Cancelled)).State.Should().Be(TaskInfoState.Success);
    }

    [Theory]
    [InlineData("")]
    [InlineData("just some text")]
    [InlineData("{\"local-hostname\": ")]
    [InlineData("local-hostname: [a")]
    public async Task Metadata_that_cant_be_read_is_InvalidArgument(string metadata)
    {
        await using GuestLab lab = await GuestLab.CreateAsync();

        (await RefusedAsync(lab, lab.Vm, CustomizationSpecs.Cloudinit(metadata))).Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.identity.metadata");
    }

    /// <summary>CheckCustomizationSpec and CustomizeVM_Task have to refuse it for the same reason, and leave nothing behind.</summary>
    private static async Task<MethodFault> RefusedAsync(GuestLab lab, VirtualMachine vm, CustomizationSpec spec)
    {
        MethodFault? @checked = await FaultAsync(() => lab.Client.CheckCustomizationSpecAsync(vm.Reference, spec, Cancelled));
        ManagedObjectReference? task = null;
        MethodFault? called = await FaultAsync(async () => task = await lab.Client.CustomizeVMTaskAsync(vm.Reference, spec, Cancelled));
        (called is InvalidArgument).Should().Be(task is null, "only what is wrong in itself is refused before there is a task");
        MethodFault failed = called ?? lab.FaultOf(task!);
        @checked.Should().NotBeNull();
        failed.WireTypeName.Should().Be(@checked!.WireTypeName);
        vm.GuestState.Pending.Should().BeNull();
        vm.Config.Tools!.PendingCustomization.Should().BeNull();
        return failed;
    }

    private static async Task<MethodFault?> FaultAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (VimFaultException exception)
        {
            exception.Message.Should().NotContain("topsecret");
            return exception.Fault;
        }
    }

    private static VirtualMachine AddWindows(GuestLab lab) => lab.AddVm("win", "windows2019srv_64Guest", networks: [lab.Inventory.StandardNetwork]);

    private static CustomizationLinuxPrep Linux(CustomizationSpec spec) => (CustomizationLinuxPrep)spec.Identity!;

    private static CustomizationSysprep Windows(CustomizationSpec spec) => (CustomizationSysprep)spec.Identity!;

    private static CustomizationIPSettings Adapter(CustomizationSpec spec) => spec.NicSettingMap![0].Adapter!;
}
