using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class CloneConfigTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public async Task Settings_that_come_along_are_the_copys_and_the_source_keeps_its_own()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Source.ChangeConfig(config => config.ExtraConfig = [.. config.ExtraConfig!, new OptionValue { Key = "guestinfo.old", Value = "1" }]);
        }

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec
        {
            Name = "another name",
            NumCPUs = 4,
            NumCoresPerSocket = 2,
            MemoryMB = 4096,
            Annotation = "copy",
            Uuid = "11111111-2222-3333-4444-555555555555",
            InstanceUuid = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
            CpuHotAddEnabled = true,
            ExtraConfig = [new OptionValue { Key = "vmsnapshot.owner", Value = "portal" }, new OptionValue { Key = "guestinfo.old", Value = "" }],
        });

        clone.Name.Should().Be("web-2", "the parameter counts");
        clone.Config.Hardware!.NumCPU.Should().Be(4);
        clone.Config.Hardware.NumCoresPerSocket.Should().Be(2);
        clone.Config.Hardware.MemoryMB.Should().Be(4096);
        clone.Config.Annotation.Should().Be("copy");
        clone.Config.Uuid.Should().Be("11111111-2222-3333-4444-555555555555");
        clone.Config.InstanceUuid.Should().Be("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");
        clone.Config.CpuHotAddEnabled.Should().BeTrue();
        clone.Config.ExtraConfig!.Select(option => option.Key).Should().Equal("nvram", "vmsnapshot.owner");
        scene.Source.Config.Hardware!.NumCPU.Should().Be(1);
        scene.Source.Config.ExtraConfig!.Select(option => option.Key).Should().Equal("nvram", "guestinfo.old");
    }

    [Fact]
    public async Task Settings_follow_the_rules_of_a_reconfigure()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineConfigInfo source = scene.Source.Config;

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec
        {
            NumCPUs = 4,
            MemoryMB = 4096,
            GuestId = "windows2019srv_64Guest",
            Flags = new VirtualMachineFlagInfo { DiskUuidEnabled = true },
            BootOptions = new VirtualMachineBootOptions { BootDelay = 5000 },
        });

        clone.Config.CpuAllocation!.Shares!.Shares.Should().Be(4000, "shares are per CPU");
        clone.Config.MemoryAllocation!.Shares!.Shares.Should().Be(40_960);
        clone.Config.GuestFullName.Should().NotBe(source.GuestFullName).And.Contain("Windows");
        clone.Config.Flags!.DiskUuidEnabled.Should().BeTrue();
        clone.Config.Flags.MonitorType.Should().Be(source.Flags!.MonitorType, "what isn't in the specification stays");
        clone.Config.Flags.EnableLogging.Should().Be(source.Flags.EnableLogging);
        clone.Config.BootOptions!.BootDelay.Should().Be(5000);
        clone.Config.BootOptions.BootRetryDelay.Should().Be(source.BootOptions!.BootRetryDelay);
    }

    [Fact]
    public async Task A_guest_that_nobody_knows_is_refused_and_a_copy_that_becomes_a_template_may_be_changed()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> unknown = () => scene.StartCloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec { GuestId = "noSuchGuest" });
        VirtualMachine template = await scene.CloneAsync("golden", spec =>
        {
            spec.Template = true;
            spec.Config = new VirtualMachineConfigSpec { NumCPUs = 4 };
        });

        ((await unknown.Should().ThrowAsync<VimFaultException>()).Which.Fault as InvalidArgument)!.InvalidProperty.Should().Be("spec.config.guestId");
        template.IsTemplate.Should().BeTrue();
        template.Config.Hardware!.NumCPU.Should().Be(4);
    }

    [Fact]
    public async Task An_instance_UUID_that_is_taken_is_replaced()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec { InstanceUuid = scene.Source.Config.InstanceUuid!.ToUpperInvariant() });

        clone.Config.InstanceUuid.Should().NotBeNullOrEmpty().And.NotBeEquivalentTo(scene.Source.Config.InstanceUuid);
        scene.Events.OfType<VmInstanceUuidConflictEvent>().Single().ConflictedVm!.Vm.Should().Be(scene.Source.Reference);
        scene.Events.OfType<VmInstanceUuidChangedEvent>().Single().NewInstanceUuid.Should().Be(clone.Config.InstanceUuid);
    }

    [Fact]
    public async Task An_instance_UUID_is_free_again_when_its_VM_goes()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        const string Wanted = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
        VirtualMachine first = await scene.CloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec { InstanceUuid = Wanted });
        scene.Succeeded(await scene.Client.DestroyTaskAsync(first.Reference, CloneScene.Cancellation));

        VirtualMachine second = await scene.CloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec { InstanceUuid = Wanted });

        second.Config.InstanceUuid.Should().Be(Wanted);
    }

    [Theory]
    [InlineData(0, null, null, "spec.config.numCPUs")]
    [InlineData(3, 2, null, "spec.config.numCoresPerSocket")]
    [InlineData(null, null, 1023L, "spec.config.memoryMB")]
    public async Task Impossible_hardware_is_refused_by_the_call(int? cpus, int? cores, long? memory, string property)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        long before = scene.Inventory.Datastore1.UsedBytes;

        Func<Task> clone = () => scene.StartCloneAsync("web-2", spec => spec.Config = new VirtualMachineConfigSpec { NumCPUs = cpus, NumCoresPerSocket = cores, MemoryMB = memory });

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be(property);
        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Folder.NamesInTheMaking.Should().BeEmpty();
    }

    [Fact]
    public async Task A_disk_of_the_copy_grows_and_none_shrinks()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
        {
            spec.Location!.Datastore = scene.Inventory.Datastore2.Reference;
            spec.Config = Edit(new VirtualDisk { Key = 2000, CapacityInKB = 40L << 20, CapacityInBytes = 40 * GiB });
        });

        CloneScene.DiskOf(clone).CapacityInBytes.Should().Be(40 * GiB);
        CloneScene.DiskOf(clone).CapacityInKB.Should().Be(40L << 20);
        CloneScene.DiskOf(scene.Source).CapacityInBytes.Should().Be(20 * GiB);
        scene.Inventory.Datastore2.UsedBytes.Should().Be(10 * GiB);
        (await scene.CloneFaultAsync("web-3", spec => spec.Config = Edit(new VirtualDisk { Key = 2000, CapacityInKB = 10L << 20 }))).Should().BeOfType<InvalidDeviceOperation>();
    }

    [Fact]
    public async Task A_linked_disk_does_not_grow()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);

        MethodFault fault = await scene.CloneFaultAsync("web-2", spec =>
        {
            spec.Snapshot = snapshot.Reference;
            spec.Location!.DiskMoveType = "createNewChildDiskBacking";
            spec.Config = Edit(new VirtualDisk { Key = 2000, CapacityInKB = 40L << 20, CapacityInBytes = 40 * GiB });
        });

        fault.Should().BeOfType<InvalidDeviceOperation>();
    }

    [Fact]
    public async Task An_adapter_of_the_copy_goes_to_another_network()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Location!.DeviceChange =
        [
            new VirtualDeviceConfigSpec
            {
                Operation = VirtualDeviceConfigSpecOperation.Edit,
                Device = new VirtualVmxnet3 { Key = 4000, Backing = VmRecipe.BackingOf(scene.Inventory.Portgroup) },
            },
        ]);

        clone.Networks.Snapshot.Should().Equal(scene.Inventory.Portgroup.Reference);
        scene.Inventory.Portgroup.Vms.Snapshot.Should().Equal(clone.Reference);
        scene.Source.Networks.Snapshot.Should().Equal(scene.Inventory.StandardNetwork.Reference);
    }

    [Fact]
    public async Task Devices_are_added_with_keys_of_vCenters_and_left_out()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
        {
            spec.Location!.Datastore = scene.Inventory.Datastore2.Reference;
            spec.Config = new VirtualMachineConfigSpec
            {
                DeviceChange =
                [
                    new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Remove, Device = new VirtualVmxnet3 { Key = 4000 } },
                    new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Add, Device = new ParaVirtualSCSIController { Key = -101, SharedBus = VirtualSCSISharing.NoSharing } },
                    new VirtualDeviceConfigSpec
                    {
                        Operation = VirtualDeviceConfigSpecOperation.Add,
                        FileOperation = VirtualDeviceConfigSpecFileOperation.Create,
                        Device = new VirtualDisk { Key = -102, ControllerKey = -101, UnitNumber = 0, CapacityInKB = 8L << 20, Backing = new VirtualDiskFlatVer2BackingInfo { FileName = "", DiskMode = "persistent", ThinProvisioned = false } },
                    },
                ],
            };
        });

        clone.Devices.OfType<VirtualEthernetCard>().Should().BeEmpty();
        clone.Devices.OfType<ParaVirtualSCSIController>().Select(controller => controller.Key).Should().Equal(1000, 1001);
        VirtualDisk added = clone.Devices.OfType<VirtualDisk>().Last();
        (added.Key, added.ControllerKey, added.DeviceInfo!.Label).Should().Be((2016, 1001, "Hard disk 2"));
        ((VirtualDiskFlatVer2BackingInfo)added.Backing!).FileName.Should().Be("[datastore2] web-2/web-2_1.vmdk");
        scene.Inventory.Datastore2.UsedBytes.Should().Be(13 * GiB);
    }

    [Fact]
    public async Task A_disk_that_is_left_out_takes_no_space()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        await scene.CloneAsync("web-2", spec =>
        {
            spec.Location!.Datastore = scene.Inventory.Datastore2.Reference;
            spec.Config = new VirtualMachineConfigSpec { DeviceChange = [new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Remove, Device = new VirtualDisk { Key = 2000 } }] };
        });

        scene.Inventory.Datastore2.UsedBytes.Should().Be(0);
        scene.Inventory.Datastore1.Files.Should().ContainKey("[datastore1] web-1/web-1.vmdk");
    }

    [Fact]
    public async Task An_unknown_device_fails_the_task()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        InvalidDeviceSpec fault = (await scene.CloneFaultAsync("web-2", spec => spec.Config = Edit(new VirtualDisk { Key = 2005, CapacityInKB = 1 }))).Should().BeOfType<InvalidDeviceSpec>().Subject;

        fault.DeviceIndex.Should().Be(0);
        fault.Property.Should().Be("deviceChange.device.key");
    }

    [Theory]
    [InlineData("copy", true)]
    [InlineData("replace", false)]
    public async Task A_TPM_is_copied_or_replaced(string policy, bool same)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        byte[] key = [1, 2, 3];
        lock (scene.World.Gate)
        {
            scene.Source.ChangeConfig(config => config.Hardware!.Device = [.. config.Hardware.Device!, new VirtualTPM { Key = 11000, EndorsementKeyCertificate = [key] }]);
        }

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.TpmProvisionPolicy = policy);

        clone.Devices.OfType<VirtualTPM>().Single().EndorsementKeyCertificate![0].SequenceEqual(key).Should().Be(same);
        Func<Task> unknown = () => scene.StartCloneAsync("web-3", spec => spec.TpmProvisionPolicy = "share");
        (await unknown.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.tpmProvisionPolicy");
    }

    private static VirtualMachineConfigSpec Edit(VirtualDevice device)
        => new() { DeviceChange = [new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = device }] };
}
