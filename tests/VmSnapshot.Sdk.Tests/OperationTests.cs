using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Watching, waiting for and stopping the two processes.</summary>
public sealed class OperationTests
{
    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(SnapshotKind.Full, SnapshotConsistency.Crash)]
    [InlineData(SnapshotKind.Full, SnapshotConsistency.Quiesced)]
    [InlineData(SnapshotKind.Linked, SnapshotConsistency.Crash)]
    public async Task A_snapshots_progress_only_grows_and_ends_at_100(SnapshotKind kind, SnapshotConsistency consistency)
    {
        await using var world = new World(_clock);
        var seen = new ProgressRecorder();

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = kind, Consistency = consistency });
        (await operation.RefreshAsync()).Should().BeOneOf(OperationState.Pending, OperationState.Running);
        FluentActions.Invoking(() => operation.Value).Should().Throw<InvalidOperationException>();
        var work = operation.WaitForCompletionAsync(seen);
        await _clock.RunAsync(work);

        (await work).Should().Be(operation.Value);
        operation.State.Should().Be(OperationState.Succeeded);
        operation.PercentComplete.Should().Be(100);
        operation.CurrentStep.Should().Be("RecordSnapshot");
        seen.ShouldGrowTo100(operation.Id, "ExtractVmInfo", "CloneToTemplate", "RecordSnapshot");
        seen.All.Count.Should().BeGreaterThan(8, "vCenter's own percentages are passed on");
    }

    [Fact]
    public async Task A_vms_progress_only_grows_and_ends_at_100()
    {
        await using var world = new World(_clock);
        await SnapshotAsync(world);
        var seen = new ProgressRecorder();

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2, Guest = new LinuxGuest(), PowerOn = true });
        var work = operation.WaitForCompletionAsync(seen);
        await _clock.RunAsync(work);

        operation.PercentComplete.Should().Be(100);
        operation.Value.Items.Single().Vm!.Phase.Should().Be(VmPhase.PoweredOn);
        seen.ShouldGrowTo100(operation.Id, "PrepareVm", "DeployVm", "ConfigureVm");
    }

    [Fact]
    public async Task A_batchs_progress_only_grows_and_says_how_many_were_made()
    {
        await using var world = new World(_clock);
        await SnapshotAsync(world);
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), Faults.FatalTask, afterCalls: 1);
        var seen = new ProgressRecorder();

        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 3 });
        var work = operation.WaitForCompletionAsync(seen);

        var error = (await FluentActions.Awaiting(() => _clock.ResultAsync(work)).Should().ThrowAsync<VmBatchFailedException>()).Which;

        error.Batch.Items.Should().ContainSingle(i => i.Error != null);
        seen.ShouldGrow(operation.Id);
        seen.All[^1].Message.Should().Contain("2 of 3");
    }

    [Fact]
    public async Task A_single_steps_progress_ends_at_100()
    {
        await using var world = new World(_clock);
        var seen = new ProgressRecorder();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });

        await _clock.RunAsync(world.Snapshots.CloneToTemplateAsync(info, seen));

        seen.ShouldGrowTo100(info.OperationId, "CloneToTemplate");
    }

    [Fact]
    public async Task Stopping_to_wait_does_not_stop_the_work()
    {
        await using var world = new World(_clock);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        using var patience = new CancellationTokenSource();
        var wait = operation.WaitForCompletionAsync(null, patience.Token);

        await patience.CancelAsync();
        await FluentActions.Awaiting(() => wait).Should().ThrowAsync<OperationCanceledException>();
        (await operation.RefreshAsync()).Should().BeOneOf(OperationState.Pending, OperationState.Running);
        await _clock.RunAsync(operation.WaitForCompletionAsync());

        operation.State.Should().Be(OperationState.Succeeded);
        (await world.RecordsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_listener_that_fails_does_not_break_the_work()
    {
        await using var world = new World(_clock);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        var failing = new FailingListener();

        await _clock.RunAsync(operation.WaitForCompletionAsync(failing));

        operation.State.Should().Be(OperationState.Succeeded);
        failing.Calls.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task A_listener_may_wait_until_the_work_is_cancelled()
    {
        await using var world = new World(_clock);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        var others = new ProgressRecorder();
        var other = operation.WaitForCompletionAsync(others);

        var isStopped = true;
        var wait = operation.WaitForCompletionAsync(new WaitingListener(() => isStopped &= operation.CancelAsync().Wait(TimeSpan.FromSeconds(10))));
        await _clock.RunAsync(wait.ContinueWith(_ => { }, TaskScheduler.Default));

        isStopped.Should().BeTrue("the work ends while the listener waits");
        await ShouldBeCancelledAsync(operation);
        await FluentActions.Awaiting(() => other).Should().ThrowAsync<VmSnapshotException>();
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_slow_listener_holds_up_nobody_else()
    {
        await using var world = new World();
        using var released = new ManualResetEventSlim();
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        var slow = operation.WaitForCompletionAsync(new WaitingListener(() => released.Wait(TimeSpan.FromSeconds(10))));

        var seen = new ProgressRecorder();
        await operation.WaitForCompletionAsync(seen).WaitAsync(TimeSpan.FromSeconds(5));

        slow.IsCompleted.Should().BeFalse();
        seen.All[^1].PercentComplete.Should().Be(100);
        released.Set();
        await slow;
    }

    [Theory]
    [InlineData("StartCloneAsync", SnapshotKind.Full, SnapshotConsistency.Crash)]
    [InlineData("StartCloneAsync", SnapshotKind.Linked, SnapshotConsistency.Quiesced)]
    [InlineData("StartCreateNativeSnapshotAsync", SnapshotKind.Linked, SnapshotConsistency.Crash)]
    [InlineData("StartCreateNativeSnapshotAsync", SnapshotKind.Full, SnapshotConsistency.Quiesced)]
    [InlineData("StartRemoveNativeSnapshotAsync", SnapshotKind.Full, SnapshotConsistency.Quiesced)]
    public async Task A_cancelled_snapshot_leaves_nothing_behind(string during, SnapshotKind kind, SnapshotConsistency consistency)
    {
        await using var world = new World(_clock);
        var from = world.VCenter.Calls.Count;
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = kind, Consistency = consistency });

        await CancelDuringAsync(world, from, operation, during);

        await ShouldBeCancelledAsync(operation);
        world.ShouldBeUntouched();
        (await world.RecordsAsync()).Should().BeEmpty("a cancelled one is hidden from lists");
        (await world.Snapshots.GetAsync("s")).Should().BeEquivalentTo(new { Status = SnapshotStatus.Cancelled, Template = (TemplateInfo?)null, OperationId = operation.Id });
    }

    [Theory]
    [InlineData("StartCloneAsync")]
    [InlineData("StartReconfigureAsync")]
    [InlineData("StartCustomizeAsync")]
    [InlineData("StartPowerOnAsync")]
    public async Task A_cancelled_vm_leaves_nothing_behind(string during)
    {
        await using var world = new World(_clock);
        await SnapshotAsync(world);
        var from = world.VCenter.Calls.Count;
        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2, Guest = new LinuxGuest(), PowerOn = true });

        await CancelDuringAsync(world, from, operation, during);

        await ShouldBeCancelledAsync(operation);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_cancelled_clone_is_cancelled_in_vcenter_too()
    {
        await using var world = new World(_clock);
        var from = world.VCenter.Calls.Count;
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        var started = _clock.GetUtcNow();

        await CancelDuringAsync(world, from, operation, nameof(IVSphereGateway.StartCloneAsync));

        world.VCenter.Calls.Should().Contain(nameof(IVSphereGateway.CancelTaskAsync));
        (_clock.GetUtcNow() - started).Should().BeLessThan(World.CloneDuration);
    }

    [Fact]
    public async Task A_cancelled_batch_leaves_nothing_behind()
    {
        await using var world = new World(_clock, o => o.MaxParallelVms = 2);
        await SnapshotAsync(world);
        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 5, Cpus = 2 });
        await _clock.RunUntilAsync(() => world.VCenter.Machines.Count(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal) && vm.Cpus == 2) >= 2);
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync)) >= 4);

        await _clock.RunAsync(operation.CancelAsync());

        await ShouldBeCancelledAsync(operation);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_cancelled_batch_names_everything_that_it_could_not_remove()
    {
        await using var world = new World(_clock, o => o.MaxParallelVms = 2);
        await SnapshotAsync(world);
        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 4, Cpus = 2 });
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync)) >= 4);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Fatal);
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Fatal, afterCalls: 1);

        await _clock.RunAsync(operation.CancelAsync());

        var left = world.VCenter.Machines.Where(vm => vm.Name.StartsWith("copy-", StringComparison.Ordinal)).Select(vm => vm.Name).ToList();
        left.Should().HaveCount(2);
        operation.State.Should().Be(OperationState.Cancelled);
        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Message.Should().ContainAll(left).And.NotContain("nothing of it is left");
    }

    [Fact]
    public async Task Cancelling_what_has_ended_changes_nothing()
    {
        await using var world = new World();
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await operation.WaitForCompletionAsync();

        await operation.CancelAsync();

        operation.State.Should().Be(OperationState.Succeeded);
        operation.Value.Name.Should().Be("s");
        (await world.RecordsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_begins_nothing()
    {
        await using var world = new World();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" }, stop.Token)).Should().ThrowAsync<OperationCanceledException>();

        world.VCenter.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Steps_obey_their_own_token()
    {
        await using var world = new World(_clock);
        using var stop = new CancellationTokenSource();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s" });
        var clone = world.Snapshots.CloneToTemplateAsync(info, null, stop.Token);
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => _clock.RunAsync(clone).ContinueWith(_ => clone).Unwrap()).Should().ThrowAsync<OperationCanceledException>();
        world.ShouldBeUntouched();
    }

    private async Task SnapshotAsync(World world) => await _clock.RunAsync(world.SnapshotAsync());

    private async Task CancelDuringAsync<T>(World world, int from, Operation<T> operation, string call)
    {
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Skip(from).Contains(call));
        // From here on the clock stands still: the task can't end before it is cancelled.
        while (world.VCenter.Calls.Skip(from).SkipWhile(c => c != call).All(c => c != nameof(IVSphereGateway.WatchTaskAsync)))
        {
            await Task.Delay(1);
        }

        var cancel = operation.CancelAsync();
        (await operation.RefreshAsync()).Should().BeOneOf(OperationState.Cancelling, OperationState.Cancelled);
        await _clock.RunAsync(cancel);
    }

    private static async Task ShouldBeCancelledAsync<T>(Operation<T> operation)
    {
        operation.State.Should().Be(OperationState.Cancelled);
        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.Cancelled);
        error.OperationId.Should().Be(operation.Id);
        error.Message.Should().Contain("nothing of it is left");
    }

    private sealed class WaitingListener(Action wait) : IProgress<OperationProgress>
    {
        public void Report(OperationProgress value) => wait();
    }

    private sealed class FailingListener : IProgress<OperationProgress>
    {
        public int Calls { get; private set; }

        public void Report(OperationProgress value)
        {
            if (++Calls > 1)
            {
                throw new InvalidOperationException("The page is gone.");
            }
        }
    }
}
