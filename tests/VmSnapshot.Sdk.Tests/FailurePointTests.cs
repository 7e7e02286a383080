using Microsoft.Extensions.DependencyInjection;
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
        nameof(IVSphereGateway.ReadObjectsAsync), nameof(IVSphereGateway.FindVmInFolderAsync),
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
    [InlineData(nameof(IVSphereGateway.StartCloneAsync))]
    [InlineData(nameof(IVSphereGateway.MarkAsTemplateAsync))]
    [InlineData(nameof(IVSphereGateway.ReadVmAsync))]
    [InlineData(nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync))]
    public async Task A_snapshot_whose_answer_was_lost_leaves_nothing_behind(string operation)
    {
        await using var world = new World();
        world.VCenter.LoseNextReply(operation, afterCalls: operation == nameof(IVSphereGateway.ReadVmAsync) ? 1 : 0);

        var create = async () => await (await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced })).WaitForCompletionAsync();

        (await create.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        world.ShouldBeUntouched();
        (await world.RecordsAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(nameof(IVSphereGateway.StartCloneAsync))]
    [InlineData(nameof(IVSphereGateway.StartReconfigureAsync))]
    [InlineData(nameof(IVSphereGateway.StartCustomizeAsync))]
    [InlineData(nameof(IVSphereGateway.StartPowerOnAsync))]
    public async Task A_vm_whose_answer_was_lost_leaves_nothing_behind(string operation)
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.VCenter.LoseNextReply(operation);

        var create = () => world.CreateAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2, Guest = new LinuxGuest(), PowerOn = true });

        (await create.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task A_clone_that_may_still_be_made_after_its_answer_was_lost_is_named()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var world = new World(clock);
        world.VCenter.LoseNextReply(nameof(IVSphereGateway.StartCloneAsync));

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Message.Should().Contain($"may still be making 's-{operation.Id}'").And.Contain("/DC0/vm");
        error.OperationId.Should().Be(operation.Id);
    }

    [Fact]
    public async Task A_native_snapshot_that_may_be_there_after_its_answer_was_lost_is_named()
    {
        await using var world = new World();
        world.VCenter.LoseNextReply(nameof(IVSphereGateway.StartCreateNativeSnapshotAsync));

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked });
        var wait = () => operation.WaitForCompletionAsync();

        (await wait.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain($"'vmsnapshot-{operation.Id}' of VM 'db-1' may have been taken");
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_takes_its_template_with_it()
    {
        await using var world = new World(register: s => s.AddSingleton<ISnapshotStore>(new FailingStore(commits: false)));

        var create = async () => await (await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked })).WaitForCompletionAsync();

        (await create.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        world.ShouldBeUntouched();
        (await world.RecordsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_record_whose_commit_lost_its_answer_is_recorded()
    {
        await using var world = new World(register: s => s.AddSingleton<ISnapshotStore>(new FailingStore(commits: true)));

        var snapshot = await world.SnapshotAsync();

        (await world.RecordsAsync()).Should().Equal(snapshot);
        world.VCenter.Machines.Should().Contain(vm => vm.MoRef == snapshot.Template.MoRef);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_record_that_nobody_can_tell_to_be_there_keeps_its_template(bool commits)
    {
        await using var world = new World(register: s => s.AddSingleton<ISnapshotStore>(new FailingStore(commits, readsBack: false)));

        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Kind = SnapshotKind.Linked });
        var error = (await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.StoreUnusable, OperationId = operation.Id, LeavesSomethingBehind = true });
        error.Message.Should().ContainAll("The disk is full.", "could not be read back (The disk is gone)", $"s-{operation.Id}");
        error.InnerException.Should().BeOfType<AggregateException>().Which.InnerExceptions.Should().HaveCount(2);
        world.VCenter.Machines.Should().ContainSingle(vm => vm.Name == $"s-{operation.Id}");
        world.Vm("db-1").CurrentNativeSnapshot.Should().NotBeNull("a linked template hangs on it");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_fails_in_its_own_way_is_read_back_too(bool commits)
    {
        await using var world = new World(register: s => s.AddSingleton<ISnapshotStore>(new FailingStore(commits, failure: new TimeoutException("No answer."))));

        var create = () => world.SnapshotAsync("db-1", "s");

        if (commits)
        {
            var created = await create();
            (await world.RecordsAsync()).Should().Equal(created);
        }
        else
        {
            await create.Should().ThrowAsync<TimeoutException>();
            world.ShouldBeUntouched();
        }
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
            world.ShouldBeUntouched(because);
            (await world.RecordsAsync()).Should().HaveCount(expectedRecords, because);
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

    private sealed class FailingStore(bool commits, bool readsBack = true, Exception? failure = null) : ISnapshotStore
    {
        private readonly InMemorySnapshotStore _store = new();

        public Task<string> GetStoreIdAsync(CancellationToken cancellationToken = default) => _store.GetStoreIdAsync(cancellationToken);

        public async Task<Snapshot> AddAsync(Snapshot snapshot, CancellationToken cancellationToken = default)
        {
            if (commits)
            {
                await _store.AddAsync(snapshot, cancellationToken);
            }

            throw failure ?? new VmSnapshotException(VmSnapshotErrorCodes.StoreUnusable, "The disk is full.");
        }

        public Task<Snapshot> UpdateAsync(Snapshot snapshot, CancellationToken cancellationToken = default) => _store.UpdateAsync(snapshot, cancellationToken);

        public Task<Snapshot?> GetAsync(string tenant, string id, CancellationToken cancellationToken = default) =>
            readsBack ? _store.GetAsync(tenant, id, cancellationToken) : throw new VmSnapshotException(VmSnapshotErrorCodes.StoreUnusable, "The disk is gone.");

        public Task<IReadOnlyList<Snapshot>> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken = default) =>
            _store.FindByNameAsync(tenant, name, cancellationToken);

        public Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default) => _store.ListAsync(query, cancellationToken);
    }
}
