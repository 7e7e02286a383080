using VmSnapshot.Simulator.Cloning;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class LinkedCloneTests
{
    private const string Linked = "createNewChildDiskBacking";
    private const long GiB = 1L << 30;

    [Fact]
    public async Task A_linked_clone_builds_on_the_snapshots_disk_and_takes_next_to_nothing()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        long before = scene.Inventory.Datastore1.UsedBytes;

        VirtualMachine clone = await LinkedAsync(scene, "web-2", snapshot);

        CloneScene.BackingOf(clone).FileName.Should().Be("[datastore1] web-2/web-2.vmdk");
        CloneScene.BackingOf(clone).Parent!.FileName.Should().Be("[datastore1] web-1/web-1.vmdk");
        scene.Inventory.Datastore1.Files["[datastore1] web-2/web-2.vmdk"].ParentPath.Should().Be("[datastore1] web-1/web-1.vmdk");
        (scene.Inventory.Datastore1.UsedBytes - before).Should().Be(VmStorage.ChildAllocation);
        clone.Snapshots.Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_linked_clone_needs_a_snapshot(bool perDisk)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> clone = () => scene.StartCloneAsync("web-2", spec =>
        {
            spec.Location!.DiskMoveType = perDisk ? null : Linked;
            spec.Location.Disk = perDisk ? [new VirtualMachineRelocateSpecDiskLocator { DiskId = 2000, Datastore = scene.Inventory.Datastore1.Reference, DiskMoveType = Linked }] : null;
        });

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().EndWith("diskMoveType");
    }

    [Fact]
    public async Task An_unknown_move_type_is_refused_by_the_call()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> clone = () => scene.StartCloneAsync("web-2", spec => spec.Location!.DiskMoveType = "link");

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.diskMoveType");
    }

    [Fact]
    public async Task A_snapshot_has_to_be_the_sources()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachine other = await scene.CloneAsync("web-2");
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(other);

        Func<Task> clone = () => scene.StartCloneAsync("web-3", spec => spec.Snapshot = snapshot.Reference);
        Func<Task> gone = () => scene.StartCloneAsync("web-3", spec => spec.Snapshot = new ManagedObjectReference("VirtualMachineSnapshot", "snapshot-999"));

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.snapshot");
        (await gone.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ManagedObjectNotFound");
    }

    [Fact]
    public async Task A_clone_of_a_snapshot_has_the_hardware_of_then_in_one_piece()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        lock (scene.World.Gate)
        {
            scene.Source.ChangeConfig(config => config.Hardware!.NumCPU = 8);
        }

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => (spec.Snapshot, spec.Location!.Datastore) = (snapshot.Reference, scene.Inventory.Datastore2.Reference));

        clone.Config.Hardware!.NumCPU.Should().Be(1);
        CloneScene.BackingOf(clone).Parent.Should().BeNull();
        scene.Inventory.Datastore2.UsedBytes.Should().Be(5 * GiB);
    }

    [Theory]
    [InlineData("moveChildMostDiskBacking", true)]
    [InlineData("moveAllDiskBackingsAndAllowSharing", true)]
    [InlineData("moveAllDiskBackingsAndDisallowSharing", false)]
    [InlineData("moveAllDiskBackingsAndConsolidate", false)]
    public async Task What_becomes_of_a_chain_is_the_move_types_to_say(string moveType, bool shares)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.TakeSnapshot(scene.Source);

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Location!.DiskMoveType = moveType);

        (CloneScene.BackingOf(clone).Parent?.FileName == "[datastore1] web-1/web-1.vmdk").Should().Be(shares);
    }

    [Fact]
    public async Task Parents_on_another_datastore_are_not_shared_but_left_where_they_are_when_only_the_topmost_file_goes()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.TakeSnapshot(scene.Source);

        VirtualMachine allowing = await scene.CloneAsync("web-2", spec => (spec.Location!.DiskMoveType, spec.Location.Datastore) = ("moveAllDiskBackingsAndAllowSharing", scene.Inventory.Datastore2.Reference));
        VirtualMachine topmost = await scene.CloneAsync("web-3", spec => (spec.Location!.DiskMoveType, spec.Location.Datastore) = ("moveChildMostDiskBacking", scene.Inventory.Datastore2.Reference));

        CloneScene.BackingOf(allowing).Parent.Should().BeNull();
        CloneScene.BackingOf(topmost).FileName.Should().StartWith("[datastore2]");
        CloneScene.BackingOf(topmost).Parent!.FileName.Should().StartWith("[datastore1]");
    }

    [Fact]
    public async Task An_independent_disk_is_copied_even_for_a_linked_clone()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Source.ChangeConfig(config => ((VirtualDiskFlatVer2BackingInfo)config.Hardware!.Device!.OfType<VirtualDisk>().Single().Backing!).DiskMode = "independent_persistent");
        }

        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);

        CloneScene.BackingOf(await LinkedAsync(scene, "web-2", snapshot)).Parent.Should().BeNull();
    }

    [Fact]
    public async Task With_the_memory_of_a_snapshot_the_clone_is_suspended_and_keeps_only_addresses_given_by_hand()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source, VirtualMachinePowerState.PoweredOn);

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => (spec.Snapshot, spec.Memory) = (snapshot.Reference, true));

        clone.PowerState.Should().Be(VirtualMachinePowerState.Suspended);
        clone.Devices.OfType<VirtualEthernetCard>().Should().BeEmpty();
        (await scene.CloneAsync("web-3", spec => spec.Snapshot = snapshot.Reference)).PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
    }

    [Fact]
    public async Task What_a_linked_clone_builds_on_outlives_its_source_and_goes_with_the_last_clone()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        VirtualMachine first = await LinkedAsync(scene, "web-2", snapshot);
        VirtualMachine second = await LinkedAsync(scene, "web-3", snapshot);

        scene.Succeeded(await scene.Client.DestroyTaskAsync(scene.Source.Reference, CloneScene.Cancellation));
        scene.Inventory.Datastore1.Files.Keys.Should().BeEquivalentTo("[datastore1] web-1/web-1.vmdk", "[datastore1] web-2/web-2.vmdk", "[datastore1] web-3/web-3.vmdk");
        scene.World.Find(snapshot.Reference).Should().BeNull();
        scene.Succeeded(await scene.Client.DestroyTaskAsync(first.Reference, CloneScene.Cancellation));
        scene.Inventory.Datastore1.Files.Should().HaveCount(2);
        scene.Succeeded(await scene.Client.DestroyTaskAsync(second.Reference, CloneScene.Cancellation));

        scene.Inventory.Datastore1.Files.Should().BeEmpty();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(0);
    }

    [Fact]
    public async Task The_source_of_a_linked_clone_keeps_its_disks_when_the_clone_goes()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        long before = scene.Inventory.Datastore1.UsedBytes;
        VirtualMachine clone = await LinkedAsync(scene, "web-2", snapshot);

        scene.Succeeded(await scene.Client.DestroyTaskAsync(clone.Reference, CloneScene.Cancellation));

        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Inventory.Datastore1.Files.Keys.Should().Contain("[datastore1] web-1/web-1.vmdk");
    }

    [Fact]
    public async Task A_template_with_a_snapshot_can_be_linked_to()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
            (spec.Snapshot, spec.Location!.DiskMoveType, spec.Location.Pool) = (snapshot.Reference, Linked, scene.Inventory.Cluster.RootPool.Reference));

        CloneScene.BackingOf(clone).Parent.Should().NotBeNull();
    }

    [Fact]
    public async Task Promotion_makes_a_linked_clone_independent_and_takes_the_space()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        VirtualMachine clone = await LinkedAsync(scene, "web-2", snapshot);
        scene.Succeeded(await scene.Client.DestroyTaskAsync(scene.Source.Reference, CloneScene.Cancellation));

        scene.Succeeded(await scene.Client.PromoteDisksTaskAsync(clone.Reference, unlink: true, cancellationToken: CloneScene.Cancellation));

        CloneScene.BackingOf(clone).Parent.Should().BeNull();
        scene.Inventory.Datastore1.Files.Should().ContainSingle().Which.Value.AllocatedBytes.Should().Be((5 * GiB) + VmStorage.ChildAllocation);
    }

    [Fact]
    public async Task Promotion_without_unlinking_leaves_shared_files_shared()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachine clone = await LinkedAsync(scene, "web-2", scene.TakeSnapshot(scene.Source));

        scene.Succeeded(await scene.Client.PromoteDisksTaskAsync(clone.Reference, unlink: false, cancellationToken: CloneScene.Cancellation));

        CloneScene.BackingOf(clone).Parent.Should().NotBeNull();
    }

    [Fact]
    public async Task Promotion_needs_room_and_a_VM_that_is_off()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Datastore small;
        lock (scene.World.Gate)
        {
            small = scene.Simulator.VCenter.Inventory.AddDatastore(scene.Inventory.Datacenter, "small", GiB, [scene.Inventory.Host1]);
        }

        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);
        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
            (spec.Snapshot, spec.Location!.DiskMoveType, spec.Location.Datastore) = (snapshot.Reference, Linked, small.Reference));

        scene.FaultOf(await scene.Client.PromoteDisksTaskAsync(clone.Reference, unlink: true, cancellationToken: CloneScene.Cancellation)).Should().BeOfType<NoDiskSpace>();
        CloneScene.BackingOf(clone).Parent.Should().NotBeNull();
        small.UsedBytes.Should().Be(VmStorage.ChildAllocation);
        scene.SetPower(clone, VirtualMachinePowerState.PoweredOn);
        scene.FaultOf(await scene.Client.PromoteDisksTaskAsync(clone.Reference, unlink: true, cancellationToken: CloneScene.Cancellation)).Should().BeOfType<InvalidPowerState>();
    }

    private static Task<VirtualMachine> LinkedAsync(CloneScene scene, string name, VirtualMachineSnapshot snapshot)
        => scene.CloneAsync(name, spec => (spec.Snapshot, spec.Location!.DiskMoveType) = (snapshot.Reference, Linked));
}
