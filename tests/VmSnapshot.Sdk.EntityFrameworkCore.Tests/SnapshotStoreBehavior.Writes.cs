using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>What the holder of a lease writes, and what others can't.</summary>
public abstract partial class SnapshotStoreBehavior
{
    [Fact]
    public async Task A_write_changes_what_it_names_and_nothing_else()
    {
        var held = await BeginAndClaimAsync(SampleOperation.Minimal(items: 3));
        var write = new OperationWrite
        {
            OperationId = held.Id,
            Fence = held.Fence,
            State = OperationState.Running,
            Step = "CloneToTemplate",
            PercentComplete = 33.3,
            Item = new OperationItemRecord(2, """{"task":"task-7"}"""),
            Error = SampleOperation.Error,
            WatchedUntil = Sample.Time.AddTicks(9),
            Audit = SampleOperation.Audit("intent", held.Id),
        };

        (await Store.WriteAsync(write, Token)).Should().BeFalse("nobody asked to cancel");

        var written = held with
        {
            Step = "CloneToTemplate",
            PercentComplete = 33.3,
            Items = [held.Items[0], write.Item, held.Items[2]],
            Error = SampleOperation.Error,
            WatchedUntil = Sample.Time.AddTicks(9),
        };
        (await Store.GetOperationAsync(null, held.Id, Token)).Should().BeEquivalentTo(written, o => o.WithStrictOrdering());
        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence }, Token);
        (await Store.GetOperationAsync(null, held.Id, Token)).Should().BeEquivalentTo(written, o => o.WithStrictOrdering());
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Select(a => a.Action).Should().Equal("begin", "claim", "intent");
    }

    [Fact]
    public async Task A_stale_fence_writes_nothing_at_all()
    {
        var snapshot = SampleOperation.Creating();
        var stale = await BeginAndClaimAsync(snapshot: snapshot);
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var current = await ClaimAsync(stale.Id, "other");
        var recorded = await Store.GetAsync(Sample.Tenant, snapshot.Id, Token);

        await ShouldLoseTheLeaseAsync(Everything(stale, snapshot));
        await ShouldLoseTheLeaseAsync(Everything(stale with { Fence = current!.Fence + 1 }, snapshot));

        (await Store.GetOperationAsync(null, stale.Id, Token)).Should().BeEquivalentTo(current);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(recorded);
        (await Store.ListAuditAsync(Sample.Tenant, stale.Id, null, Token)).Select(a => a.Action).Should().Equal("begin", "claim", "claim");
    }

    [Fact]
    public async Task Without_a_lease_nothing_is_written()
    {
        var pending = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);
        var released = await BeginAndClaimAsync();
        await Store.WriteAsync(new OperationWrite { OperationId = released.Id, Fence = released.Fence, ReleaseFor = TimeSpan.Zero }, Token);
        var ended = await BeginAndClaimAsync();
        await Store.WriteAsync(new OperationWrite { OperationId = ended.Id, Fence = ended.Fence, State = OperationState.Succeeded, EndedAt = Sample.Time }, Token);

        foreach (var operation in new[] { pending, released, ended, pending with { Id = "unknown" } })
        {
            await ShouldLoseTheLeaseAsync(new OperationWrite { OperationId = operation.Id, Fence = operation.Fence, Step = "changed" });
            await ShouldLoseTheLeaseAsync(new OperationWrite { OperationId = operation.Id, Fence = operation.Fence, Step = "changed", UnlessCancelled = true });
        }

        (await Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Token)).Items.Should().OnlyContain(o => o.Step == "ExtractVmInfo");
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_can_be_repeated()
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var write = Everything(held, snapshot) with { State = OperationState.Succeeded, EndedAt = Sample.Time };
        await Store.WriteAsync(write, Token);
        var (operation, record) = (await Store.GetOperationAsync(null, held.Id, Token), await Store.GetAsync(Sample.Tenant, snapshot.Id, Token));

        (await Store.WriteAsync(write, Token)).Should().BeFalse("it has happened, though the lease is given up since");

        (await Store.GetOperationAsync(null, held.Id, Token)).Should().BeEquivalentTo(operation);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(record);
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Where(a => a.Action == "write").Should().ContainSingle();
    }

    [Fact]
    public async Task A_repeated_write_does_not_undo_a_later_one()
    {
        var held = await BeginAndClaimAsync();
        var write = new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "earlier", Item = new(1, "earlier"), Audit = SampleOperation.Audit("intent") };
        await Store.WriteAsync(write, Token);
        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "later", Item = new(1, "later") }, Token);
        await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel"), Token);

        (await Store.WriteAsync(write, Token)).Should().BeTrue("somebody asked to cancel meanwhile");

        var operation = await Store.GetOperationAsync(null, held.Id, Token);
        operation!.Step.Should().Be("later");
        operation.Items.Should().Equal(new OperationItemRecord(1, "later"));
    }

    [Fact]
    public async Task What_must_not_follow_a_cancel_is_not_written_then()
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var write = Everything(held, snapshot) with { UnlessCancelled = true };
        (await Store.WriteAsync(write, Token)).Should().BeFalse();
        await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel"), Token);
        var (operation, record) = (await Store.GetOperationAsync(null, held.Id, Token), await Store.GetAsync(Sample.Tenant, snapshot.Id, Token));

        var cancelled = await Store.WriteAsync(
            write with { Step = "other", Item = new(1, "other"), Snapshot = snapshot with { Status = SnapshotStatus.Failed }, Audit = SampleOperation.Audit("refused", held.Id) }, Token);

        cancelled.Should().BeTrue();
        (await Store.GetOperationAsync(null, held.Id, Token)).Should().BeEquivalentTo(operation);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(record);
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Should().NotContain(a => a.Action == "refused");
        await ShouldLoseTheLeaseAsync(write with { Fence = held.Fence + 1, Audit = SampleOperation.Audit("stale") });
    }

    [Fact]
    public async Task The_end_the_record_and_the_entry_are_one()
    {
        var snapshot = SampleOperation.Creating() with { Family = "web", StatusReason = "cloning" };
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var recorded = (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token))!;
        var described = await Store.UpdateAsync(recorded with { Description = "by a person", Labels = new Dictionary<string, string> { ["os"] = "debian" } }, Token);
        var full = Sample.Full();

        await Store.WriteAsync(
            Everything(held, snapshot) with
            {
                State = OperationState.Succeeded,
                EndedAt = Sample.Time,
                Snapshot = full with { Id = snapshot.Id, Status = SnapshotStatus.Available, StatusReason = null },
            },
            Token);

        var completed = await Store.GetAsync(Sample.Tenant, snapshot.Id, Token);
        completed.Should().BeEquivalentTo(
            described with
            {
                Status = SnapshotStatus.Available,
                StatusReason = null,
                Consistency = full.Consistency,
                Health = full.Health,
                Template = full.Template,
                ConcurrencyToken = completed!.ConcurrencyToken,
            },
            InOrder);
        completed.ConcurrencyToken.Should().NotBe(described.ConcurrencyToken);
        var update = () => Store.UpdateAsync(described with { Description = "too late" }, Token);
        await update.Should().ThrowAsync<VmSnapshotConflictException>();
        var ended = await Store.GetOperationAsync(null, held.Id, Token);
        ended!.State.Should().Be(OperationState.Succeeded);
        ended.EndedAt.Should().Be(Sample.Time);
        (ended.Owner, ended.LeasedUntil).Should().Be((null, null), "the end gives up the lease");
    }

    [Fact]
    public async Task A_template_that_is_written_again_replaces_the_first()
    {
        var (snapshot, full) = (SampleOperation.Creating(), Sample.Full());
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var write = new OperationWrite { OperationId = held.Id, Fence = held.Fence };
        await Store.WriteAsync(write with { Snapshot = snapshot with { Template = full.Template } }, Token);

        var renamed = full.Template! with { Name = "renamed", Disks = [full.Template.Disks[1]] };
        await Store.WriteAsync(write with { Snapshot = snapshot with { Template = renamed } }, Token);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Template.Should().BeEquivalentTo(renamed);

        await Store.WriteAsync(write with { Snapshot = snapshot with { Status = SnapshotStatus.Failed } }, Token);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Template.Should().BeNull();
    }

    [Theory]
    [InlineData(SnapshotStatus.Failed)]
    [InlineData(SnapshotStatus.Cancelled)]
    public async Task What_came_to_nothing_gives_its_name_back(SnapshotStatus status)
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);

        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Snapshot = snapshot with { Status = status, StatusReason = "voll" } }, Token);

        var record = await Store.GetAsync(Sample.Tenant, snapshot.Id, Token);
        (record!.Status, record.StatusReason).Should().Be((status, "voll"));
        await Store.AddAsync(Sample.Minimal(snapshot.Name), Token);
        var revive = () => Store.WriteAsync(Everything(held, snapshot), Token);
        (await revive.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(record);
        (await Store.GetOperationAsync(null, held.Id, Token)).Should().BeEquivalentTo(held);
    }

    [Fact]
    public async Task A_snapshot_without_a_template_does_not_become_available()
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);

        var write = () => Store.WriteAsync(Everything(held, snapshot) with { Snapshot = snapshot with { Status = SnapshotStatus.Available } }, Token);

        (await write.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        (await Store.GetOperationAsync(null, held.Id, Token)).Should().BeEquivalentTo(held);
    }

    [Fact]
    public async Task A_lease_is_extended_from_now()
    {
        var held = await BeginAndClaimAsync();
        await PassAsync(Lease / 2);

        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, ExtendLease = Lease }, Token);

        var extended = await Store.GetOperationAsync(null, held.Id, Token);
        extended!.LeasedUntil.Should().BeCloseTo(await NowAsync() + Lease, Tolerance);
        extended.Owner.Should().Be("me");
        await PassAsync((Lease / 2) + Tolerance);
        (await ClaimAsync(held.Id, "other")).Should().BeNull();
    }

    [Fact]
    public async Task A_lease_that_is_given_up_can_be_claimed_at_once_by_who_asks_for_it()
    {
        var held = await BeginAndClaimAsync();

        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Error = SampleOperation.Error, ReleaseFor = Lease, ExtendLease = Lease }, Token);

        var released = await Store.GetOperationAsync(null, held.Id, Token);
        released!.Owner.Should().BeNull();
        released.State.Should().Be(OperationState.Running);
        released.LeasedUntil.Should().BeCloseTo(await NowAsync() + Lease, Tolerance);
        (await Store.FindResumableAsync(10, Token)).Should().BeEmpty("nobody should take it up by itself yet");
        (await ClaimAsync(held.Id, "other"))!.Fence.Should().Be(held.Fence + 1);
    }

    [Fact]
    public async Task Writes_of_one_holder_at_once_all_land()
    {
        var held = await BeginAndClaimAsync(SampleOperation.Minimal(items: 50));

        await Task.WhenAll(held.Items.Select(item => Task.Run(
            () => Store.WriteAsync(
                new OperationWrite
                {
                    OperationId = held.Id,
                    Fence = held.Fence,
                    Item = new OperationItemRecord(item.Item, $"done {item.Item}"),
                    ExtendLease = Lease,
                    Audit = SampleOperation.Audit($"done {item.Item}", held.Id),
                },
                Token),
            Token)));

        var operation = await Store.GetOperationAsync(null, held.Id, Token);
        operation!.Items.Should().Equal(held.Items.Select(i => new OperationItemRecord(i.Item, $"done {i.Item}")));
        operation.Fence.Should().Be(held.Fence);
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Where(a => a.Action.StartsWith("done", StringComparison.Ordinal)).Should().HaveCount(50);
    }

    [Fact]
    public async Task One_write_made_twice_at_once_happens_once()
    {
        var held = await BeginAndClaimAsync();
        var write = new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "once", Audit = SampleOperation.Audit("intent", held.Id) };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.WriteAsync(write, Token), Token)));

        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Where(a => a.Action == "intent").Should().ContainSingle();
    }

    [Fact]
    public async Task While_the_lease_changes_hands_a_write_lands_whole_or_not_at_all()
    {
        var held = await BeginAndClaimAsync(SampleOperation.Minimal(items: 20));
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var writes = held.Items.Select(item => Task.Run(
            () => Store.WriteAsync(
                new OperationWrite { OperationId = held.Id, Fence = held.Fence, Item = item with { State = "mine" }, Audit = SampleOperation.Audit($"{item.Item}", held.Id) }, Token),
            Token)).ToList();

        await Task.WhenAny(writes);
        var taken = await ClaimAsync(held.Id, "other");
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        var landed = writes.Select((write, i) => (Item: i + 1, write.IsCompletedSuccessfully)).Where(w => w.IsCompletedSuccessfully).Select(w => w.Item).ToList();
        writes.Where(w => w.IsFaulted).Select(w => w.Exception!.InnerException).Should().NotContain(e => ((VmSnapshotException)e!).Code != VmSnapshotErrorCodes.LeaseLost);
        var operation = await Store.GetOperationAsync(null, held.Id, Token);
        operation!.Fence.Should().Be(held.Fence + 1);
        operation.Items.Where(i => i.State == "mine").Select(i => i.Item).Should().Equal(landed);
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Select(a => a.Action).Except(["begin", "claim"]).Should().BeEquivalentTo(landed.Select(i => $"{i}"));
        taken!.Items.Where(i => i.State == "mine").Select(i => i.Item).Should().Equal(landed, "behind the claim nothing of the former holder's changes");
    }

    private static OperationWrite Everything(OperationRecord held, Snapshot snapshot) => new()
    {
        OperationId = held.Id,
        Fence = held.Fence,
        State = OperationState.Running,
        Step = "RecordSnapshot",
        PercentComplete = 99,
        Item = new OperationItemRecord(1, "changed"),
        Error = SampleOperation.Error,
        ExtendLease = Lease * 2,
        WatchedUntil = Sample.Time,
        Snapshot = snapshot with { Status = SnapshotStatus.Available, Template = Sample.Minimal().Template },
        Audit = SampleOperation.Audit("write", held.Id, snapshot.Id),
    };

    private async Task ShouldLoseTheLeaseAsync(OperationWrite write)
    {
        var attempt = () => Store.WriteAsync(write, Token);
        var lost = (await attempt.Should().ThrowAsync<VmSnapshotException>()).Which;
        lost.Code.Should().Be(VmSnapshotErrorCodes.LeaseLost);
        lost.OperationId.Should().Be(write.OperationId);
    }
}
