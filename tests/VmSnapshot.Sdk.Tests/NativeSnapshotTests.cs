using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Quiesced and linked captures, which clone from a native snapshot.</summary>
public sealed class NativeSnapshotTests
{
    private const string Take = nameof(IVSphereGateway.StartCreateNativeSnapshotAsync);
    private const string Clone = nameof(IVSphereGateway.StartCloneAsync);
    private const string Remove = nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync);
    private const string Destroy = nameof(IVSphereGateway.StartDestroyAsync);

    [Fact]
    public async Task A_quiesced_capture_takes_a_native_snapshot_and_removes_it()
    {
        await using var world = new World();

        var snapshot = await CreateAsync(world, SnapshotKind.Full, SnapshotConsistency.Quiesced);

        Starts(world).Should().Equal(Take, Clone, Remove);
        snapshot.Should().BeEquivalentTo(new { RequestedConsistency = SnapshotConsistency.Quiesced, Consistency = SnapshotConsistency.Quiesced });
        snapshot.Template!.NativeSnapshot.Should().BeNull();
        world.Vm("db-1").CurrentNativeSnapshot.Should().BeNull();
        snapshot.Template!.Disks.Should().OnlyContain(d => !d.HasParent);
    }

    [Fact]
    public async Task A_linked_capture_keeps_its_native_snapshot_until_it_is_purged()
    {
        await using var world = new World();
        var free = world.VCenter.GetFreeBytes("datastore2");

        var snapshot = await CreateAsync(world, SnapshotKind.Linked, SnapshotConsistency.Crash);

        Starts(world).Should().Equal(Take, Clone);
        snapshot.Kind.Should().Be(SnapshotKind.Linked);
        snapshot.Template!.NativeSnapshot.Should().Be(world.Vm("db-1").CurrentNativeSnapshot).And.NotBeNull();
        snapshot.Template!.Disks.Should().OnlyContain(d => d.HasParent);
        (free - world.VCenter.GetFreeBytes("datastore2")).Should().BeLessThan(1L << 30, "no disk was copied");

        await world.Snapshots.DeleteAsync("s", new() { Purge = true });

        Starts(world).Should().Equal(Take, Clone, Destroy, Remove);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_linked_capture_can_be_quiesced_too()
    {
        await using var world = new World();

        var snapshot = await CreateAsync(world, SnapshotKind.Linked, SnapshotConsistency.Quiesced);

        Starts(world).Should().Equal(Take, Clone);
        snapshot.Consistency.Should().Be(SnapshotConsistency.Quiesced);
    }

    [Fact]
    public async Task A_vm_made_from_a_linked_snapshot_is_whole_and_its_disks_can_grow()
    {
        await using var world = new World();
        await CreateAsync(world, SnapshotKind.Linked, SnapshotConsistency.Crash);

        await world.CreateAsync(new() { Snapshot = "s", Name = "copy", Disks = [new("Hard disk 1", 50L << 30)] });

        world.Vm("copy").Disks.Should().OnlyContain(d => !d.HasParent);
        world.Vm("copy").Disks[0].CapacityBytes.Should().Be(50L << 30);
    }

    [Fact]
    public async Task Native_snapshots_that_were_there_before_stay()
    {
        await using var world = new World();
        var before = world.Vm("app-1").CurrentNativeSnapshot;

        await (await world.Snapshots.CreateAsync(new() { Vm = "app-1", Name = "s", Consistency = SnapshotConsistency.Quiesced })).WaitForCompletionAsync();

        before.Should().NotBeNull();
        world.Vm("app-1").CurrentNativeSnapshot.Should().Be(before);
    }

    [Fact]
    public async Task A_guest_that_cannot_be_quiesced_fails_the_capture_and_leaves_nothing_behind()
    {
        await using var world = new World();

        var create = async () => await (await world.Snapshots.CreateAsync(new() { Vm = "appliance", Name = "s", Consistency = SnapshotConsistency.Quiesced })).WaitForCompletionAsync();

        (await create.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name.Should().Be("FilesystemQuiesceFault");
        Starts(world).Should().Equal(Take);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task Purging_goes_on_where_the_native_snapshot_is_gone_already()
    {
        await using var world = new World();
        var snapshot = await CreateAsync(world, SnapshotKind.Linked, SnapshotConsistency.Crash);
        await world.VCenter.Aside.StartRemoveNativeSnapshotAsync(snapshot.Template!.NativeSnapshot!.Value);

        var purged = await world.Snapshots.DeleteAsync("s", new() { Purge = true });

        purged.Status.Should().Be(SnapshotStatus.Purged);
    }

    private static async Task<Snapshot> CreateAsync(World world, SnapshotKind kind, SnapshotConsistency consistency) =>
        await (await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = kind, Consistency = consistency })).WaitForCompletionAsync();

    private static IEnumerable<string> Starts(World world) => world.VCenter.Calls.Where(c => c.StartsWith("Start", StringComparison.Ordinal));
}
