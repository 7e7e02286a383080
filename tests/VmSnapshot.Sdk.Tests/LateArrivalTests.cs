using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Tests;

/// <summary>What vCenter makes after its operation has ended without it: a call whose answer was lost, and that was slow.</summary>
public sealed class LateArrivalTests
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task A_late_arrival_is_reported_by_a_dry_run_and_removed_by_the_reaper()
    {
        await using var world = new World(_clock);
        var (operation, late) = await FailAndArriveAsync(world);

        var seen = await world.Runner.ReapAsync();

        seen.Should().ContainSingle().Which.Should().BeEquivalentTo(new { OperationId = operation.Id, Removed = false });
        seen[0].What.Should().ContainAll("/copy", late.Value);
        world.VCenter.Machines.Should().Contain(vm => vm.MoRef == late);

        (await _clock.ResultAsync(world.Runner.ReapAsync(dryRun: false))).Should().Equal(seen[0] with { Removed = true });
        world.ShouldBeUntouched();
        (await world.Runner.ReapAsync()).Should().BeEmpty();
        (await world.Operations.GetAuditAsync(operation.Id)).Select(a => a.Action).Should().ContainInOrder("end", "intent", "done");
        (await world.Operations.GetAsync(operation.Id)).State.Should().Be(OperationState.Failed);
    }

    [Fact]
    public async Task Late_arrivals_are_looked_for_until_the_watch_is_over()
    {
        await using var world = new World(_clock);
        var (operation, late) = await FailAndArriveAsync(world);
        (await world.JournalAsync(operation.Id)).WatchedUntil.Should().BeCloseTo(_clock.GetUtcNow() + new VmSnapshotOptions().LateArrivalWatch, TimeSpan.FromMinutes(1));
        await _clock.ResultAsync(world.Runner.ReapAsync(dryRun: false));
        (await world.Store.FindWatchedAsync(10)).Should().Equal(operation.Id);

        _clock.Advance(new VmSnapshotOptions().LateArrivalWatch);
        await _clock.ResultAsync(world.Runner.ReapAsync(dryRun: false));

        (await world.Store.FindWatchedAsync(10)).Should().BeEmpty();
        world.VCenter.Machines.Should().NotContain(vm => vm.MoRef == late);
    }

    [Fact]
    public async Task A_late_arrival_does_not_stand_in_the_way_of_the_next_of_its_name()
    {
        await using var world = new World(_clock);
        var (failed, late) = await FailAndArriveAsync(world);

        var batch = await _clock.ResultAsync(world.CreateAsync(new() { Snapshot = "golden", Name = "copy" }));

        var made = world.VCenter.Machines.Where(vm => vm.Name == "copy").Should().ContainSingle().Which;
        made.MoRef.Should().Be(batch.Items.Single().Vm!.MoRef).And.NotBe(late);
        made.Marker!.OperationId.Should().Be(batch.OperationId).And.NotBe(failed.Id);
        (await world.Operations.GetAuditAsync(batch.OperationId)).Should().Contain(a => a.Detail != null && a.Detail.Contains("Destroy_Task"));
    }

    [Fact]
    public async Task A_copy_of_it_made_by_hand_is_no_late_arrival()
    {
        await using var world = new World(_clock);
        var (operation, _) = await FailAndArriveAsync(world, instanceUuid: Guid.NewGuid(), name: "by-hand");

        (await _clock.ResultAsync(world.Runner.ReapAsync(dryRun: false))).Should().BeEmpty();

        world.Vm("by-hand").Marker!.OperationId.Should().Be(operation.Id);
    }

    [Fact]
    public async Task What_an_operation_made_by_right_is_never_reaped()
    {
        await using var world = new World(_clock);
        await _clock.RunAsync(world.SnapshotAsync("db-1", "linked", SnapshotKind.Linked));
        var before = world.VCenter.Machines.Count;
        world.VCenter.LoseNextCall(nameof(IVSphereGateway.StartCloneAsync));
        await _clock.ResultAsync(world.CreateAsync(new() { Snapshot = "linked", Name = "copy-{index}", Count = 2 }));

        (await _clock.ResultAsync(world.Runner.ReapAsync(dryRun: false))).Should().BeEmpty();

        world.VCenter.Machines.Should().HaveCount(before + 2);
        world.Vm("db-1").CurrentNativeSnapshot.Should().NotBeNull();
    }

    [Fact]
    public async Task What_a_newer_version_wrote_keeps_nobody_from_looking_for_the_others()
    {
        await using var world = new World(_clock);
        var (operation, late) = await FailAndArriveAsync(world);
        var newer = (await world.JournalAsync(operation.Id)) with
        {
            Id = "0198000000007000800000000000abcd",
            ClientToken = null,
            Items = [new OperationItemRecord(1, """{"outcome":"vaporized"}""")],
        };
        await world.Store.BeginAsync(newer, snapshot: null, new AuditEntry { Id = "newer", Tenant = newer.Tenant, At = newer.StartedAt, Actor = "portal", Action = "begin", OperationId = newer.Id });
        (await world.Store.FindWatchedAsync(10)).Should().Equal(newer.Id, operation.Id);

        (await _clock.ResultAsync(world.Runner.ReapAsync(dryRun: false))).Should().ContainSingle().Which.OperationId.Should().Be(operation.Id);

        world.VCenter.Machines.Should().NotContain(vm => vm.MoRef == late);
    }

    /// <summary>An operation whose clone's call got no answer and then was refused; and the clone, which is made all the same.</summary>
    private async Task<(Operation<VmBatch> Operation, MoRef Late)> FailAndArriveAsync(World world, Guid? instanceUuid = null, string name = "copy")
    {
        await _clock.RunAsync(world.SnapshotAsync());
        var clones = world.VCenter.Calls.Count;
        world.VCenter.LoseNextCall(nameof(IVSphereGateway.StartCloneAsync));
        world.VCenter.FailNext(nameof(IVSphereGateway.StartCloneAsync), Faults.Fatal, afterCalls: 1);
        var operation = await world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" });
        await FluentActions.Awaiting(() => _clock.ResultAsync(operation.WaitForCompletionAsync())).Should().ThrowAsync<VmSnapshotException>();
        world.ShouldBeUntouched();
        clones.Should().BeLessThan(world.VCenter.Calls.Count);

        var plan = JsonNode.Parse((await world.JournalAsync(operation.Id)).Items.Single().State)!["plan"].Deserialize<VmPlan>(JsonSerializerOptions.Web)!;
        var task = await world.VCenter.Aside.StartCloneAsync(new CloneVm
        {
            Source = plan.Template,
            Name = name,
            Folder = plan.Folder.MoRef,
            ResourcePool = plan.ResourcePool.MoRef,
            InstanceUuid = instanceUuid ?? plan.Marker.InstanceUuid,
            Marker = plan.Marker,
        });
        await _clock.RunUntilAsync(() => world.VCenter.Aside.ReadTaskAsync(task).GetAwaiter().GetResult().HasEnded);
        return (operation, (await world.VCenter.Aside.ReadTaskAsync(task)).Result!.Value);
    }
}
