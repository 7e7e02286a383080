using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>Operations found again by their ids in another process on the same store: watched, waited for, and stopped from there.</summary>
public sealed class OtherProcessTests
{
    private static readonly CreateSnapshotRequest Request = new() { Vm = "db-1", Name = "s" };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task An_operation_is_found_by_its_id_and_waited_for()
    {
        await using var world = new World(_clock);
        await using var other = world.Another();
        var begun = await world.Snapshots.CreateAsync(Request);

        var found = await other.Operations.GetAsync<Snapshot>(begun.Id);
        FluentActions.Invoking(() => found.Value).Should().Throw<InvalidOperationException>();
        var seen = new ProgressRecorder();
        var snapshot = await _clock.ResultAsync(found.WaitForCompletionAsync(seen));

        found.Value.Should().Be(snapshot);
        snapshot.Should().Be(await begun.WaitForCompletionAsync());
        seen.ShouldGrowTo100(begun.Id, "ExtractVmInfo", "CloneToTemplate", "RecordSnapshot");
        other.Mutations.Should().BeEmpty("the first process does the work");
    }

    [Fact]
    public async Task Vcenters_percentages_reach_other_processes_weighted_into_the_whole()
    {
        await using var world = new World(_clock, o => o.LeaseDuration = TimeSpan.FromSeconds(3), cloneDuration: TimeSpan.FromSeconds(100));
        await using var other = world.Another();
        var begun = await world.Snapshots.CreateAsync(Request);
        var found = await other.Operations.GetAsync<Snapshot>(begun.Id);
        var seen = new ProgressRecorder();

        await _clock.ResultAsync(found.WaitForCompletionAsync(seen));

        seen.ShouldGrowTo100(begun.Id);
        seen.All.Should().OnlyHaveUniqueItems("the journal is looked at more often than it changes");
        seen.All.Where(p => p.Step == "CloneToTemplate").Select(p => p.PercentComplete).Distinct().Count(p => p is > 10 and < 90)
            .Should().BeGreaterThanOrEqualTo(3, "the clone is most of the work, and says how far it is");
    }

    [Fact]
    public async Task A_batch_is_found_with_the_outcome_of_each_vm()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        await using var other = world.Another();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), Faults.FatalTask);
        var begun = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy-{index}", Count = 3 });
        await FluentActions.Awaiting(() => begun.WaitForCompletionAsync()).Should().ThrowAsync<VmBatchFailedException>();

        var found = await other.Operations.GetAsync<VmBatch>(begun.Id);

        var error = (await FluentActions.Awaiting(() => found.WaitForCompletionAsync()).Should().ThrowAsync<VmBatchFailedException>()).Which;
        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.BatchIncomplete, OperationId = begun.Id, Fault = new { Faults.Fatal.Name } });
        error.Batch.Items.Select(i => i.Name).Should().Equal("copy-1", "copy-2", "copy-3");
        error.Batch.Items.Should().ContainSingle(i => i.Error != null).Which.Error!.Fault!.Name.Should().Be(Faults.Fatal.Name);
        error.Batch.Items.Where(i => i.Error is null).Should().OnlyContain(i => i.Vm!.Phase == VmPhase.Configured);
    }

    [Fact]
    public async Task Stopping_to_wait_in_another_process_does_not_stop_the_work()
    {
        await using var world = new World(_clock);
        await using var other = world.Another();
        var begun = await world.Snapshots.CreateAsync(Request);
        using var patience = new CancellationTokenSource();
        var wait = (await other.Operations.GetAsync<Snapshot>(begun.Id)).WaitForCompletionAsync(null, patience.Token);

        await patience.CancelAsync();

        await FluentActions.Awaiting(() => wait).Should().ThrowAsync<OperationCanceledException>();
        (await world.JournalAsync(begun.Id)).CancelRequested.Should().BeFalse();
        (await _clock.ResultAsync(begun.WaitForCompletionAsync())).Status.Should().Be(SnapshotStatus.Available);
    }

    [Fact]
    public async Task Cancelling_from_another_process_stops_the_work_where_it_is_done()
    {
        var cloning = TimeSpan.FromHours(1);
        await using var world = new World(_clock, cloneDuration: cloning);
        await using var other = world.Another();
        var begun = await world.Snapshots.CreateAsync(Request);
        await _clock.RunUntilAsync(() => world.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));
        var asked = _clock.GetUtcNow();

        var cancelled = await other.Operations.CancelAsync(begun.Id);
        cancelled.Should().BeEquivalentTo(new { State = OperationState.Cancelling, CancelRequested = true });
        var found = await other.Operations.GetAsync<Snapshot>(begun.Id);
        var error = (await FluentActions.Awaiting(() => _clock.ResultAsync(found.WaitForCompletionAsync(), TimeSpan.FromSeconds(1))).Should().ThrowAsync<VmSnapshotException>()).Which;

        error.Should().BeEquivalentTo(new { Code = VmSnapshotErrorCodes.Cancelled, OperationId = begun.Id });
        (_clock.GetUtcNow() - asked).Should().BeLessThan(TimeSpan.FromMinutes(2), "it is seen when the lease is renewed");
        world.VCenter.Calls.Should().Contain(nameof(IVSphereGateway.CancelTaskAsync));
        other.Mutations.Should().BeEmpty();
        world.ShouldBeUntouched();
    }

    [Fact]
    public async Task An_operation_that_is_not_there_or_another_tenants_is_not_found()
    {
        await using var world = new World();
        var begun = await world.Snapshots.CreateAsync(Request);
        await begun.WaitForCompletionAsync();
        Func<Task>[] finds =
        [
            () => world.Operations.GetAsync("nobody"),
            () => world.Operations.GetAsync<Snapshot>(begun.Id, "acme"),
            () => world.Operations.CancelAsync(begun.Id, "acme"),
            () => world.Operations.ResumeAsync("nobody"),
            () => world.Operations.GetAuditAsync(begun.Id, "acme"),
            () => world.Runner.RunAsync("nobody"),
        ];

        foreach (var find in finds)
        {
            (await find.Should().ThrowAsync<VmSnapshotNotFoundException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.OperationNotFound);
        }
    }

    [Fact]
    public async Task An_operation_of_another_kind_says_what_it_makes()
    {
        await using var world = new World();
        var begun = await world.Snapshots.CreateAsync(Request);
        await begun.WaitForCompletionAsync();

        var find = () => world.Operations.GetAsync<VmBatch>(begun.Id);

        (await find.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().ContainAll("CreateSnapshot", "Snapshot", "VmBatch");
    }

    [Fact]
    public async Task Operations_are_listed_newest_first_in_pages_and_by_state()
    {
        await using var world = new World();
        var ids = new List<string>();
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            if (name == "c")
            {
                world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), Faults.FatalTask);
            }

            var operation = await world.Snapshots.CreateAsync(new() { Vm = "golden-debian", Name = name });
            await operation.WaitForCompletionAsync().ContinueWith(_ => { }, TaskScheduler.Default);
            ids.Add(operation.Id);
        }

        var theirs = await world.Snapshots.CreateAsync(new() { Vm = "golden-debian", Name = "a", Tenant = "acme" });
        await theirs.WaitForCompletionAsync();
        ids.Sort(StringComparer.Ordinal);
        ids.Reverse();

        var listed = new List<OperationInfo>();
        var pages = 0;
        string? next = null;
        do
        {
            var page = await world.Operations.ListAsync(new() { Limit = 2, ContinuationToken = next });
            page.Items.Count.Should().BeInRange(1, 2);
            listed.AddRange(page.Items);
            next = page.ContinuationToken;
            pages++;
        }
        while (next is not null);

        pages.Should().Be(3);
        listed.Select(o => o.Id).Should().Equal(ids);
        (await world.Operations.ListAsync(new() { State = OperationState.Failed })).Items.Should().ContainSingle().Which.Error!.Fault!.Name.Should().Be(Faults.Fatal.Name);
        (await world.Operations.ListAsync(new() { State = OperationState.Succeeded })).Items.Should().HaveCount(4).And.OnlyContain(o => o.PercentComplete == 100 && o.EndedAt != null);
        (await world.Operations.ListAsync(new() { State = OperationState.Running })).Items.Should().BeEmpty();
        (await world.Operations.ListAsync(new() { Tenant = "acme" })).Items.Select(o => o.Id).Should().Equal(theirs.Id);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1001, null)]
    [InlineData(10, "no token")]
    public async Task A_list_that_cannot_be_had_is_refused(int limit, string? continuationToken)
    {
        await using var world = new World();

        var list = () => world.Operations.ListAsync(new() { Limit = limit, ContinuationToken = continuationToken });

        (await list.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
    }
}
