using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Reconfiguring;

public class DeviceTests
{
    private static readonly VirtualEthernetCardNetworkBackingInfo Standard = new() { DeviceName = "VM Network" };

    [Fact]
    public async Task A_new_adapter_gets_its_key_label_address_and_network()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ChangeDevicesAsync(VmBench.Add(new VirtualVmxnet3 { Key = -1, Backing = Standard }));

        VirtualVmxnet3 card = bench.Vm.Devices.OfType<VirtualVmxnet3>().Last();
        (card.Key, card.UnitNumber, card.DeviceInfo!.Label, card.DeviceInfo.Summary).Should().Be((4001, 8, "Network adapter 2", "VM Network"));
        (card.AddressType, card.MacAddress).Should().Be(("assigned", "00:50:56:80:00:02"));
        ((VirtualEthernetCardNetworkBackingInfo)card.Backing!).Network.Should().Be(bench.Inventory.StandardNetwork.Reference);
        card.Connectable!.Connected.Should().BeFalse("the VM is off");
    }

    [Fact]
    public async Task An_adapter_goes_to_a_port_group_and_gets_a_port_there_and_lists_follow()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualVmxnet3 card = bench.Device<VirtualVmxnet3>();
        string switchUuid = PortgroupSwitchUuid(bench);
        card.Backing = Port(bench, switchUuid);

        await bench.ChangeDevicesAsync(VmBench.Edit(card));

        var backing = (VirtualEthernetCardDistributedVirtualPortBackingInfo)bench.Vm.Devices.OfType<VirtualVmxnet3>().Single().Backing!;
        backing.Port!.PortKey.Should().Be("0");
        bench.Vm.Networks.Snapshot.Should().Equal(bench.Inventory.Portgroup.Reference);
        bench.Inventory.StandardNetwork.Vms.Snapshot.Should().BeEmpty();
        bench.Vm.Devices.OfType<VirtualVmxnet3>().Single().MacAddress.Should().Be(card.MacAddress);
    }

    [Fact]
    public async Task An_adapter_goes_to_an_opaque_network()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        var summary = bench.Inventory.Opaque.Get<OpaqueNetworkSummary>("summary")!;

        await bench.ChangeDevicesAsync(VmBench.Add(new VirtualE1000e
        {
            Key = -1,
            Backing = new VirtualEthernetCardOpaqueNetworkBackingInfo { OpaqueNetworkId = summary.OpaqueNetworkId, OpaqueNetworkType = summary.OpaqueNetworkType },
        }));

        bench.Vm.Networks.Snapshot.Should().Contain(bench.Inventory.Opaque.Reference);
    }

    [Fact]
    public async Task A_network_that_isn_t_there_is_an_invalid_backing()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        static VirtualDeviceConfigSpec With(VirtualDeviceBackingInfo? backing) => VmBench.Add(new VirtualVmxnet3 { Key = -1, Backing = backing });

        (await bench.FailToChangeDevicesAsync<InvalidDeviceBacking>(With(new VirtualEthernetCardNetworkBackingInfo { DeviceName = "nowhere" })))
            .Property.Should().Be("deviceChange[0].device.backing.deviceName");
        await bench.FailToChangeDevicesAsync<InvalidDeviceBacking>(With(new VirtualEthernetCardNetworkBackingInfo { DeviceName = "backend" }));
        await bench.FailToChangeDevicesAsync<InvalidDeviceBacking>(With(Port(bench, "no such switch")));
        await bench.FailToChangeDevicesAsync<InvalidDeviceBacking>(With(new VirtualEthernetCardOpaqueNetworkBackingInfo { OpaqueNetworkId = "x", OpaqueNetworkType = "y" }));
        await bench.FailToChangeDevicesAsync<InvalidDeviceBacking>(With(null));
    }

    [Fact]
    public async Task A_standard_network_may_be_named_by_its_reference_alone()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ChangeDevicesAsync(VmBench.Add(new VirtualVmxnet3
        {
            Key = -1,
            Backing = new VirtualEthernetCardNetworkBackingInfo { DeviceName = "", Network = bench.Inventory.StandardNetwork.Reference },
        }));

        ((VirtualEthernetCardNetworkBackingInfo)bench.Vm.Devices.OfType<VirtualVmxnet3>().Last().Backing!).DeviceName.Should().Be("VM Network");
    }

    [Fact]
    public async Task An_address_may_be_given_if_it_is_one()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        static VirtualDeviceConfigSpec With(string? address, string? type = "manual")
            => VmBench.Add(new VirtualVmxnet3 { Key = -1, AddressType = type, MacAddress = address, Backing = (VirtualDeviceBackingInfo)Standard.Copy() });

        await bench.ChangeDevicesAsync(With("00:50:56:00:12:34"));

        bench.Vm.Devices.OfType<VirtualVmxnet3>().Last().MacAddress.Should().Be("00:50:56:00:12:34");
        await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(With("00:50:56:00:12"));
        await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(With("01:50:56:00:12:34"));
        await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(With(null));
        (await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(With(null, "random"))).Property.Should().Be("deviceChange[0].device.addressType");
    }

    [Fact]
    public async Task Editing_an_adapter_as_it_is_changes_nothing_and_its_type_can_t_change()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineConfigInfo before = bench.Vm.Config;
        VirtualVmxnet3 card = bench.Device<VirtualVmxnet3>();

        await bench.ChangeDevicesAsync(VmBench.Edit(card));

        bench.Vm.Config.Should().BeSameAs(before);
        await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(VmBench.Edit(new VirtualE1000 { Key = card.Key }));
    }

    [Fact]
    public async Task A_running_VM_s_adapter_is_connected_and_disconnected()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn();
        VirtualVmxnet3 card = bench.Device<VirtualVmxnet3>();
        card.Connectable!.Connected = true;

        await bench.ChangeDevicesAsync(VmBench.Edit(card), VmBench.Add(new VirtualVmxnet3 { Key = -1, Backing = Standard }));

        bench.Vm.Devices.OfType<VirtualVmxnet3>().Should().OnlyContain(found => found.Connectable!.Connected);
        card.Connectable.Connected = false;
        await bench.ChangeDevicesAsync(VmBench.Edit(card));
        bench.Vm.Devices.OfType<VirtualVmxnet3>().First().Connectable!.Connected.Should().BeFalse();
        card.MacAddress = "00:50:56:00:00:99";
        await bench.FailToChangeDevicesAsync<InvalidPowerState>(VmBench.Edit(card));
    }

    [Fact]
    public async Task A_VM_has_ten_adapters_at_most_and_a_removed_one_s_key_is_given_again()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        static VirtualDeviceConfigSpec Card(int key) => VmBench.Add(new VirtualVmxnet3 { Key = key, Backing = (VirtualDeviceBackingInfo)Standard.Copy() });
        await bench.ChangeDevicesAsync([.. Enumerable.Range(1, 9).Select(number => Card(-number))]);
        await bench.FailToChangeDevicesAsync<TooManyDevices>(Card(-1));

        await bench.ChangeDevicesAsync(VmBench.Remove(new VirtualVmxnet3 { Key = 4003 }), Card(-1));

        bench.Vm.Devices.OfType<VirtualVmxnet3>().Select(card => card.Key).Should().BeEquivalentTo(Enumerable.Range(4000, 10));
    }

    [Fact]
    public async Task There_are_four_SCSI_controllers_at_most_and_their_bus_numbers_differ()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(
            VmBench.Add(new ParaVirtualSCSIController { Key = -1, BusNumber = 2 }), VmBench.Add(new VirtualLsiLogicController { Key = -2, BusNumber = 2 }));

        await bench.ChangeDevicesAsync([.. Enumerable.Range(1, 3).Select(number => VmBench.Add(new ParaVirtualSCSIController { Key = -number }))]);

        bench.Vm.Devices.OfType<VirtualSCSIController>().Select(controller => (controller.Key, controller.BusNumber)).Should().Equal((1000, 0), (1001, 1), (1002, 2), (1003, 3));
        await bench.FailToChangeDevicesAsync<TooManyDevices>(VmBench.Add(new ParaVirtualSCSIController { Key = -1 }));
        await bench.FailToChangeDevicesAsync<TooManyDevices>(VmBench.Add(new VirtualIDEController { Key = -1 }));
    }

    [Fact]
    public async Task A_controller_goes_only_with_the_devices_on_it()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDeviceConfigSpec controller = VmBench.Remove(bench.Device<ParaVirtualSCSIController>());
        await bench.FailToChangeDevicesAsync<InvalidDeviceOperation>(controller);

        await bench.ChangeDevicesAsync(controller, VmBench.Remove(bench.Device<VirtualDisk>(), destroyFile: true));

        bench.Vm.Devices.Should().NotContain(device => device is VirtualSCSIController || device is VirtualDisk);
        await bench.FailToChangeDevicesAsync<InvalidDeviceOperation>(VmBench.Remove(new VirtualIDEController { Key = 200 }));
    }

    [Fact]
    public async Task A_CD_drive_takes_an_image_at_any_time_but_comes_on_IDE_only_while_the_VM_is_off()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ChangeDevicesAsync(VmBench.Add(new VirtualCdrom { Key = -1, ControllerKey = 201 }));
        bench.TurnOn();
        VirtualCdrom drive = bench.Device<VirtualCdrom>();
        (drive.Key, drive.DeviceInfo!.Label).Should().Be((3002, "CD/DVD drive 1"));
        drive.Backing = new VirtualCdromIsoBackingInfo { FileName = "[datastore2] iso/debian.iso" };
        drive.Connectable!.Connected = true;

        await bench.ChangeDevicesAsync(VmBench.Edit(drive));

        VirtualCdrom after = bench.Vm.Devices.OfType<VirtualCdrom>().Single();
        (after.Connectable!.Connected, after.DeviceInfo!.Summary).Should().Be((true, "ISO [datastore2] iso/debian.iso"));
        await bench.FailToChangeDevicesAsync<InvalidPowerState>(VmBench.Add(new VirtualCdrom { Key = -1, ControllerKey = 200 }));
        await bench.FailToChangeDevicesAsync<MissingController>(VmBench.Add(new VirtualCdrom { Key = -1 }));
    }

    [Fact]
    public async Task Ports_USB_and_passthrough_devices_come_and_go_by_their_own_rules()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.FailToChangeDevicesAsync<MissingController>(VmBench.Add(new VirtualUSB { Key = -1, Backing = new VirtualUSBRemoteClientBackingInfo { Hostname = "h", DeviceName = "d" } }));

        await bench.ChangeDevicesAsync(
            VmBench.Add(new VirtualSerialPort { Key = -1 }),
            VmBench.Add(new VirtualUSBXHCIController { Key = -2 }),
            VmBench.Add(new VirtualUSB { Key = -3, Backing = new VirtualUSBRemoteClientBackingInfo { Hostname = "h", DeviceName = "d" } }),
            VmBench.Add(new VirtualFloppy { Key = -4 }),
            VmBench.Add(new VirtualPCIPassthrough { Key = -5, Backing = new VirtualPCIPassthroughDeviceBackingInfo { Id = "0000:3b:00.0", DeviceName = "gpu" } }));

        bench.Vm.Devices.Select(device => device.Key).Should().Contain([9000, 14000, 7001, 8000, 13000]);
        await bench.FailToChangeDevicesAsync<TooManyDevices>(VmBench.Add(new VirtualUSBXHCIController { Key = -1 }));
        bench.TurnOn();
        await bench.FailToChangeDevicesAsync<InvalidPowerState>(VmBench.Remove(new VirtualSerialPort { Key = 9000 }));
        await bench.ChangeDevicesAsync(VmBench.Remove(new VirtualUSB { Key = 7001 }));
    }

    [Fact]
    public async Task A_device_can_be_too_new_for_the_hardware_version()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Vm.ChangeConfig(config => (config.Version, config.Firmware) = ("vmx-11", "efi")));

        (await bench.FailToChangeDevicesAsync<DeviceUnsupportedForVmVersion>(VmBench.Add(new VirtualTPM { Key = -1 }))).ExpectedVersion.Should().Be("vmx-14");
        await bench.FailToChangeDevicesAsync<DeviceUnsupportedForVmVersion>(VmBench.Add(new VirtualNVMEController { Key = -1 }));
    }

    [Fact]
    public async Task The_video_card_can_be_edited_but_neither_added_nor_removed()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineVideoCard card = bench.Device<VirtualMachineVideoCard>();
        card.NumDisplays = 2;

        await bench.ChangeDevicesAsync(VmBench.Edit(card));

        bench.Vm.Devices.OfType<VirtualMachineVideoCard>().Single().NumDisplays.Should().Be(2);
        await bench.FailToChangeDevicesAsync<InvalidDeviceOperation>(VmBench.Remove(card));
        await bench.FailToChangeDevicesAsync<InvalidDeviceOperation>(VmBench.Add(new VirtualMachineVideoCard { Key = -1 }));
    }

    [Fact]
    public async Task A_boot_order_may_name_a_disk_of_the_same_specification_and_nothing_that_isn_t_there()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        static VirtualMachineBootOptions Order(int key) => new() { BootOrder = [new VirtualMachineBootOptionsBootableDiskDevice { DeviceKey = key }] };

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { DeviceChange = [VmBench.AddDisk(1L << 30)], BootOptions = Order(2001) });

        bench.Vm.Config.BootOptions!.BootOrder.Should().ContainSingle();
        await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { BootOptions = Order(2009) });
    }

    private static string PortgroupSwitchUuid(VmBench bench)
    {
        Network portgroup = bench.Inventory.Portgroup;
        return ((DistributedVirtualSwitch)portgroup.World.Find(portgroup.Get<DVPortgroupConfigInfo>("config")!.DistributedVirtualSwitch)!).Uuid;
    }

    private static VirtualEthernetCardDistributedVirtualPortBackingInfo Port(VmBench bench, string switchUuid) => new()
    {
        Port = new DistributedVirtualSwitchPortConnection { PortgroupKey = bench.Inventory.Portgroup.Reference.Value, SwitchUuid = switchUuid },
    };
}
