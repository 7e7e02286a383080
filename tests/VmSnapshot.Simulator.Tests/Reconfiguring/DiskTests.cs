using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Reconfiguring;

public class DiskTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public async Task A_new_disk_gets_the_first_free_unit_its_key_its_label_and_a_file_beside_the_VM_s()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        long free = bench.Inventory.Datastore1.FreeBytes;

        await bench.ChangeDevicesAsync(VmBench.AddDisk(8 * GiB));

        VirtualDisk disk = bench.Vm.Devices.OfType<VirtualDisk>().Last();
        (disk.Key, disk.ControllerKey, disk.UnitNumber, disk.DeviceInfo!.Label).Should().Be((2001, 1000, 1, "Hard disk 2"));
        disk.DeviceInfo.Summary.Should().Be("8,388,608 KB");
        ((VirtualDiskFlatVer2BackingInfo)disk.Backing!).FileName.Should().Be("[datastore1] web-1/web-1_1.vmdk");
        bench.Inventory.Datastore1.Files["[datastore1] web-1/web-1_1.vmdk"].CapacityBytes.Should().Be(8 * GiB);
        bench.Inventory.Datastore1.FreeBytes.Should().Be(free - (2 * GiB), "a thin disk is taken to be a quarter full");
        bench.Vm.Devices.OfType<ParaVirtualSCSIController>().Single().Device.Should().Equal(2000, 2001);
    }

    [Fact]
    public async Task A_thick_disk_takes_all_of_its_space()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        long free = bench.Inventory.Datastore2.FreeBytes;

        await bench.ChangeDevicesAsync(VmBench.AddDisk(8 * GiB, fileName: "[datastore2]", thin: null));

        bench.Inventory.Datastore2.FreeBytes.Should().Be(free - (8 * GiB));
        bench.Vm.Datastores.Snapshot.Should().Equal(bench.Inventory.Datastore1.Reference, bench.Inventory.Datastore2.Reference);
        bench.Inventory.Datastore2.Vms.Snapshot.Should().Contain(bench.Vm.Reference);
    }

    [Fact]
    public async Task A_disk_can_name_the_controller_that_comes_with_it_by_its_temporary_key()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ChangeDevicesAsync(
            VmBench.Add(new VirtualLsiLogicSASController { Key = -1, BusNumber = 1 }),
            VmBench.AddDisk(GiB, controllerKey: -1, key: -2));

        VirtualLsiLogicSASController controller = bench.Vm.Devices.OfType<VirtualLsiLogicSASController>().Single();
        (controller.Key, controller.BusNumber, controller.DeviceInfo!.Label).Should().Be((1001, 1, "SCSI controller 1"));
        controller.Device.Should().Equal(2016);
        bench.Vm.Devices.OfType<VirtualDisk>().Last().ControllerKey.Should().Be(1001);
    }

    [Fact]
    public async Task A_key_used_twice_is_refused_even_for_devices_of_two_kinds()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        var fault = await bench.FailToChangeDevicesAsync<InvalidArgument>(
            VmBench.Add(new ParaVirtualSCSIController { Key = -1, BusNumber = 1 }), VmBench.AddDisk(GiB, key: -1));

        fault.InvalidProperty.Should().Be("deviceChange[1].device.key");
    }

    [Theory]
    [InlineData(0, "taken")]
    [InlineData(7, "the controller's own")]
    [InlineData(65, "beyond the controller")]
    public async Task A_unit_that_can_t_be_had_is_refused(int unit, string because)
    {
        await using VmBench bench = await VmBench.CreateAsync();

        var fault = await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(VmBench.AddDisk(GiB, unit));

        (fault.DeviceIndex, fault.Property).Should().Be((0, "deviceChange[0].device.unitNumber"), because);
    }

    [Fact]
    public async Task A_full_controller_takes_no_more()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ChangeDevicesAsync(VmBench.AddDisk(GiB, controllerKey: 200, key: -1), VmBench.AddDisk(GiB, controllerKey: 200, key: -2));
        bench.Vm.Devices.OfType<VirtualDisk>().Select(disk => disk.Key).Should().Equal(2000, 3000, 3001);

        await bench.FailToChangeDevicesAsync<TooManyDevices>(VmBench.AddDisk(GiB, controllerKey: 200));
    }

    [Fact]
    public async Task A_disk_needs_a_controller_that_holds_disks()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDeviceConfigSpec none = VmBench.AddDisk(GiB);
        none.Device!.ControllerKey = null;

        await bench.FailToChangeDevicesAsync<MissingController>(none);
        (await bench.FailToChangeDevicesAsync<InvalidController>(VmBench.AddDisk(GiB, controllerKey: 1003))).ControllerKey.Should().Be(1003);
        await bench.FailToChangeDevicesAsync<InvalidController>(VmBench.AddDisk(GiB, controllerKey: 100));
    }

    [Fact]
    public async Task A_full_datastore_refuses_and_nothing_of_the_specification_is_done()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        var fault = await bench.FailToReconfigureAsync<NoDiskSpace>(new VirtualMachineConfigSpec
        {
            NumCPUs = 8,
            DeviceChange = [VmBench.AddDisk(600 * GiB, key: -1, thin: false), VmBench.AddDisk(600 * GiB, key: -2, thin: false)],
        });

        fault.Datastore.Should().Be("datastore1");
        bench.Inventory.Datastore1.Files.Should().HaveCount(1);
    }

    [Fact]
    public async Task A_disk_grows_with_its_file()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDisk disk = bench.Device<VirtualDisk>();
        disk.CapacityInBytes = 40 * GiB;
        disk.CapacityInKB = 40 << 20;
        long free = bench.Inventory.Datastore1.FreeBytes;

        await bench.ChangeDevicesAsync(VmBench.Edit(disk));

        bench.Vm.Devices.OfType<VirtualDisk>().Single().CapacityInKB.Should().Be(40 << 20);
        bench.Inventory.Datastore1.Files["[datastore1] web-1/web-1.vmdk"].CapacityBytes.Should().Be(40 * GiB);
        bench.Inventory.Datastore1.FreeBytes.Should().Be(free - (5 * GiB));
    }

    [Fact]
    public async Task Either_capacity_of_a_disk_may_be_the_one_that_was_changed()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDisk inKB = bench.Device<VirtualDisk>();
        inKB.CapacityInKB = 30 << 20;

        await bench.ChangeDevicesAsync(VmBench.Edit(inKB));

        bench.Vm.Devices.OfType<VirtualDisk>().Single().CapacityInBytes.Should().Be(30 * GiB);
    }

    [Fact]
    public async Task A_disk_doesn_t_shrink()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDisk disk = bench.Device<VirtualDisk>();
        disk.CapacityInBytes = GiB;
        disk.CapacityInKB = 1 << 20;

        var fault = await bench.FailToChangeDevicesAsync<InvalidDeviceOperation>(VmBench.Edit(disk));

        (fault.BadOp, fault.Property).Should().Be((VirtualDeviceConfigSpecOperation.Edit, "deviceChange[0].device.capacityInBytes"));
    }

    [Fact]
    public async Task A_disk_of_a_VM_with_snapshots_doesn_t_grow()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.ResultOf(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, false, VmBench.Cancellation));
        VirtualDisk disk = bench.Device<VirtualDisk>();
        disk.CapacityInBytes = 40 * GiB;

        await bench.FailToChangeDevicesAsync<InvalidDeviceOperation>(VmBench.Edit(disk));
    }

    [Fact]
    public async Task A_running_VM_s_SCSI_disk_grows_and_its_IDE_disk_doesn_t()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ChangeDevicesAsync(VmBench.AddDisk(GiB, controllerKey: 200));
        bench.TurnOn();
        VirtualDisk scsi = bench.Device<VirtualDisk>(0);
        VirtualDisk ide = bench.Device<VirtualDisk>(1);
        (scsi.CapacityInBytes, ide.CapacityInBytes) = (21 * GiB, 2 * GiB);

        await bench.ChangeDevicesAsync(VmBench.Edit(scsi));
        await bench.FailToChangeDevicesAsync<InvalidPowerState>(VmBench.Edit(ide));
        await bench.FailToChangeDevicesAsync<InvalidPowerState>(VmBench.Remove(ide));
    }

    [Fact]
    public async Task A_running_VM_takes_a_SCSI_controller_with_a_disk_unless_hot_plug_is_switched_off()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn();
        VirtualDeviceConfigSpec[] changes = [VmBench.Add(new ParaVirtualSCSIController { Key = -1, BusNumber = 1 }), VmBench.AddDisk(GiB, controllerKey: -1, key: -2)];
        bench.Prepare(() => bench.Vm.ChangeConfig(config => config.ExtraConfig = [new OptionValue { Key = "devices.hotplug", Value = "false" }]));
        await bench.FailToChangeDevicesAsync<DeviceHotPlugNotSupported>(changes);

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { ExtraConfig = [new OptionValue { Key = "devices.hotplug", Value = "true" }], DeviceChange = changes });

        bench.Vm.Devices.OfType<VirtualDisk>().Should().HaveCount(2);
    }

    [Fact]
    public async Task A_removed_disk_keeps_its_file_unless_it_is_to_be_destroyed()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ChangeDevicesAsync(VmBench.AddDisk(GiB, key: -1), VmBench.AddDisk(GiB, key: -2));
        VirtualDisk kept = bench.Device<VirtualDisk>(1);
        VirtualDisk destroyed = bench.Device<VirtualDisk>(2);

        await bench.ChangeDevicesAsync(VmBench.Remove(kept), VmBench.Remove(destroyed, destroyFile: true));

        bench.Vm.Devices.OfType<VirtualDisk>().Select(disk => disk.Key).Should().Equal(2000);
        bench.Inventory.Datastore1.Files.Keys.Should().BeEquivalentTo("[datastore1] web-1/web-1.vmdk", "[datastore1] web-1/web-1_1.vmdk");
    }

    [Fact]
    public async Task An_existing_file_is_attached_with_the_capacity_that_it_has()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Inventory.Datastore2.Allocate("[datastore2] data/data.vmdk", 50 * GiB, GiB));
        static VirtualDeviceConfigSpec Attach(string path) => VmBench.Add(new VirtualDisk
        {
            Key = -1,
            ControllerKey = 1000,
            Backing = new VirtualDiskFlatVer2BackingInfo { FileName = path, DiskMode = "independent_persistent" },
        });

        await bench.ChangeDevicesAsync(Attach("[datastore2] data/data.vmdk"));

        bench.Vm.Devices.OfType<VirtualDisk>().Last().CapacityInBytes.Should().Be(50 * GiB);
        (await bench.FailToChangeDevicesAsync<FileNotFound>(Attach("[datastore2] data/none.vmdk"))).File.Should().Be("[datastore2] data/none.vmdk");
        await bench.FailToChangeDevicesAsync<InvalidDatastorePath>(Attach("[nowhere] data/data.vmdk"));
        await bench.FailToChangeDevicesAsync<InvalidDeviceBacking>(Attach("[datastore2] data/data.vmdk"));
    }

    [Fact]
    public async Task A_file_that_another_VM_uses_is_kept_and_can_t_be_attached_to_a_running_VM()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachine other = bench.AddVm("db-1");
        string path = ((VirtualDiskFlatVer2BackingInfo)bench.Vm.Devices.OfType<VirtualDisk>().Single().Backing!).FileName!;
        VirtualDeviceConfigSpec attach = VmBench.Add(new VirtualDisk { Key = -1, ControllerKey = 1000, Backing = new VirtualDiskFlatVer2BackingInfo { FileName = path } });
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { DeviceChange = [attach] }, other);

        await bench.ChangeDevicesAsync(VmBench.Remove(bench.Device<VirtualDisk>(), destroyFile: true));

        bench.Inventory.Datastore1.Files.Keys.Should().Contain(path);
        bench.TurnOn();
        await bench.FailToChangeDevicesAsync<FileLocked>(attach);
    }

    [Fact]
    public async Task A_new_disk_without_a_size_or_over_an_existing_file_is_refused()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        (await bench.FailToChangeDevicesAsync<InvalidDeviceSpec>(VmBench.AddDisk(0))).Property.Should().Be("deviceChange[0].device.capacityInBytes");
        await bench.FailToChangeDevicesAsync<FileAlreadyExists>(VmBench.AddDisk(GiB, fileName: "[datastore1] web-1/web-1.vmdk"));
    }

    [Fact]
    public async Task The_mode_of_a_disk_changes_only_while_the_VM_is_off_and_without_snapshots()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDisk disk = bench.Device<VirtualDisk>();
        ((VirtualDiskFlatVer2BackingInfo)disk.Backing!).DiskMode = "independent_persistent";

        await bench.ChangeDevicesAsync(VmBench.Edit(disk));
        bench.TurnOn();
        ((VirtualDiskFlatVer2BackingInfo)disk.Backing!).DiskMode = "persistent";
        await bench.FailToChangeDevicesAsync<DisallowedDiskModeChange>(VmBench.Edit(disk));

        DiskChains.ModeOf(bench.Vm.Devices.OfType<VirtualDisk>().Single().Backing).Should().Be("independent_persistent");
    }

    [Fact]
    public async Task A_disk_moves_to_another_unit_and_gets_the_key_of_its_place()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualDisk disk = bench.Device<VirtualDisk>();
        disk.UnitNumber = 5;

        await bench.ChangeDevicesAsync(VmBench.Edit(disk));

        bench.Vm.Devices.OfType<VirtualDisk>().Single().Key.Should().Be(2005);
    }

    [Fact]
    public async Task A_device_that_isn_t_there_can_be_neither_edited_nor_removed()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        var fault = await bench.FailToChangeDevicesAsync<DeviceNotFound>(VmBench.Edit(new VirtualDisk { Key = 2014 }));
        await bench.FailToChangeDevicesAsync<DeviceNotFound>(VmBench.Remove(new VirtualVmxnet3 { Key = 4009 }));

        fault.Property.Should().Be("deviceChange[0].device.key");
    }

    [Fact]
    public async Task Beyond_unit_15_a_paravirtual_controller_has_units_with_keys_of_their_own()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ChangeDevicesAsync(VmBench.AddDisk(GiB, unit: 16));

        bench.Vm.Devices.OfType<VirtualDisk>().Last().Key.Should().Be(131088);
    }

    [Fact]
    public async Task NVMe_and_SATA_disks_have_the_keys_of_their_controllers()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ChangeDevicesAsync(
            VmBench.Add(new VirtualNVMEController { Key = -1 }), VmBench.AddDisk(GiB, controllerKey: -1, key: -2),
            VmBench.Add(new VirtualAHCIController { Key = -3 }), VmBench.AddDisk(GiB, controllerKey: -3, key: -4, unit: 4));

        bench.Vm.Devices.OfType<VirtualDisk>().Select(disk => disk.Key).Should().Equal(2000, 32000, 16004);
        bench.Vm.Devices.OfType<VirtualAHCIController>().Single().Key.Should().Be(15000);
    }
}
