using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Wherever vCenter fails, nothing of ours is left in it, and no record of what isn't there.</summary>
public sealed class FailurePointTests
{
    private static readonly string[] Tasks =
    [
        nameof(IVSphereGateway.StartCloneAsync), nameof(IVSphereGateway.StartCreateNativeSnapshotAsync), nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync),
        nameof(IVSphereGateway.StartReconfigureAsync), nameof(IVSphereGateway.StartCustomizeAsync), nameof(IVSphereGateway.StartPowerOnAsync),
    ];

    private static readonly string[] Others =
    [
        nameof(IVSphereGateway.MarkAsTemplateAsync), nameof(IVSphereGateway.ReadVmAsync), nameof(IVSphereGateway.WatchTaskAsync),
        nameof(IVSphereGateway.ConnectAsync), nameof(IVSphereGateway.FindVmsAsync), nameof(IVSphereGateway.FindAsync),
        nameof(IVSphereGateway.ReadObjectsAsync), nameof(IVSphereGateway.FindVmInFolderAsync), nameof(IVSphereGateway.FindNativeSnapshotsAsync),
        nameof(IVSphereGateway.IsQuiescedAsync),
    ];

    public static TheoryData<string, bool> Failures { get; } = new(
        Tasks.Select(t => (t, false)).Concat(Tasks.Select(t => (t, true))).Concat(Others.Select(o => (o, false))));

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_snapshot_leaves_nothing_behind(string operation, bool inTask)
    {
        foreach (var request in (CreateSnapshotRequest[])
        [
            new() { Vm = "db-1", Name = "s", Datastore = "datastore1", Folder = "Golden", ResourcePool = "Test" },
            new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced },
            new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked },
        ])
        {
            await FailAtEveryCallAsync(operation, inTask, _ => Task.CompletedTask, async world =>
                await (await world.Snapshots.CreateAsync(request)).WaitForCompletionAsync(), expectedRecords: 0);
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_vm_leaves_nothing_behind(string operation, bool inTask) =>
        await FailAtEveryCallAsync(operation, inTask, world => world.SnapshotAsync("db-1", "db"), world => world.CreateAsync(new()
        {
            Snapshot = "db",
            Name = "copy",
            Cpus = 2,
            AddedDisksBytes = [1L << 30],
            Networks = [new("0", "overlay")],
            Datastore = "datastore1",
            Guest = new LinuxGuest(),
            PowerOn = true,
        }), expectedRecords: 1);

    [Theory]
    [InlineData(nameof(IVSphereGateway.StartCreateNativeSnapshotAsync))]
    [InlineData(nameof(IVSphereGateway.StartCloneAsync))]
    [InlineData(nameof(IVSphereGateway.MarkAsTemplateAsync))]
    [InlineData(nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync))]
    public async Task A_snapshot_whose_answer_was_lost_is_made_all_the_same_and_once(string call)
    {
        foreach (var isDone in (bool[])[true, false])
        {
            var clock = new FakeTimeProvider();
            await using var world = new World(clock);
            Lose(world, call, isDone);

            var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });
            var snapshot = await clock.ResultAsync(operation.WaitForCompletionAsync());

            (await world.AvailableAsync()).Should().Equal(snapshot);
            world.VCenter.Machines.Where(vm => vm.Name.StartsWith("s-", StringComparison.Ordinal)).Should().ContainSingle().Which.MoRef.Should().Be(snapshot.Template!.MoRef);
            world.Vm("db-1").CurrentNativeSnapshot.Should().BeNull();
            if (call != nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync))
            {
                // That one is harmless: while the first goes on, vCenter refuses the second.
                world.VCenter.Calls.Count(c => c == call).Should().Be(isDone ? 1 : 2, "it is sent again only if nothing came of it");
            }
        }
    }

    [Theory]
    [InlineData(nameof(IVSphereGateway.StartCloneAsync))]
    [InlineData(nameof(IVSphereGateway.StartReconfigureAsync))]
    [InlineData(nameof(IVSphereGateway.StartCustomizeAsync))]
    [InlineData(nameof(IVSphereGateway.StartPowerOnAsync))]
    public async Task A_vm_whose_answer_was_lost_is_made_all_the_same_and_once(string call)
    {
        foreach (var isDone in (bool[])[true, false])
        {
            var clock = new FakeTimeProvider();
            await using var world = new World(clock);
            await clock.RunAsync(world.SnapshotAsync());
            var clones = world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync));
            Lose(world, call, isDone);

            var batch = await clock.ResultAsync(world.CreateAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2, AddedDisksBytes = [1L << 30], Guest = new LinuxGuest(), PowerOn = true }));

            batch.Items.Single().Vm!.Phase.Should().Be(VmPhase.PoweredOn);
            world.Vm("copy").Should().BeEquivalentTo(new { batch.Items[0].Vm!.MoRef, Cpus = 2, PowerState = VmPowerState.PoweredOn });
            world.Vm("copy").Disks.Count(d => d.CapacityBytes == 1L << 30).Should().Be(1);
            (world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync)) - clones)
                .Should().Be(call == nameof(IVSphereGateway.StartCloneAsync) && !isDone ? 2 : 1, "it is sent again only if nothing came of it");
        }
    }

    [Theory]
    [InlineData(nameof(IVSphereGateway.ReadVmAsync))]
    [InlineData(nameof(IVSphereGateway.FindVmsAsync))]
    [InlineData(nameof(IVSphereGateway.FindVmInFolderAsync))]
    [InlineData(nameof(IVSphereGateway.FindNativeSnapshotsAsync))]
    [InlineData(nameof(IVSphereGateway.IsQuiescedAsync))]
    public async Task A_reading_that_gets_no_answer_stops_the_operation_for_now_and_undoes_nothing(string call)
    {
        for (var calls = 0; ; calls++)
        {
            await using var world = new World();
            world.VCenter.LoseNextReply(call, calls);
            if (await BeginAsync(world) is not { } operation)
            {
                (await world.Operations.ListAsync(new())).Items.Should().BeEmpty("step 1 has nothing to resume");
                continue;
            }

            if (await ErrorAsync(operation) is not { } error)
            {
                calls.Should().BePositive();
                return;
            }

            error.IsTransient.Should().BeTrue();
            (await operation.RefreshAsync()).Should().Be(OperationState.Running);
            (await world.Operations.GetAsync(operation.Id)).Error!.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.VCenterUnreachable, IsTransient = true });
            world.VCenter.Calls.Should().NotContain(nameof(IVSphereGateway.StartDestroyAsync)).And.NotContain(nameof(IVSphereGateway.CancelTaskAsync));

            await world.Operations.ResumeAsync(operation.Id);
            var snapshot = await operation.WaitForCompletionAsync();

            world.VCenter.Calls.Count(c => c == nameof(IVSphereGateway.StartCloneAsync)).Should().Be(1);
            world.VCenter.Machines.Where(vm => vm.Name.StartsWith("s-", StringComparison.Ordinal)).Should().ContainSingle().Which.MoRef.Should().Be(snapshot.Template!.MoRef);
            (await world.Operations.GetAsync(operation.Id)).State.Should().Be(OperationState.Succeeded);
        }
    }

    [Fact]
    public async Task A_step_alone_names_a_clone_that_may_still_be_made_after_its_call_was_lost()
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock);
        world.VCenter.LoseNextCall(nameof(IVSphereGateway.StartCloneAsync));
        world.VCenter.FailNext(nameof(IVSphereGateway.StartCloneAsync), Faults.Fatal, afterCalls: 1);
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s" });

        var error = (await FluentActions.Awaiting(() => clock.ResultAsync(world.Snapshots.CloneToTemplateAsync(info))).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Message.Should().Contain($"may still be making 's-{info.OperationId}'").And.Contain("/DC0/vm");
        error.Should().BeEquivalentTo(new { info.OperationId, LeavesSomethingBehind = true });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_snapshot_whose_record_cannot_be_written_waits_for_the_store_and_is_recorded_then(bool commits)
    {
        await using var world = new World();
        Break(world, commits, TestStore.Full);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked });
        var wait = () => operation.WaitForCompletionAsync();

        if (!commits)
        {
            (await wait.Should().ThrowAsync<VmSnapshotException>()).Which.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.StoreUnusable, OperationId = operation.Id });
            (await operation.RefreshAsync()).Should().Be(OperationState.Running);
            (await world.RecordsAsync()).Should().ContainSingle().Which.Status.Should().Be(SnapshotStatus.Creating);
            await world.Operations.ResumeAsync(operation.Id);
        }

        var snapshot = await wait();
        (await world.AvailableAsync()).Should().Equal(snapshot);
        world.VCenter.Machines.Should().ContainSingle(vm => vm.Name == $"s-{operation.Id}");
        world.VCenter.Calls.Should().NotContain(nameof(IVSphereGateway.StartDestroyAsync));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_fails_in_its_own_way_only_stops_the_operation_too(bool commits)
    {
        await using var world = new World();
        Break(world, commits, new TimeoutException("No answer."));
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        var wait = () => operation.WaitForCompletionAsync();

        if (!commits)
        {
            (await wait.Should().ThrowAsync<VmSnapshotException>()).Which.InnerException.Should().BeOfType<TimeoutException>();
            await world.Operations.ResumeAsync(operation.Id);
        }

        var snapshot = await wait();
        (await world.AvailableAsync()).Should().Equal(snapshot);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step_3_whose_commit_lost_its_answer_reads_back(bool commits)
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s" });
        var template = await world.Snapshots.CloneToTemplateAsync(info);
        Break(world, commits, TestStore.Full, nameof(ISnapshotStore.AddAsync));

        var record = () => world.Snapshots.RecordSnapshotAsync(info, template);

        if (commits)
        {
            var recorded = await record();
            (await world.RecordsAsync()).Should().Equal(recorded);
        }
        else
        {
            (await record.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
            (await world.RecordsAsync()).Should().BeEmpty();
        }

        world.VCenter.Machines.Should().Contain(vm => vm.MoRef == template.MoRef, "a template that was given away is the caller's");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Step_3_whose_record_nobody_can_tell_to_be_there_says_so(bool commits)
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked });
        var template = await world.Snapshots.CloneToTemplateAsync(info);
        Break(world, commits, TestStore.Full, nameof(ISnapshotStore.AddAsync));
        world.OwnStore.FailNext(nameof(ISnapshotStore.GetAsync), new VmSnapshotException(VmSnapshotErrorCodes.StoreUnusable, "The disk is gone."));

        var record = () => world.Snapshots.RecordSnapshotAsync(info, template);

        var error = (await record.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.StoreUnusable, info.OperationId, LeavesSomethingBehind = true });
        error.Message.Should().ContainAll("The disk is full.", "could not be read back (The disk is gone)", template.Name);
        error.InnerException.Should().BeOfType<AggregateException>().Which.InnerExceptions.Should().HaveCount(2);
        world.Vm("db-1").CurrentNativeSnapshot.Should().NotBeNull("a linked template hangs on it");
    }

    [Fact]
    public async Task A_name_that_is_taken_while_the_clone_runs_takes_the_template_with_it()
    {
        await using var world = new World();
        var info = await world.Snapshots.ExtractVmInfoAsync(new() { Vm = "golden-debian", Name = "s" });
        var template = await world.Snapshots.CloneToTemplateAsync(info);
        await world.SnapshotAsync("golden-debian", "s");

        var record = () => world.Snapshots.RecordSnapshotAsync(info, template);

        (await record.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        (await world.RecordsAsync()).Should().ContainSingle();
    }

    private static async Task<Operation<Snapshot>?> BeginAsync(World world)
    {
        try
        {
            return await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });
        }
        catch (VmSnapshotException e) when (e.IsTransient)
        {
            return null;
        }
    }

    private static async Task<VmSnapshotException?> ErrorAsync<T>(Operation<T> operation)
    {
        try
        {
            await operation.WaitForCompletionAsync();
            return null;
        }
        catch (VmSnapshotException e)
        {
            return e;
        }
    }

    private static void Lose(World world, string call, bool isDone)
    {
        if (isDone)
        {
            world.VCenter.LoseNextReply(call);
        }
        else
        {
            world.VCenter.LoseNextCall(call);
        }
    }

    private static void Break(World world, bool commits, Exception error, string method = nameof(ISnapshotStore.WriteAsync))
    {
        var when = method == nameof(ISnapshotStore.WriteAsync) ? TestStore.EndsOperation : null;
        if (commits)
        {
            world.OwnStore.LoseNextReply(method, error, when);
        }
        else
        {
            world.OwnStore.FailNext(method, error, when);
        }
    }

    private static async Task FailAtEveryCallAsync(
        string operation, bool inTask, Func<World, Task> prepare, Func<World, Task> run, int expectedRecords)
    {
        for (var calls = 0; ; calls++)
        {
            await using var world = new World();
            await prepare(world);
            var because = $"call {calls} of {operation} failed";
            var before = world.VCenter.Calls.Count(c => c == operation);
            if (inTask)
            {
                world.VCenter.FailNextTask(operation, Faults.FatalTask, calls);
            }
            else
            {
                world.VCenter.FailNext(operation, Faults.Fatal, calls);
            }

            var error = await Record(() => run(world));
            if (world.VCenter.Calls.Count(c => c == operation) - before <= calls)
            {
                error.Should().BeNull();
                return;
            }

            var failed = error.Should().BeAssignableTo<VmSnapshotException>(because).Which;
            failed.Fault!.Name.Should().Be(Faults.Fatal.Name, because);
            failed.Message.Should().Contain("It broke").And.NotContainAny("could not be removed", "may ");
            if (operation == nameof(IVSphereGateway.ConnectAsync) && calls > 0)
            {
                // Asked before the work is taken up, to see that it is the same vCenter: nothing is decided without an answer.
                failed.IsResumable.Should().BeTrue(because);
                (await world.Runner.RunAsync(failed.OperationId!)).State.Should().Be(OperationState.Succeeded, because);
                continue;
            }

            world.ShouldBeUntouched(because);
            (await world.AvailableAsync()).Should().HaveCount(expectedRecords, because);
            (await world.RecordsAsync()).Should().NotContain(r => r.Status == SnapshotStatus.Creating, because);
            (await world.Operations.ListAsync(new())).Items.Should().NotContain(o => !o.HasEnded, because);
        }

        static async Task<Exception?> Record(Func<Task> run)
        {
            try
            {
                await run();
                return null;
            }
            catch (VmSnapshotException e)
            {
                return e;
            }
        }
    }
}
