using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>What becomes of a VM's properties.</summary>
public sealed class ReadVmTests
{
    private static readonly MoRef Vm = new("VirtualMachine", "vm-42");

    [Fact]
    public async Task A_VM_is_read_in_one_request_with_its_folder_datacenter_and_networks()
    {
        await using var vcenter = WithFullVm();

        var vm = await vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        vcenter.Requests("RetrievePropertiesEx").Should().ContainSingle();
        vm!.Name.Should().Be("web/1");
        vm.Path.Should().Be("/DC%2f0/vm/Prod/web%2f1");
        vm.MoRef.Should().Be(Vm);
        vm.InstanceUuid.Should().Be("5012ab34-cdef-4a5b-8c9d-0123456789ab");
        vm.BiosUuid.Should().Be("4212ab34-cdef-4a5b-8c9d-0123456789ab");
        vm.PowerState.Should().Be(VmPowerState.PoweredOn);
        vm.GuestId.Should().Be("ubuntu64Guest");
        vm.HardwareVersion.Should().Be("vmx-21");
        vm.Firmware.Should().Be("efi");
        vm.SecureBoot.Should().BeTrue();
        (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB).Should().Be((4, 2, 8192L));
        vm.Datacenter.Should().Be(new MoRef("Datacenter", "datacenter-2"));
        vm.Folder!.Path.Should().Be("/DC%2f0/vm/Prod");
        vm.ResourcePool.Should().Be(new MoRef("ResourcePool", "resgroup-9"));
        vm.Datastore.Should().Be("ssd-1");
        vm.ChangeVersion.Should().Be("2026-03-01T08:00:00.123456Z");
        vm.CurrentNativeSnapshot.Should().Be(new MoRef("VirtualMachineSnapshot", "snapshot-7"));
    }

    [Fact]
    public async Task Its_controllers_and_disks_are_described()
    {
        await using var vcenter = WithFullVm();

        var vm = await vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        vm!.Controllers.Should().ContainSingle().Which.Should().BeEquivalentTo(new VmController
        {
            Key = 1000,
            Label = "SCSI controller 0",
            Type = "ParaVirtualSCSIController",
            BusNumber = 0,
            UnitsInUse = [0, 7],
        });
        vm.Disks.Should().ContainSingle().Which.Should().Be(new VmDisk
        {
            Key = 2000,
            Label = "Hard disk 1",
            CapacityBytes = 17179869184,
            Datastore = "ssd-1",
            Thin = true,
            ControllerKey = 1000,
            UnitNumber = 0,
            Mode = "persistent",
        });
    }

    [Fact]
    public async Task Its_adapters_name_their_networks_whatever_kind_they_are()
    {
        await using var vcenter = WithFullVm();

        var vm = await vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        vm!.Networks.Select(n => (n.Key, n.Network, n.AdapterType, n.MacAddress)).Should().Equal(
            (4000, "LAN/7", "VirtualVmxnet3", "00:50:56:aa:bb:00"),
            (4001, "App", "VirtualVmxnet3", "00:50:56:aa:bb:01"),
            (4002, "Segment", "VirtualE1000e", "00:50:56:aa:bb:02"),
            (4003, "dvportgroup-hidden", "VirtualVmxnet3", "00:50:56:aa:bb:03"));
    }

    [Fact]
    public async Task Of_its_extra_configuration_our_own_mark_is_read()
    {
        var marker = new OwnershipMarker { StoreId = "s", OperationId = "op-1", Item = 0, InstanceUuid = new Guid("5012ab34-cdef-4a5b-8c9d-0123456789ab") };
        await using var vcenter = WithFullVm(marker.ToExtraConfigValue());

        var vm = await vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        vm!.Marker.Should().Be(marker);
    }

    [Fact]
    public async Task Somebody_elses_text_under_our_key_is_no_mark()
    {
        await using var vcenter = WithFullVm("yes");

        var vm = await vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        vm!.Marker.Should().BeNull();
    }

    [Fact]
    public async Task A_VM_that_is_gone_is_null()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter();

        var vm = await vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        vm.Should().BeNull();
    }

    [Fact]
    public async Task A_VM_that_is_not_to_be_read_names_privilege_and_object()
    {
        await using var vcenter = new FakeVCenter().On("RetrievePropertiesEx", Answer.Fault(
            "NoPermission", "Permission to perform this operation was denied.", """<object type="VirtualMachine">vm-42</object><privilegeId>System.Read</privilegeId>"""));

        var read = () => vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        (await read.Should().ThrowAsync<VmSnapshotException>().WithMessage("*System.Read*VirtualMachine:vm-42*"))
            .Which.Code.Should().Be(VmSnapshotErrorCodes.PrivilegeMissing);
    }

    [Fact]
    public async Task A_VM_whose_configuration_this_account_may_not_read_is_an_error_that_names_the_privilege()
    {
        await using var vcenter = WithFullVm();
        vcenter.Inventory.Hide("vm-42", "config.hardware", "config.changeVersion");

        var read = () => vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        var error = (await read.Should().ThrowAsync<VmSnapshotException>().WithMessage("*web/1*vm-42*System.Read*")).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.PrivilegeMissing);
        error.IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task A_VM_that_vCenter_has_no_configuration_of_now_is_unreadable_for_a_while()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-42", "orphan");

        var read = () => vcenter.Gateway.ReadVmAsync(Vm, TestContext.Current.CancellationToken);

        var error = (await read.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.VmUnreadable);
        error.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task A_native_snapshot_anywhere_in_the_tree_says_whether_it_was_quiesced()
    {
        await using var vcenter = new FakeVCenter();
        vcenter.Inventory.Add("VirtualMachine", "vm-42", ("snapshot", Property.Value("VirtualMachineSnapshotInfo", $"""
            <currentSnapshot type="VirtualMachineSnapshot">snapshot-8</currentSnapshot>
            <rootSnapshotList>{Node("snapshot-7", quiesced: false)}
            <childSnapshotList>{Node("snapshot-8", quiesced: true)}</childSnapshotList></rootSnapshotList>
            """)));

        var root = await vcenter.Gateway.IsQuiescedAsync(Vm, new MoRef("VirtualMachineSnapshot", "snapshot-7"), TestContext.Current.CancellationToken);
        var child = await vcenter.Gateway.IsQuiescedAsync(Vm, new MoRef("VirtualMachineSnapshot", "snapshot-8"), TestContext.Current.CancellationToken);

        (root, child).Should().Be((false, true));
    }

    [Fact]
    public async Task A_VM_of_a_vApp_has_no_folder_but_a_datacenter()
    {
        await using var vcenter = ListingTests.WithVmInVApp();

        var vm = await vcenter.Gateway.ReadVmAsync(new MoRef("VirtualMachine", "vm-50"), TestContext.Current.CancellationToken);

        vm!.Folder.Should().BeNull();
        vm.Datacenter.Should().Be(new MoRef("Datacenter", "datacenter-2"));
        vm.Path.Should().Be("/DC%2f0/vm/Prod/Shop/db");
        vm.ResourcePool.Should().Be(new MoRef("VirtualApp", "resgroup-v12"));
    }

    private static FakeVCenter WithFullVm(string mark = "")
    {
        var vcenter = new FakeVCenter().WithDatacenter();
        vcenter.Inventory.Add(
            "VirtualMachine",
            "vm-42",
            "web%2f1",
            ("Folder", "group-v7"),
            ("resourcePool", Property.Reference("ResourcePool", "resgroup-9")),
            ("network", Property.References(("Network", "network-5"), ("DistributedVirtualPortgroup", "dvportgroup-21"), ("OpaqueNetwork", "network-o31"))),
            ("runtime.powerState", Property.Value("VirtualMachinePowerState", "poweredOn")),
            ("snapshot", Property.Value("VirtualMachineSnapshotInfo", $"""
                <currentSnapshot type="VirtualMachineSnapshot">snapshot-7</currentSnapshot>
                <rootSnapshotList>{Node("snapshot-7", quiesced: false)}</rootSnapshotList>
                """)),
            ("config.uuid", Property.Text("4212ab34-cdef-4a5b-8c9d-0123456789ab")),
            ("config.instanceUuid", Property.Text("5012ab34-cdef-4a5b-8c9d-0123456789ab")),
            ("config.template", Property.Flag(false)),
            ("config.guestId", Property.Text("ubuntu64Guest")),
            ("config.version", Property.Text("vmx-21")),
            ("config.firmware", Property.Text("efi")),
            ("config.bootOptions", Property.Value("VirtualMachineBootOptions", "<bootDelay>0</bootDelay><enterBIOSSetup>false</enterBIOSSetup><efiSecureBootEnabled>true</efiSecureBootEnabled>")),
            ("config.changeVersion", Property.Text("2026-03-01T08:00:00.123456Z")),
            ("config.files.vmPathName", Property.Text("[ssd-1] web/web.vmx")),
            ("config.extraConfig", Property.Value("ArrayOfOptionValue",
                Option("guestinfo.secret", "hidden") + Option(OwnershipMarker.Key, mark))),
            ("config.hardware", Property.Value("VirtualHardware",
                "<numCPU>4</numCPU><numCoresPerSocket>2</numCoresPerSocket><memoryMB>8192</memoryMB>"
                + string.Concat(AllDevices.Select(d => d.Replace("VirtualDevice xsi", "device xsi", StringComparison.Ordinal).Replace("</VirtualDevice>", "</device>", StringComparison.Ordinal))))));
        return vcenter;
    }

    private static IEnumerable<string> AllDevices =>
    [
        Devices.Controller,
        Devices.Disk,
        Devices.Card(4000, Devices.StandardBacking("LAN%2f7", "network-5")),
        Devices.Card(4001, Devices.PortBacking("dvportgroup-21", "50 0c 6f 8b 14 a8 76 2b-0d 0f 0a 8e 26 9c 5d 2e")),
        Devices.Card(4002, Devices.OpaqueBacking("f2b1-seg"), "VirtualE1000e"),
        Devices.Card(4003, Devices.PortBacking("dvportgroup-hidden", "50 0c 6f 8b 14 a8 76 2b-0d 0f 0a 8e 26 9c 5d 2e")),
    ];

    private static string Node(string id, bool quiesced) => $"""
        <snapshot type="VirtualMachineSnapshot">{id}</snapshot><vm type="VirtualMachine">vm-42</vm><name>before</name><description></description><id>1</id>
        <createTime>2026-03-01T08:00:00.123456Z</createTime><state>poweredOff</state><quiesced>{(quiesced ? "true" : "false")}</quiesced>
        <replaySupported>false</replaySupported>
        """;

    private static string Option(string key, string value) =>
        $"""<OptionValue xsi:type="OptionValue"><key>{key}</key><value xsi:type="xsd:string">{value}</value></OptionValue>""";
}
