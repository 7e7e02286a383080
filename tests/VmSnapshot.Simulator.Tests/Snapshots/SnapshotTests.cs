using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Reconfiguring;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Snapshots;

public class SnapshotTests
{
    private const string Base = "[datastore1] web-1/web-1.vmdk";
    private const string Child1 = "[datastore1] web-1/web-1-000001.vmdk";
    private const string Child2 = "[datastore1] web-1/web-1-000002.vmdk";

    [Fact]
    public async Task A_snapshot_keeps_the_configuration_and_the_VM_goes_on_with_a_child_of_its_disk()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        long free = bench.Inventory.Datastore1.FreeBytes;
        string version = bench.Vm.Config.ChangeVersion!;

        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "first", "before the patch");

        ChainOf(bench.Vm.Config).Should().Equal(Child1, Base);
        ChainOf(snapshot.Config).Should().Equal(Base);
        bench.Inventory.Datastore1.Files[Child1].ParentPath.Should().Be(Base);
        bench.Inventory.Datastore1.FreeBytes.Should().Be(free - DiskChains.EmptyChildBytes);
        bench.Vm.Config.ChangeVersion.Should().NotBe(version);
        VirtualMachineSnapshotTree node = bench.Vm.Snapshots!.RootSnapshotList!.Single();
        (node.Name, node.Description, node.Id, node.State, node.Quiesced).Should().Be(("first", "before the patch", 1, VirtualMachinePowerState.PoweredOff, false));
        bench.Vm.Snapshots.CurrentSnapshot.Should().Be(snapshot.Reference);
        bench.Vm.Get<IReadOnlyList<ManagedObjectReference>>("rootSnapshot").Should().Equal(snapshot.Reference);
        snapshot.Vm.Should().BeSameAs(bench.Vm);
    }

    [Fact]
    public async Task Snapshots_hang_below_each_other()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        VirtualMachineSnapshot first = await TakeAsync(bench, "first");
        VirtualMachineSnapshot second = await TakeAsync(bench, "second");

        first.Children.Snapshot.Should().Equal(second.Reference);
        bench.Vm.Snapshots!.RootSnapshotList!.Single().ChildSnapshotList!.Single().Name.Should().Be("second");
        ChainOf(bench.Vm.Config).Should().Equal(Child2, Child1, Base);
        ChainOf(second.Config).Should().Equal(Child1, Base);
    }

    [Fact]
    public async Task The_only_snapshot_goes_and_the_VM_is_back_on_its_base_with_the_space_given_back()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        long free = bench.Inventory.Datastore1.FreeBytes;
        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "first");

        await RemoveAsync(bench, snapshot);

        ChainOf(bench.Vm.Config).Should().Equal(Base);
        bench.Vm.Snapshots.Should().BeNull();
        bench.Vm.Get<IReadOnlyList<ManagedObjectReference>>("rootSnapshot").Should().BeEmpty();
        bench.Inventory.Datastore1.Files.Keys.Should().Equal(Base);
        bench.Inventory.Datastore1.FreeBytes.Should().Be(free);
        bench.Vm.Runtime.ConsolidationNeeded.Should().BeFalse();
        VmBench.FaultOfCall<ManagedObjectNotFound>(await Catch(() => bench.Client.RemoveSnapshotTaskAsync(snapshot.Reference, false, null, VmBench.Cancellation)));
    }

    [Fact]
    public async Task A_snapshot_in_the_middle_goes_and_what_was_below_it_moves_up()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot first = await TakeAsync(bench, "first");
        VirtualMachineSnapshot second = await TakeAsync(bench, "second");

        await RemoveAsync(bench, first);

        bench.Vm.Snapshots!.RootSnapshotList!.Single().Snapshot.Should().Be(second.Reference);
        bench.Vm.Snapshots.CurrentSnapshot.Should().Be(second.Reference);
        ChainOf(second.Config).Should().Equal(Base);
        ChainOf(bench.Vm.Config).Should().Equal(Child2, Base);
        bench.Inventory.Datastore1.Files.Keys.Should().BeEquivalentTo(Base, Child2);
    }

    [Fact]
    public async Task The_current_snapshot_goes_and_the_one_above_is_current_again()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot first = await TakeAsync(bench, "first");
        VirtualMachineSnapshot second = await TakeAsync(bench, "second");

        await RemoveAsync(bench, second);

        bench.Vm.Snapshots!.CurrentSnapshot.Should().Be(first.Reference);
        first.Children.Snapshot.Should().BeEmpty();
        ChainOf(bench.Vm.Config).Should().Equal(Child1, Base);
        ChainOf(first.Config).Should().Equal(Base);
    }

    [Fact]
    public async Task A_snapshot_goes_with_all_below_it()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot first = await TakeAsync(bench, "first");
        VirtualMachineSnapshot second = await TakeAsync(bench, "second");

        await RemoveAsync(bench, first, withChildren: true);

        bench.Vm.Snapshots.Should().BeNull();
        second.IsDeleted.Should().BeTrue();
        ChainOf(bench.Vm.Config).Should().Equal(Base);
        bench.Inventory.Datastore1.Files.Keys.Should().Equal(Base);
    }

    [Fact]
    public async Task What_was_written_since_each_snapshot_ends_up_in_the_base()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        Datastore datastore = bench.Inventory.Datastore1;
        long atFirst = datastore.Files[Base].AllocatedBytes;
        VirtualMachineSnapshot first = await TakeAsync(bench, "first");
        await TakeAsync(bench, "second");
        bench.Prepare(() =>
        {
            datastore.Resize(Child1, 20L << 30, DiskChains.EmptyChildBytes + (1L << 30));
            datastore.Resize(Child2, 20L << 30, DiskChains.EmptyChildBytes + (2L << 30));
        });

        await RemoveAsync(bench, first, withChildren: true);

        datastore.Files[Base].AllocatedBytes.Should().Be(atFirst + (3L << 30));
        datastore.UsedBytes.Should().Be(atFirst + (3L << 30));
    }

    [Fact]
    public async Task Without_consolidation_the_chain_stays_until_the_disks_are_consolidated()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "first");

        bench.ResultOf(await bench.Client.RemoveSnapshotTaskAsync(snapshot.Reference, false, consolidate: false, VmBench.Cancellation));
        bench.Vm.Runtime.ConsolidationNeeded.Should().BeTrue();
        ChainOf(bench.Vm.Config).Should().Equal(Child1, Base);
        bench.ResultOf(await bench.Client.ConsolidateVMDisksTaskAsync(bench.Vm.Reference, VmBench.Cancellation));

        bench.Vm.Runtime.ConsolidationNeeded.Should().BeFalse();
        ChainOf(bench.Vm.Config).Should().Equal(Base);
        bench.Events.OfType<EventEx>().Select(happened => happened.EventTypeId).Should().Equal(
            "com.vmware.vc.VmDiskConsolidationNeeded", "com.vmware.vc.VmDiskConsolidationNoLongerNeeded", "com.vmware.vc.VmDiskConsolidatedEvent");
    }

    [Fact]
    public async Task A_file_that_a_backup_holds_is_not_merged_until_it_is_let_go()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "backup");
        DiskFile held = bench.Inventory.Datastore1.Files[Base];
        bench.Prepare(() => held.IsLocked = true);

        await RemoveAsync(bench, snapshot);
        bench.Vm.Snapshots.Should().BeNull();
        bench.Vm.Runtime.ConsolidationNeeded.Should().BeTrue();
        bench.FaultOf<FileLocked>(await bench.Client.ConsolidateVMDisksTaskAsync(bench.Vm.Reference, VmBench.Cancellation));
        bench.Prepare(() => held.IsLocked = false);
        bench.ResultOf(await bench.Client.ConsolidateVMDisksTaskAsync(bench.Vm.Reference, VmBench.Cancellation));

        ChainOf(bench.Vm.Config).Should().Equal(Base);
        bench.Vm.Runtime.ConsolidationNeeded.Should().BeFalse();
    }

    [Fact]
    public async Task What_a_linked_clone_hangs_on_is_kept_and_merged_once_the_clone_is_gone()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "golden");
        VirtualMachine clone = AddLinkedClone(bench, snapshot);

        await RemoveAsync(bench, snapshot);
        ChainOf(bench.Vm.Config).Should().Equal(Child1, Base);
        bench.Vm.Runtime.ConsolidationNeeded.Should().BeFalse("nothing can be merged while the clone uses the base");
        bench.Prepare(() => bench.Factory.RemoveVm(clone));
        await RemoveAsync(bench, await TakeAsync(bench, "again"));

        ChainOf(bench.Vm.Config).Should().Equal(Base);
        bench.Inventory.Datastore1.Files.Keys.Should().NotContain(Child1);
    }

    [Fact]
    public async Task What_goes_with_a_VM_is_what_nobody_else_uses()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "golden");
        VirtualMachine clone = AddLinkedClone(bench, snapshot);

        bench.Prepare(() =>
        {
            DiskChains.FilesOnlyOf(bench.Vm).Should().Equal(Child1);
            DiskChains.FilesOnlyOf(clone).Should().Equal("[datastore1] clone/clone.vmdk");
            DiskChains.IsInUse(bench.Vm.World, DiskFileId.Of(bench.Inventory.Datastore1, Base), bench.Vm).Should().BeTrue();
            DiskChains.IsInUse(bench.Vm.World, DiskFileId.Of(bench.Inventory.Datastore1, Child1), bench.Vm).Should().BeFalse();
        });
    }

    [Fact]
    public async Task A_disk_that_a_snapshot_holds_keeps_its_base_when_it_is_removed_and_destroyed()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await TakeAsync(bench, "first");

        await bench.ChangeDevicesAsync(VmBench.Remove(bench.Device<VirtualDisk>(), destroyFile: true));

        bench.Inventory.Datastore1.Files.Keys.Should().Equal(Base);
    }

    [Fact]
    public async Task An_independent_disk_is_left_alone_and_forbids_a_snapshot_with_memory()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Vm.ChangeConfig(config => DiskChains.SetMode(config.Hardware!.Device!.OfType<VirtualDisk>().Single().Backing, "independent_persistent")));

        await TakeAsync(bench, "first");
        ChainOf(bench.Vm.Config).Should().Equal(Base);
        bench.TurnOn();

        bench.FaultOf<MemorySnapshotOnIndependentDisk>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "second", null, true, false, VmBench.Cancellation));
    }

    [Fact]
    public async Task The_memory_of_a_running_VM_takes_space_and_that_of_a_VM_that_is_off_isn_t_there()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.ResultOf(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "off", null, true, false, VmBench.Cancellation));
        bench.Inventory.Datastore1.Files.Keys.Should().BeEquivalentTo(Base, Child1);
        bench.TurnOn();

        var reference = (ManagedObjectReference)bench.ResultOf(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "on", null, true, true, VmBench.Cancellation))!;

        VirtualMachineSnapshotTree node = bench.Vm.Snapshots!.RootSnapshotList!.Single().ChildSnapshotList!.Single();
        (node.State, node.Quiesced).Should().Be((VirtualMachinePowerState.PoweredOn, false), "what is in memory needs no quiescing");
        bench.Inventory.Datastore1.Files["[datastore1] web-1/web-1-Snapshot2.vmem"].AllocatedBytes.Should().Be(1L << 30);
        await RemoveAsync(bench, (VirtualMachineSnapshot)bench.Vm.World.Find(reference)!);
        bench.Inventory.Datastore1.Files.Keys.Should().BeEquivalentTo(Base, Child1);
    }

    [Fact]
    public async Task Quiescing_a_running_guest_takes_running_Tools()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn(tools: false);
        Task<ManagedObjectReference> Ex(VirtualMachineGuestQuiesceSpec? spec) => bench.Client.CreateSnapshotExTaskAsync(bench.Vm.Reference, "s", null, false, spec, VmBench.Cancellation);

        bench.FaultOf<FilesystemQuiesceFault>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, true, VmBench.Cancellation));
        bench.FaultOf<FilesystemQuiesceFault>(await Ex(new VirtualMachineGuestQuiesceSpec()));
        bench.FaultOf<ApplicationQuiesceFault>(await Ex(new VirtualMachineWindowsQuiesceSpec()));
        bench.Vm.Snapshots.Should().BeNull();
        bench.TurnOn(tools: true);
        bench.ResultOf(await Ex(new VirtualMachineGuestQuiesceSpec { Timeout = 5 }));

        VirtualMachineSnapshotTree node = bench.Vm.Snapshots!.RootSnapshotList!.Single();
        (node.Quiesced, node.State).Should().Be((true, VirtualMachinePowerState.PoweredOff));
    }

    [Fact]
    public async Task A_VM_that_is_off_needs_no_Tools_to_be_quiesced()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        bench.ResultOf(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, true, VmBench.Cancellation));

        bench.Vm.Snapshots!.RootSnapshotList!.Single().Quiesced.Should().BeFalse();
    }

    [Fact]
    public async Task A_chain_has_32_snapshots_at_most()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        for (int number = 1; number <= 32; number++)
        {
            await TakeAsync(bench, $"snapshot {number}");
        }

        bench.FaultOf<TooManySnapshotLevels>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "one more", null, false, false, VmBench.Cancellation));
    }

    [Fact]
    public async Task A_snapshot_needs_a_name_and_a_VM_that_is_no_template()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        bench.FaultOf<InvalidName>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "", null, false, false, VmBench.Cancellation));
        bench.Prepare(() => bench.Vm.ChangeConfig(config => config.Template = true));
        bench.FaultOf<NotSupported>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, false, VmBench.Cancellation));
    }

    [Fact]
    public async Task Devices_that_can_t_be_snapshotted_are_named()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Vm.ChangeConfig(config => config.Hardware!.Device!.OfType<VirtualSCSIController>().Single().SharedBus = VirtualSCSISharing.PhysicalSharing));

        var fault = bench.FaultOf<SnapshotIncompatibleDeviceInVm>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, false, VmBench.Cancellation));

        fault.Fault!.Fault.Should().BeOfType<SharedBusControllerNotSupported>().Which.Device.Should().Be("SCSI controller 0");
    }

    [Fact]
    public async Task A_full_datastore_takes_no_snapshot()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Inventory.Datastore1.Allocate("[datastore1] filler/filler.vmdk", bench.Inventory.Datastore1.FreeBytes, bench.Inventory.Datastore1.FreeBytes));

        bench.FaultOf<NoDiskSpace>(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, false, VmBench.Cancellation));

        bench.Vm.Snapshots.Should().BeNull();
        ChainOf(bench.Vm.Config).Should().Equal(Base);
    }

    [Fact]
    public async Task Snapshots_can_be_switched_off_and_locked()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        Task<ManagedObjectReference> Take() => bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "s", null, false, false, VmBench.Cancellation);
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { Flags = new VirtualMachineFlagInfo { SnapshotDisabled = true } });
        bench.FaultOf<SnapshotDisabled>(await Take());

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { Flags = new VirtualMachineFlagInfo { SnapshotDisabled = false, SnapshotLocked = true } });

        bench.FaultOf<SnapshotLocked>(await Take());
    }

    [Fact]
    public async Task Two_snapshots_at_a_time_are_one_too_many()
    {
        await using VmBench bench = await VmBench.CreateAsync(TimeSpan.FromSeconds(10));
        ManagedObjectReference first = await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "first", null, false, false, VmBench.Cancellation);

        VmBench.FaultOfCall<TaskInProgress>(await Catch(() => bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "second", null, false, false, VmBench.Cancellation)))
            .Task.Should().Be(first);
        bench.Clock.Advance(TimeSpan.FromSeconds(10));

        bench.ResultOf(first).Should().BeOfType<ManagedObjectReference>();
    }

    [Fact]
    public async Task All_disks_get_children_wherever_they_lie()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ChangeDevicesAsync(VmBench.AddDisk(1L << 30, fileName: "[datastore2] web-1/data.vmdk"));

        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "first");

        bench.Vm.Devices.OfType<VirtualDisk>().Select(disk => ((VirtualDiskFlatVer2BackingInfo)disk.Backing!).FileName)
            .Should().Equal(Child1, "[datastore2] web-1/data-000001.vmdk");
        await RemoveAsync(bench, snapshot);
        bench.Inventory.Datastore2.Files.Keys.Should().Equal("[datastore2] web-1/data.vmdk");
    }

    [Fact]
    public async Task Everything_goes_with_a_VM_that_is_destroyed_its_snapshots_memory_included()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn();
        bench.ResultOf(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, "on", null, true, false, VmBench.Cancellation));
        VirtualMachineSnapshot snapshot = DiskChains.SnapshotsOf(bench.Vm).Single();
        bench.Prepare(() => bench.Vm.ChangeRuntime(runtime => runtime.PowerState = VirtualMachinePowerState.PoweredOff));

        bench.ResultOf(await bench.Client.DestroyTaskAsync(bench.Vm.Reference, VmBench.Cancellation));

        bench.Inventory.Datastore1.Files.Should().BeEmpty();
        bench.Inventory.Datastore1.UsedBytes.Should().Be(0);
        snapshot.IsDeleted.Should().BeTrue();
    }

    [Fact]
    public async Task A_described_VM_has_the_snapshots_that_it_is_described_with()
    {
        await using var simulator = new VCenterSimulator();
        VirtualMachine vm;
        lock (simulator.VCenter.World.Gate)
        {
            vm = simulator.VCenter.World.Objects.OfType<VirtualMachine>().Single(found => found.Snapshots is not null);
        }

        vm.Snapshots!.RootSnapshotList!.Single().Name.Should().Be("before-upgrade");
        ChainOf(vm.Config).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_file_of_the_same_name_in_another_datacenter_is_another_file()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        SmallInventory twin = bench.AddTwin();
        VirtualMachineSnapshot snapshot = await TakeAsync(bench, "first");

        await RemoveAsync(bench, snapshot);

        ChainOf(bench.Vm.Config).Should().Equal(Base);
        ChainOf(twin.Vm.Config).Should().Equal(Base);
        twin.Datastore1.Files.Keys.Should().Equal(Base);
    }

    private static async Task<VirtualMachineSnapshot> TakeAsync(VmBench bench, string name, string? description = null)
    {
        object? result = bench.ResultOf(await bench.Client.CreateSnapshotTaskAsync(bench.Vm.Reference, name, description, false, false, VmBench.Cancellation));
        return (VirtualMachineSnapshot)bench.Vm.World.Find((ManagedObjectReference)result!)!;
    }

    private static async Task RemoveAsync(VmBench bench, VirtualMachineSnapshot snapshot, bool withChildren = false)
        => bench.ResultOf(await bench.Client.RemoveSnapshotTaskAsync(snapshot.Reference, withChildren, cancellationToken: VmBench.Cancellation));

    private static IEnumerable<string?> ChainOf(VirtualMachineConfigInfo config)
        => DiskChains.Of(config.Hardware!.Device!.OfType<VirtualDisk>().First()).Select(backing => backing.FileName);

    private static VirtualMachine AddLinkedClone(VmBench bench, VirtualMachineSnapshot snapshot)
    {
        VirtualMachine? clone = null;
        bench.Prepare(() =>
        {
            const string Path = "[datastore1] clone/clone.vmdk";
            bench.Inventory.Datastore1.Allocate(Path, 20L << 30, DiskChains.EmptyChildBytes, Base);
            var config = (VirtualMachineConfigInfo)snapshot.Config.Copy();
            (config.Name, config.Uuid, config.InstanceUuid) = ("clone", null, null);
            VirtualDisk disk = config.Hardware!.Device!.OfType<VirtualDisk>().Single();
            var parent = (VirtualDiskFlatVer2BackingInfo)disk.Backing!;
            disk.Backing = new VirtualDiskFlatVer2BackingInfo { FileName = Path, Datastore = bench.Inventory.Datastore1.Reference, DiskMode = "persistent", Parent = parent };
            clone = bench.Factory.AddVm(bench.Inventory.Datacenter.VmFolder, config, bench.Inventory.Cluster.RootPool, bench.Inventory.Host1);
        });
        return clone!;
    }

    private static async Task<VimFaultException> Catch(Func<Task> call) => (await call.Should().ThrowAsync<VimFaultException>()).Which;
}
