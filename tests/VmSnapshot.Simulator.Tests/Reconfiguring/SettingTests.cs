using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Reconfiguring;

public class SettingTests
{
    [Fact]
    public async Task An_empty_specification_changes_nothing()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineConfigInfo before = bench.Vm.Config;

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec());

        bench.Vm.Config.Should().BeSameAs(before);
        bench.Events.OfType<VmReconfiguredEvent>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_change_raises_the_change_version_and_is_told_in_an_event_with_the_values_before_and_after()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        string version = bench.Vm.Config.ChangeVersion!;

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { NumCPUs = 2, Annotation = "golden" });

        bench.Vm.Config.ChangeVersion.Should().NotBe(version);
        bench.Vm.Config.Annotation.Should().Be("golden");
        VmReconfiguredEvent told = bench.Events.OfType<VmReconfiguredEvent>().Single();
        told.ConfigChanges!.Modified.Should().Contain("config.hardware.numCPU: 1 -> 2;");
        told.Vm!.Vm.Should().Be(bench.Vm.Reference);
        told.UserName.Should().Be("user");
    }

    [Fact]
    public async Task An_old_change_version_is_refused_with_ConcurrentAccess()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        string version = bench.Vm.Config.ChangeVersion!;
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { ChangeVersion = version, NumCPUs = 2 });

        await bench.FailToReconfigureAsync<ConcurrentAccess>(new VirtualMachineConfigSpec { ChangeVersion = version, NumCPUs = 4 });
    }

    [Fact]
    public async Task A_reconfigure_takes_its_time_and_has_the_VM_to_itself()
    {
        await using VmBench bench = await VmBench.CreateAsync(TimeSpan.FromMinutes(1));
        ManagedObjectReference task = await bench.Client.ReconfigVMTaskAsync(bench.Vm.Reference, new VirtualMachineConfigSpec { NumCPUs = 2 }, VmBench.Cancellation);
        bench.InfoOf(task).State.Should().Be(TaskInfoState.Running);
        bench.Vm.Config.Hardware!.NumCPU.Should().Be(1);

        Func<Task> second = () => bench.Client.ReconfigVMTaskAsync(bench.Vm.Reference, new VirtualMachineConfigSpec { NumCPUs = 4 }, VmBench.Cancellation);
        (await second.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
        bench.Clock.Advance(TimeSpan.FromMinutes(1));

        bench.ResultOf(task).Should().BeNull();
        bench.Vm.Config.Hardware!.NumCPU.Should().Be(2);
    }

    [Fact]
    public async Task A_VM_gets_another_name_in_the_inventory_and_in_its_configuration()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { Name = "web/2" });

        bench.Vm.Name.Should().Be("web%2f2");
        bench.Vm.Config.Name.Should().Be("web%2f2");
        bench.Inventory.Datacenter.VmFolder.FindChild("web%2f2").Should().BeSameAs(bench.Vm);
        bench.Inventory.Datacenter.VmFolder.FindChild("web-1").Should().BeNull();
        bench.Events.OfType<VmRenamedEvent>().Single().OldName.Should().Be("web-1");
    }

    [Fact]
    public async Task A_taken_name_is_refused_with_DuplicateName_and_one_too_long_with_InvalidName()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachine other = bench.AddVm("web-2");

        (await bench.FailToReconfigureAsync<DuplicateName>(new VirtualMachineConfigSpec { Name = "web-2" })).Object.Should().Be(other.Reference);
        await bench.FailToReconfigureAsync<InvalidName>(new VirtualMachineConfigSpec { Name = new string('x', 81) });
        await bench.FailToReconfigureAsync<InvalidName>(new VirtualMachineConfigSpec { Name = " " });
    }

    [Fact]
    public async Task Additional_settings_are_merged_by_key_and_an_empty_value_takes_one_out()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { ExtraConfig = [new OptionValue { Key = "a", Value = "1" }, new OptionValue { Key = "b", Value = 2 }] });

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { ExtraConfig = [new OptionValue { Key = "a", Value = "" }, new OptionValue { Key = "b", Value = "3" }] });

        bench.Vm.Config.ExtraConfig!.Select(option => (option.Key, option.Value)).Should().Equal(("nvram", "web-1.nvram"), ("b", "3"));
    }

    [Fact]
    public async Task Of_a_template_only_name_and_annotation_can_be_changed()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Vm.ChangeConfig(config => config.Template = true));

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { Annotation = "ready", Name = "golden" });
        await bench.FailToReconfigureAsync<NotSupported>(new VirtualMachineConfigSpec { NumCPUs = 2 });
        await bench.FailToReconfigureAsync<NotSupported>(new VirtualMachineConfigSpec { Annotation = "x", Tools = new ToolsConfigInfo() });

        bench.Vm.Config.Annotation.Should().Be("ready");
    }

    [Fact]
    public async Task A_taken_instance_UUID_is_replaced_by_another_and_told()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachine other = bench.AddVm("web-2");
        string before = bench.Vm.Config.InstanceUuid!;

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { InstanceUuid = other.Config.InstanceUuid });

        bench.Vm.Config.InstanceUuid.Should().NotBe(other.Config.InstanceUuid).And.NotBe(before);
        bench.Events.OfType<VmInstanceUuidConflictEvent>().Single().ConflictedVm!.Vm.Should().Be(other.Reference);
        bench.Events.OfType<VmInstanceUuidChangedEvent>().Single().OldInstanceUuid.Should().Be(before);
    }

    [Fact]
    public async Task A_UUID_that_is_none_is_refused()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        (await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { InstanceUuid = "no uuid" })).InvalidProperty.Should().Be("configSpec.instanceUuid");
    }

    [Fact]
    public async Task Another_guest_brings_its_name_with_it_and_an_unknown_one_is_refused()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { GuestId = "ubuntu64Guest" });
        await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { GuestId = "plan9Guest" });

        bench.Vm.Config.GuestFullName.Should().Be("Ubuntu Linux (64-bit)");
        bench.Vm.Guest.GuestFullName.Should().Be("Ubuntu Linux (64-bit)");
    }

    [Fact]
    public async Task Secure_boot_and_a_virtual_TPM_need_EFI_which_can_come_with_the_same_specification()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        var secure = new VirtualMachineBootOptions { EfiSecureBootEnabled = true };

        await bench.FailToReconfigureAsync<InvalidVmConfig>(new VirtualMachineConfigSpec { BootOptions = secure });
        await bench.FailToChangeDevicesAsync<InvalidVmConfig>(VmBench.Add(new VirtualTPM { Key = -1 }));
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { Firmware = "efi", BootOptions = secure, DeviceChange = [VmBench.Add(new VirtualTPM { Key = -1 })] });

        bench.Vm.Config.Firmware.Should().Be("efi");
        bench.Vm.Config.BootOptions!.EfiSecureBootEnabled.Should().BeTrue();
        bench.Vm.Devices.OfType<VirtualTPM>().Single().Key.Should().Be(11000);
        await bench.FailToReconfigureAsync<InvalidVmConfig>(new VirtualMachineConfigSpec { Firmware = "bios" });
    }

    [Theory]
    [InlineData("firmware")]
    [InlineData("guestId")]
    [InlineData("uuid")]
    [InlineData("hotAdd")]
    [InlineData("nestedHV")]
    public async Task What_a_running_VM_can_t_change_is_refused_with_InvalidPowerState(string setting)
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn();
        var spec = new VirtualMachineConfigSpec();
        switch (setting)
        {
            case "firmware": spec.Firmware = "efi"; break;
            case "guestId": spec.GuestId = "ubuntu64Guest"; break;
            case "uuid": spec.Uuid = "42000000-0000-4000-8000-000000000001"; break;
            case "hotAdd": spec.CpuHotAddEnabled = true; break;
            default: spec.NestedHVEnabled = true; break;
        }

        (await bench.FailToReconfigureAsync<InvalidPowerState>(spec)).ExistingState.Should().Be(VirtualMachinePowerState.PoweredOn);
    }

    [Fact]
    public async Task Each_member_of_a_group_of_settings_is_changed_on_its_own()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec
        {
            Flags = new VirtualMachineFlagInfo { DiskUuidEnabled = true },
            PowerOpInfo = new VirtualMachineDefaultPowerOpInfo { PowerOffType = "hard" },
            Tools = new ToolsConfigInfo { SyncTimeWithHost = true, ToolsVersion = 1 },
            BootOptions = new VirtualMachineBootOptions { BootDelay = 500 },
            ManagedBy = new ManagedByInfo { ExtensionKey = "com.example.portal", Type = "golden" },
            SwapPlacement = "hostLocal",
            ChangeTrackingEnabled = true,
        });

        VirtualMachineConfigInfo config = bench.Vm.Config;
        config.Flags!.DiskUuidEnabled.Should().BeTrue();
        config.Flags.EnableLogging.Should().BeTrue("what isn't in the specification stays");
        config.DefaultPowerOps!.PowerOffType.Should().Be("hard");
        config.DefaultPowerOps.ResetType.Should().Be("soft");
        config.Tools!.SyncTimeWithHost.Should().BeTrue();
        config.Tools.ToolsVersion.Should().Be(12352, "Tools say that themselves");
        config.BootOptions!.BootDelay.Should().Be(500);
        config.ManagedBy!.ExtensionKey.Should().Be("com.example.portal");
        config.SwapPlacement.Should().Be("hostLocal");
        config.ChangeTrackingEnabled.Should().BeTrue();

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { ManagedBy = new ManagedByInfo { ExtensionKey = "", Type = "" } });
        bench.Vm.Config.ManagedBy.Should().BeNull();
        await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { SwapPlacement = "elsewhere" });
    }

    [Fact]
    public async Task Properties_of_vApp_options_are_added_edited_and_removed_by_key()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        static VAppPropertySpec Property(ArrayUpdateOperation operation, int key, string? id, string? value)
            => new() { Operation = operation, Info = new VAppPropertyInfo { Key = key, Id = id, Value = value } };
        Task Change(params IReadOnlyList<VAppPropertySpec> properties)
            => bench.ReconfigureAsync(new VirtualMachineConfigSpec { VAppConfig = new VmConfigSpec { Property = properties } });

        await Change(Property(ArrayUpdateOperation.Add, 0, "hostname", "a"), Property(ArrayUpdateOperation.Add, 1, "ip", "10.0.0.1"));
        await Change(Property(ArrayUpdateOperation.Edit, 0, null, "b"), new VAppPropertySpec { Operation = ArrayUpdateOperation.Remove, RemoveKey = 1 });
        await bench.FailToReconfigureAsync<InvalidArgument>(
            new VirtualMachineConfigSpec { VAppConfig = new VmConfigSpec { Property = [Property(ArrayUpdateOperation.Edit, 7, null, "x")] } });

        bench.Vm.Config.VAppConfig!.Property!.Select(property => (property.Id, property.Value)).Should().Equal(("hostname", "b"));
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { VAppConfigRemoved = true });
        bench.Vm.Config.VAppConfig.Should().BeNull();
    }

    [Fact]
    public async Task A_VM_on_a_host_that_is_not_there_can_t_be_changed()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Inventory.Host1.SetState(HostSystemConnectionState.NotResponding, inMaintenanceMode: false));

        await bench.FailToReconfigureAsync<HostNotConnected>(new VirtualMachineConfigSpec { NumCPUs = 2 });
    }
}
