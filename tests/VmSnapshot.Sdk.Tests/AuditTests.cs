using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The append-only audit tells who did what to vCenter and to the catalog, and when.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task A_snapshots_story_has_every_call_with_its_intent_its_task_and_its_end()
    {
        await using var world = new World(configure: o => o.Actor = "portal@host-7");
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s", Consistency = SnapshotConsistency.Quiesced });
        var snapshot = await operation.WaitForCompletionAsync();

        var story = await world.Operations.GetAuditAsync(operation.Id);

        story.Select(a => (a.Action, a.Detail?.Split(':')[0])).Where(a => a.Action is "intent" or "bind" or "done").Should().Equal(
            ("intent", "CreateSnapshot_Task"), ("bind", "CreateSnapshot_Task"), ("done", "CreateSnapshot_Task"),
            ("intent", "CloneVM_Task"), ("bind", "CloneVM_Task"), ("done", "CloneVM_Task"),
            ("intent", "MarkAsTemplate"), ("done", "MarkAsTemplate"),
            ("intent", "RemoveSnapshot_Task"), ("bind", "RemoveSnapshot_Task"), ("done", "RemoveSnapshot_Task"));
        story.Take(2).Select(a => a.Action).Should().Equal("begin", "claim");
        story[^1].Should().BeEquivalentTo(new { Action = "end", Detail = "Succeeded", SnapshotId = snapshot.Id });
        story[0].Detail.Should().Contain((await world.JournalAsync(operation.Id)).RequestHash);
        story.Should().OnlyContain(a => a.Actor == "portal@host-7" && a.OperationId == operation.Id && a.Tenant == "default");
        story.Select(a => a.Id).Should().OnlyHaveUniqueItems().And.BeInAscendingOrder(StringComparer.Ordinal);
        story.Select(a => a.At).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task A_failure_is_told_with_what_was_undone_and_why()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), Faults.FatalTask);
        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy", Cpus = 2 });
        await FluentActions.Awaiting(() => operation.WaitForCompletionAsync()).Should().ThrowAsync<VmSnapshotException>();

        var story = await world.Operations.GetAuditAsync(operation.Id);

        story.Select(a => a.Action).Should().ContainInOrder("created", "refused", "undo", "intent", "done", "undone", "end");
        story.Should().Contain(a => a.Action == "undo" && a.Detail!.Contains("It broke")).And.Contain(a => a.Action == "done" && a.Detail!.StartsWith("Destroy_Task"));
        story[^1].Detail.Should().StartWith("Failed: ").And.Contain("It broke");
    }

    [Fact]
    public async Task A_cancellation_names_who_asked_for_it_once()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        await using var world = new World(clock, o => o.Actor = "worker");
        await using var other = world.Another(o => o.Actor = "alice");
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
        await clock.RunUntilAsync(() => world.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));

        await other.Operations.CancelAsync(operation.Id);
        await other.Operations.CancelAsync(operation.Id);
        await clock.RunAsync(operation.WaitForCompletionAsync());

        var story = await world.Operations.GetAuditAsync(operation.Id);
        story.Where(a => a.Action == "cancel").Should().ContainSingle().Which.Actor.Should().Be("alice");
        story.Where(a => a.Action is "intent" or "end").Should().OnlyContain(a => a.Actor == "worker");
        story[^1].Detail.Should().StartWith("Cancelled");
    }

    [Fact]
    public async Task What_is_done_to_a_record_is_told_too()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        await world.Snapshots.UpdateAsync("golden", new() { Description = "text" });
        await world.Snapshots.DeleteAsync("golden");
        await world.Snapshots.RestoreAsync("golden");
        await world.Snapshots.DeleteAsync("golden", new() { Purge = true });

        var story = await world.Store.ListAuditAsync("default", operationId: null, snapshot.Id);

        story.Select(a => a.Action).Should().Equal("begin", "end", "update", "delete", "restore", "purging", "purge");
    }
}
