using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class FullCloneTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public async Task A_clone_is_a_VM_of_its_own_with_the_hardware_of_its_source()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2");

        clone.Name.Should().Be("web-2");
        clone.Config.Name.Should().Be("web-2");
        clone.Config.Uuid.Should().NotBe(scene.Source.Config.Uuid);
        clone.Config.InstanceUuid.Should().NotBe(scene.Source.Config.InstanceUuid);
        clone.Config.Files!.VmPathName.Should().Be("[datastore1] web-2/web-2.vmx");
        clone.Config.ExtraConfig.Should().ContainSingle(option => option.Key == "nvram" && option.Value!.Equals("web-2.nvram"));
        CloneScene.BackingOf(clone).FileName.Should().Be("[datastore1] web-2/web-2.vmdk");
        CloneScene.BackingOf(clone).Uuid.Should().NotBe(CloneScene.BackingOf(scene.Source).Uuid);
        CloneScene.CardOf(clone).MacAddress.Should().NotBe(CloneScene.CardOf(scene.Source).MacAddress);
        clone.Devices.Select(device => device.Key).Should().Equal(scene.Source.Devices.Select(device => device.Key));
        clone.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        clone.Pool.Should().Be(scene.Source.Pool);
        clone.Host.Should().Be(scene.Source.Host);
        scene.Folder.FindChild("web-2").Should().Be(clone);
        scene.Inventory.Datastore1.Vms.Contains(clone.Reference).Should().BeTrue();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(10 * GiB, "both disks are thin and a quarter full");
    }

    [Fact]
    public async Task A_clone_of_a_running_VM_is_off()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Memory = true);

        clone.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff, "memory counts with a snapshot only");
    }

    [Fact]
    public async Task An_address_that_was_given_by_hand_stays()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Source.ChangeConfig(config => config.Hardware!.Device!.OfType<VirtualEthernetCard>().Single().AddressType = "manual");
        }

        VirtualMachine clone = await scene.CloneAsync("web-2");

        CloneScene.CardOf(clone).MacAddress.Should().Be(CloneScene.CardOf(scene.Source).MacAddress);
    }

    [Fact]
    public async Task A_clone_takes_its_time_and_exists_only_at_the_end()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));

        ManagedObjectReference task = await scene.StartCloneAsync("web-2");

        scene.InfoOf(task).State.Should().Be(TaskInfoState.Running);
        scene.InfoOf(task).DescriptionId.Should().Be("VirtualMachine.clone");
        scene.InfoOf(task).Entity.Should().Be(scene.Source.Reference);
        scene.InfoOf(task).Cancelable.Should().BeTrue();
        scene.Folder.FindChild("web-2").Should().BeNull();
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        scene.Made(task).Name.Should().Be("web-2");
    }

    [Fact]
    public async Task A_cancelled_clone_leaves_nothing_behind_and_frees_its_name()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));
        long before = scene.Inventory.Datastore1.UsedBytes;
        ManagedObjectReference task = await scene.StartCloneAsync("web-2");
        scene.Inventory.Datastore1.UsedBytes.Should().BeGreaterThan(before, "the space is taken from the start");

        scene.Cancel(task);

        scene.FaultOf(task).Should().BeOfType<RequestCanceled>();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Inventory.Datastore1.HasDirectory("[datastore1] web-2").Should().BeFalse();
        ManagedObjectReference again = await scene.StartCloneAsync("web-2");
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        scene.Made(again).Name.Should().Be("web-2");
    }

    [Fact]
    public async Task Several_clones_of_one_source_run_at_a_time_and_nothing_else_is_done_to_it()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));

        ManagedObjectReference first = await scene.StartCloneAsync("web-2");
        ManagedObjectReference second = await scene.StartCloneAsync("web-3");
        Func<Task> mark = () => scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);
        Func<Task> destroy = () => scene.Client.DestroyTaskAsync(scene.Source.Reference, CloneScene.Cancellation);

        (await mark.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<TaskInProgress>().Which.Task.Should().Be(first);
        (await destroy.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
        scene.Clock.Advance(TimeSpan.FromMinutes(10));
        scene.Made(first).Name.Should().Be("web-2");
        scene.Made(second).Name.Should().Be("web-3");
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);
    }

    [Fact]
    public async Task A_taken_name_fails_the_task()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        MethodFault fault = await scene.CloneFaultAsync("web-1");

        fault.Should().BeOfType<DuplicateName>().Which.Object.Should().Be(scene.Source.Reference);
    }

    [Fact]
    public async Task Of_two_clones_with_one_name_the_second_fails()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));

        ManagedObjectReference first = await scene.StartCloneAsync("web-2");
        ManagedObjectReference second = await scene.StartCloneAsync("web-2");
        DuplicateName fault = scene.FaultOf(second).Should().BeOfType<DuplicateName>().Subject;
        scene.Clock.Advance(TimeSpan.FromMinutes(10));

        scene.Made(first).Reference.Should().Be(fault.Object);
        scene.Folder.Children.Count.Should().Be(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task A_name_that_is_empty_or_too_long_fails_the_task(string name)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        (await scene.CloneFaultAsync(name)).Should().BeOfType<InvalidName>().Which.Name.Should().Be(name);
    }

    [Fact]
    public async Task A_slash_in_a_name_is_stored_escaped()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("a/b\\c 100%");

        clone.Name.Should().Be("a%2fb%5cc 100%25");
        (await scene.CloneFaultAsync("a%2fb%5cc 100%25")).Should().BeOfType<DuplicateName>();
    }

    [Fact]
    public async Task A_full_datastore_fails_the_task_and_nothing_is_left_behind()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Datastore small;
        lock (scene.World.Gate)
        {
            small = scene.Simulator.VCenter.Inventory.AddDatastore(scene.Inventory.Datacenter, "small", 4 * GiB, [scene.Inventory.Host1, scene.Inventory.Host2]);
        }

        MethodFault fault = await scene.CloneFaultAsync("web-2", spec => spec.Location!.Datastore = small.Reference);

        fault.Should().BeOfType<NoDiskSpace>().Which.Datastore.Should().Be("small");
        small.UsedBytes.Should().Be(0);
        small.Files.Should().BeEmpty();
        scene.Folder.FindChild("web-2").Should().BeNull();
        scene.Folder.NamesInTheMaking.Should().BeEmpty();
    }

    [Fact]
    public async Task Of_two_clones_that_do_not_fit_together_the_second_fails_and_the_space_comes_back_with_the_first()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));
        Datastore small;
        lock (scene.World.Gate)
        {
            small = scene.Simulator.VCenter.Inventory.AddDatastore(scene.Inventory.Datacenter, "small", 8 * GiB, [scene.Inventory.Host1]);
        }

        ManagedObjectReference first = await scene.StartCloneAsync("web-2", spec => spec.Location!.Datastore = small.Reference);
        ManagedObjectReference second = await scene.StartCloneAsync("web-3", spec => spec.Location!.Datastore = small.Reference);

        scene.FaultOf(second).Should().BeOfType<NoDiskSpace>();
        scene.Cancel(first);
        small.FreeBytes.Should().Be(8 * GiB);
    }

    [Theory]
    [InlineData("flat", 20)]
    [InlineData("sparse", 5)]
    public async Task A_transformation_makes_disks_thick_or_thin(string transform, long expectedGiB)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
        {
            spec.Location!.Datastore = scene.Inventory.Datastore2.Reference;
            spec.Location.Transform = new VirtualMachineRelocateTransformation(transform);
        });

        CloneScene.BackingOf(clone).ThinProvisioned.Should().Be(transform == "sparse");
        scene.Inventory.Datastore2.UsedBytes.Should().Be(expectedGiB * GiB);
    }

    [Fact]
    public async Task A_disk_can_go_elsewhere_in_another_format()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Location!.Disk =
        [
            new VirtualMachineRelocateSpecDiskLocator
            {
                DiskId = 2000,
                Datastore = scene.Inventory.Datastore2.Reference,
                DiskBackingInfo = new VirtualDiskFlatVer2BackingInfo { FileName = "", DiskMode = "persistent", ThinProvisioned = false },
            },
        ]);

        CloneScene.BackingOf(clone).FileName.Should().Be("[datastore2] web-2/web-2.vmdk");
        scene.Inventory.Datastore2.UsedBytes.Should().Be(20 * GiB);
        clone.Config.Files!.VmPathName.Should().StartWith("[datastore1]");
        clone.Datastores.Snapshot.Should().BeEquivalentTo([scene.Inventory.Datastore1.Reference, scene.Inventory.Datastore2.Reference]);
    }

    [Fact]
    public async Task A_locator_of_an_unknown_disk_is_refused_by_the_call()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> clone = () => scene.StartCloneAsync("web-2", spec => spec.Location!.Disk = [new VirtualMachineRelocateSpecDiskLocator { DiskId = 2001, Datastore = scene.Inventory.Datastore2.Reference }]);

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.disk[0].diskId");
    }

    [Fact]
    public async Task Files_of_a_name_that_is_used_on_the_datastore_already_get_a_directory_with_a_number()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Folder other;
        lock (scene.World.Gate)
        {
            other = scene.Simulator.VCenter.Inventory.AddFolder(scene.Folder, "other");
        }

        VirtualMachine clone = await scene.CloneAsync("web-1", folder: other);

        clone.Config.Files!.VmPathName.Should().Be("[datastore1] web-1_1/web-1_1.vmx");
    }

    [Fact]
    public async Task The_events_tell_of_the_beginning_and_the_end()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2");
        await scene.CloneFaultAsync("web-2");

        VmBeingClonedEvent begun = scene.Events.OfType<VmBeingClonedEvent>().Single();
        begun.Vm!.Vm.Should().Be(scene.Source.Reference);
        begun.DestName.Should().Be("web-2");
        begun.UserName.Should().Be("user");
        VmClonedEvent done = scene.Events.OfType<VmClonedEvent>().Single();
        done.Vm!.Vm.Should().Be(clone.Reference);
        done.SourceVm!.Vm.Should().Be(scene.Source.Reference);
        done.ChainId.Should().Be(begun.ChainId);
        begun.ChainId.Should().Be(scene.Events.OfType<TaskEvent>().First().Key);
        scene.Events.OfType<VmCloneFailedEvent>().Single().Reason!.Fault.Should().BeOfType<DuplicateName>();
        scene.Events.OfType<VmCreatedEvent>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_clone_whose_host_is_lost_on_the_way_fails_and_leaves_nothing_behind()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));
        long before = scene.Inventory.Datastore1.UsedBytes;
        ManagedObjectReference task = await scene.StartCloneAsync("web-2");

        lock (scene.World.Gate)
        {
            scene.Inventory.Host1.SetState(HostSystemConnectionState.NotResponding, inMaintenanceMode: false);
        }

        scene.Clock.Advance(TimeSpan.FromMinutes(10));

        scene.FaultOf(task).Should().BeOfType<HostNotReachable>();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Events.OfType<VmCloneFailedEvent>().Single().Reason!.Fault.Should().BeOfType<HostNotReachable>();
    }

    [Fact]
    public async Task A_clone_whose_folder_goes_on_the_way_fails()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));
        ManagedObjectReference folder = await scene.Client.CreateFolderAsync(scene.Folder.Reference, "soon gone", CloneScene.Cancellation);
        ManagedObjectReference task = await scene.StartCloneAsync("web-2", folder: (Folder)scene.World.Find(folder)!);
        scene.Succeeded(await scene.Client.DestroyTaskAsync(folder, CloneScene.Cancellation));

        scene.Clock.Advance(TimeSpan.FromMinutes(10));

        scene.FaultOf(task).Should().BeOfType<ManagedObjectNotFound>().Which.Obj.Should().Be(folder);
    }

    [Fact]
    public async Task A_raw_device_in_physical_mode_cannot_be_cloned()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Source.ChangeConfig(config => config.Hardware!.Device!.OfType<VirtualDisk>().Single().Backing =
                new VirtualDiskRawDiskMappingVer1BackingInfo { FileName = "[datastore1] web-1/web-1.vmdk", Datastore = scene.Inventory.Datastore1.Reference, CompatibilityMode = "physicalMode" });
        }

        (await scene.CloneFaultAsync("web-2")).Should().BeOfType<PhysCompatRDMNotSupported>();
    }

    [Fact]
    public async Task A_clone_without_a_location_or_into_another_kind_of_folder_is_refused_by_the_call()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> noLocation = () => scene.StartCloneAsync("web-2", spec => spec.Location = null);
        Func<Task> hostFolder = () => scene.StartCloneAsync("web-2", folder: scene.Inventory.Datacenter.HostFolder);
        Func<Task> gone = () => scene.StartCloneAsync("web-2", spec => spec.Location!.Datastore = new ManagedObjectReference("Datastore", "datastore-999"));

        (await noLocation.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location");
        (await hostFolder.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("folder");
        (await gone.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ManagedObjectNotFound");
    }

    [Fact]
    public async Task The_same_calls_give_the_same_identities_in_every_run()
    {
        async Task<string> RunAsync()
        {
            await using CloneScene scene = await CloneScene.OpenAsync();
            VirtualMachine clone = await scene.CloneAsync("web-2");
            return $"{clone.Reference.Value} {clone.Config.Uuid} {clone.Config.InstanceUuid} {CloneScene.CardOf(clone).MacAddress} {CloneScene.BackingOf(clone).Uuid}";
        }

        (await RunAsync()).Should().Be(await RunAsync());
    }

    [Fact]
    public async Task A_thick_disk_takes_all_of_its_capacity()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachine thick;
        lock (scene.World.Gate)
        {
            var recipe = new VmRecipe { Name = "thick", Datastore = scene.Inventory.Datastore1, Controllers = [ControllerRecipe.ParaVirtual(new DiskRecipe(8 * GiB, IsThin: false))] };
            thick = scene.Simulator.VCenter.Inventory.AddVm(scene.Folder, recipe.Build(scene.Simulator.VCenter.Inventory.NewMacAddress), scene.Inventory.Cluster.RootPool, scene.Inventory.Host1);
        }

        await scene.CloneAsync("thick-2", spec => spec.Location!.Datastore = scene.Inventory.Datastore2.Reference, thick);

        scene.Inventory.Datastore2.UsedBytes.Should().Be(8 * GiB);
    }
}
