using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Operations whose process has ended, in order or not, and goes on in another.</summary>
public sealed class ResumeTests
{
    private const string Clone = nameof(IVSphereGateway.StartCloneAsync);

    private readonly FakeTimeProvider _clock = new();

    public static TheoryData<string> MomentsOfASnapshot { get; } = new(
        nameof(IVSphereGateway.StartCreateNativeSnapshotAsync), Clone, nameof(IVSphereGateway.MarkAsTemplateAsync), nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync));

    public static TheoryData<string> MomentsOfAVm { get; } = new(
        Clone, nameof(IVSphereGateway.StartReconfigureAsync), nameof(IVSphereGateway.StartCustomizeAsync), nameof(IVSphereGateway.StartPowerOnAsync));

    [Theory]
    [MemberData(nameof(MomentsOfASnapshot))]
    public async Task A_snapshot_whose_process_stopped_goes_on_at_once(string during)
    {
        await using var world = new World(_clock);
        var first = world.Another();
        var id = (await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced })).Id;
        var calls = await StopDuringAsync(first, during);

        (await world.JournalAsync(id)).Should().BeEquivalentTo(new { State = OperationState.Running, Owner = (string?)null, Error = (OperationError?)null });
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await world.Runner.FindResumableAsync()).Should().Equal(id);
        var ended = await _clock.ResultAsync(world.Runner.RunAsync(id));

        ended.State.Should().Be(OperationState.Succeeded);
        await ShouldBeMadeOnceAsync(world, id);
        calls.Calls.Concat(world.VCenter.Calls).Count(c => c == Clone).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(MomentsOfAVm))]
    public async Task Vms_whose_process_stopped_go_on_at_once(string during)
    {
        await using var world = new World(_clock);
        await _clock.RunAsync(world.SnapshotAsync());
        var first = world.Another();
        var id = (await first.Machines.CreateAsync(new()
        {
            Snapshot = "golden",
            Name = "copy-{index}",
            Count = 2,
            Cpus = 2,
            AddedDisksBytes = [1L << 30],
            Guest = new LinuxGuest(),
            PowerOn = true,
        })).Id;
        await StopDuringAsync(first, during);

        var ended = await _clock.ResultAsync(world.Runner.RunAsync(id));

        ended.State.Should().Be(OperationState.Succeeded);
        var batch = (await world.Operations.GetAsync<VmBatch>(id)).WaitForCompletionAsync();
        var made = world.VCenter.Machines.Where(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal)).ToList();
        made.Select(vm => vm.MoRef).Should().BeEquivalentTo((await batch).Items.Select(i => i.Vm!.MoRef));
        made.Should().OnlyContain(vm => vm.Cpus == 2 && vm.PowerState == VmPowerState.PoweredOn && vm.Disks.Count(d => d.CapacityBytes == 1L << 30) == 1);
    }

    [Theory]
    [MemberData(nameof(MomentsOfASnapshot))]
    public async Task A_snapshot_whose_process_died_goes_on_when_its_lease_runs_out(string during)
    {
        await using var world = new World(_clock);
        await using var first = world.Another();
        var id = (await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced })).Id;
        await _clock.RunUntilAsync(() => first.VCenter.Calls.Contains(during));
        first.Die();

        var tried = await world.Runner.RunAsync(id);
        tried.State.Should().Be(OperationState.Running, "somebody has it");
        (await world.Runner.FindResumableAsync()).Should().BeEmpty();
        world.Mutations.Should().BeEmpty();
        _clock.Advance(new VmSnapshotOptions().LeaseDuration + TimeSpan.FromMilliseconds(1));
        (await world.Runner.FindResumableAsync()).Should().Equal(id);
        var ended = await _clock.ResultAsync(world.Runner.RunAsync(id));

        ended.State.Should().Be(OperationState.Succeeded);
        await ShouldBeMadeOnceAsync(world, id);
    }

    [Fact]
    public async Task Who_waits_in_another_process_sees_it_through_the_change_of_hands()
    {
        await using var world = new World(_clock);
        await using var first = world.Another();
        var id = (await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" })).Id;
        var seen = new ProgressRecorder();
        await using var watching = world.Another();
        var wait = (await watching.Operations.GetAsync<Snapshot>(id)).WaitForCompletionAsync(seen);
        await _clock.RunUntilAsync(() => first.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));
        first.Die();
        _clock.Advance(new VmSnapshotOptions().LeaseDuration + TimeSpan.FromMilliseconds(1));

        await world.Operations.ResumeAsync(id);

        (await _clock.ResultAsync(wait)).Status.Should().Be(SnapshotStatus.Available);
        seen.ShouldGrowTo100(id);
    }

    [Fact]
    public async Task An_operation_that_nobody_works_on_is_cancelled_and_cleaned_up_by_who_cancels_it()
    {
        await using var world = new World(_clock);
        var first = world.Another();
        var id = (await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked })).Id;
        await StopDuringAsync(first, Clone);

        var asked = await world.Operations.CancelAsync(id);

        asked.State.Should().Be(OperationState.Cancelling);
        var operation = await world.Operations.GetAsync<Snapshot>(id);
        var error = (await FluentActions.Awaiting(() => _clock.ResultAsync(operation.WaitForCompletionAsync())).Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.Cancelled);
        world.ShouldBeUntouched();
        (await world.Snapshots.GetAsync("s")).Status.Should().Be(SnapshotStatus.Cancelled);
        (await world.Operations.CancelAsync(id)).State.Should().Be(OperationState.Cancelled, "an ended one stays as it is");
    }

    [Fact]
    public async Task A_cancellation_that_its_process_did_not_live_to_see_is_carried_out_by_the_next()
    {
        await using var world = new World(_clock);
        await using var first = world.Another();
        var id = (await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" })).Id;
        await _clock.RunUntilAsync(() => first.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));
        first.Die();
        await using var other = world.Another();
        await other.Operations.CancelAsync(id);
        _clock.Advance(new VmSnapshotOptions().LeaseDuration + TimeSpan.FromMilliseconds(1));

        // Either of the two living may have taken it up.
        await _clock.RunAsync(world.Runner.RunAsync(id));
        await _clock.RunUntilAsync(() => world.StateOf(id) == OperationState.Cancelled);

        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_vcenter_that_is_away_stops_the_operation_for_now_and_undoes_nothing()
    {
        await using var world = new World(_clock, o => o.TaskReadRetries = 0);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));
        world.VCenter.IsAway = true;
        var wait = () => _clock.ResultAsync(operation.WaitForCompletionAsync());

        var error = (await wait.Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.VCenterUnreachable, IsTransient = true, OperationId = operation.Id });
        var stopped = await world.Operations.GetAsync(operation.Id);
        stopped.Should().BeEquivalentTo(new { State = OperationState.Running, Error = new { Code = VmSnapshotErrorCodes.VCenterUnreachable } });
        (await world.Snapshots.GetAsync("s")).Status.Should().Be(SnapshotStatus.Creating, "it holds its name");
        (await world.Runner.FindResumableAsync()).Should().BeEmpty("it isn't tried again at once");

        world.VCenter.IsAway = false;
        await world.Operations.ResumeAsync(operation.Id);

        (await wait()).Status.Should().Be(SnapshotStatus.Available);
        await ShouldBeMadeOnceAsync(world, operation.Id);
        (await world.Operations.GetAsync(operation.Id)).Error.Should().BeNull();
    }

    [Fact]
    public async Task Resuming_what_has_ended_or_runs_elsewhere_changes_nothing()
    {
        await using var world = new World(_clock);
        await using var other = world.Another();
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Contains(Clone));

        (await other.Operations.ResumeAsync(operation.Id)).State.Should().Be(OperationState.Running);
        await _clock.ResultAsync(operation.WaitForCompletionAsync());
        (await other.Operations.ResumeAsync(operation.Id)).State.Should().Be(OperationState.Succeeded);
        (await other.Runner.RunAsync(operation.Id)).State.Should().Be(OperationState.Succeeded);

        other.VCenter.Calls.Should().OnlyContain(call => call == nameof(IVSphereGateway.ConnectAsync));
        (await world.JournalAsync(operation.Id)).Fence.Should().Be(1);
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_while_costs_nothing_but_time()
    {
        await using var world = new World(_clock);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));
        world.OwnStore.Fail();
        var wait = () => _clock.ResultAsync(operation.WaitForCompletionAsync());
        (await wait.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);

        world.OwnStore.Recover();
        _clock.Advance(new VmSnapshotOptions().LeaseDuration + TimeSpan.FromMilliseconds(1));
        await world.Operations.ResumeAsync(operation.Id);

        (await wait()).Status.Should().Be(SnapshotStatus.Available);
        await ShouldBeMadeOnceAsync(world, operation.Id);
    }

    private static async Task ShouldBeMadeOnceAsync(World world, string operationId)
    {
        var snapshot = await (await world.Operations.GetAsync<Snapshot>(operationId)).WaitForCompletionAsync();
        (await world.RecordsAsync()).Should().Equal(snapshot);
        world.VCenter.Machines.Where(vm => vm.Name.StartsWith("s-", StringComparison.Ordinal)).Should().ContainSingle().Which.MoRef.Should().Be(snapshot.Template!.MoRef);
        world.Vm("db-1").CurrentNativeSnapshot.Should().BeNull();
    }

    private async Task<TestGateway> StopDuringAsync(World world, string call)
    {
        var gateway = world.VCenter;
        await _clock.RunUntilAsync(() => gateway.Calls.Contains(call));
        await world.DisposeAsync();
        return gateway;
    }
}
