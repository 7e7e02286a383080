using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>What the holder of a lease writes, and what others can't.</summary>
public abstract partial class SnapshotStoreConformance
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

        Assert.False(await Store.WriteAsync(write, Stop), "nobody asked to cancel");

        var written = held with
        {
            Step = "CloneToTemplate",
            PercentComplete = 33.3,
            Items = [held.Items[0], write.Item, held.Items[2]],
            Error = SampleOperation.Error,
            WatchedUntil = Sample.Time.AddTicks(9),
        };
        Same(written, await Store.GetOperationAsync(null, held.Id, Stop));
        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence }, Stop);
        Same(written, await Store.GetOperationAsync(null, held.Id, Stop));
        Assert.Equal(["begin", "claim", "intent"], (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop)).Select(a => a.Action));
    }

    [Fact]
    public async Task A_stale_fence_writes_nothing_at_all()
    {
        var snapshot = SampleOperation.Creating();
        var stale = await BeginAndClaimAsync(snapshot: snapshot);
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var current = await ClaimAsync(stale.Id, "other");
        var recorded = await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop);

        await ShouldLoseTheLeaseAsync(Everything(stale, snapshot));
        await ShouldLoseTheLeaseAsync(Everything(stale with { Fence = current!.Fence + 1 }, snapshot));

        Same(current, await Store.GetOperationAsync(null, stale.Id, Stop));
        Same(recorded, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Assert.Equal(["begin", "claim", "claim"], (await Store.ListAuditAsync(Sample.Tenant, stale.Id, null, Stop)).Select(a => a.Action));
    }

    [Fact]
    public async Task Without_a_lease_nothing_is_written()
    {
        var pending = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Stop);
        var released = await BeginAndClaimAsync();
        await Store.WriteAsync(new OperationWrite { OperationId = released.Id, Fence = released.Fence, ReleaseFor = TimeSpan.Zero }, Stop);
        var ended = await BeginAndClaimAsync();
        await Store.WriteAsync(new OperationWrite { OperationId = ended.Id, Fence = ended.Fence, State = OperationState.Succeeded, EndedAt = Sample.Time }, Stop);

        foreach (var operation in new[] { pending, released, ended, pending with { Id = "unknown" } })
        {
            await ShouldLoseTheLeaseAsync(new OperationWrite { OperationId = operation.Id, Fence = operation.Fence, Step = "changed" });
            await ShouldLoseTheLeaseAsync(new OperationWrite { OperationId = operation.Id, Fence = operation.Fence, Step = "changed", UnlessCancelled = true });
        }

        Assert.All((await Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Stop)).Items, o => Assert.Equal("ExtractVmInfo", o.Step));
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_can_be_repeated()
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var write = Everything(held, snapshot) with { State = OperationState.Succeeded, EndedAt = Sample.Time };
        await Store.WriteAsync(write, Stop);
        var (operation, record) = (await Store.GetOperationAsync(null, held.Id, Stop), await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));

        Assert.False(await Store.WriteAsync(write, Stop), "it has happened, though the lease is given up since");

        Same(operation, await Store.GetOperationAsync(null, held.Id, Stop));
        Same(record, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Assert.Single((await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop)).Where(a => a.Action == "write"));
    }

    [Fact]
    public async Task A_repeated_write_does_not_undo_a_later_one()
    {
        var held = await BeginAndClaimAsync();
        var write = new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "earlier", Item = new(1, "earlier"), Audit = SampleOperation.Audit("intent") };
        await Store.WriteAsync(write, Stop);
        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "later", Item = new(1, "later") }, Stop);
        await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel"), Stop);

        Assert.True(await Store.WriteAsync(write, Stop), "somebody asked to cancel meanwhile");

        var operation = await Store.GetOperationAsync(null, held.Id, Stop);
        Assert.Equal("later", operation!.Step);
        Assert.Equal([new OperationItemRecord(1, "later")], operation.Items);
    }

    [Fact]
    public async Task What_must_not_follow_a_cancel_is_not_written_then()
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var write = Everything(held, snapshot) with { UnlessCancelled = true };
        Assert.False(await Store.WriteAsync(write, Stop));
        await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel"), Stop);
        var (operation, record) = (await Store.GetOperationAsync(null, held.Id, Stop), await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));

        var cancelled = await Store.WriteAsync(
            write with { Step = "other", Item = new(1, "other"), Snapshot = snapshot with { Status = SnapshotStatus.Failed }, Audit = SampleOperation.Audit("refused", held.Id) }, Stop);

        Assert.True(cancelled);
        Same(operation, await Store.GetOperationAsync(null, held.Id, Stop));
        Same(record, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Assert.DoesNotContain(await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop), a => a.Action == "refused");
        await ShouldLoseTheLeaseAsync(write with { Fence = held.Fence + 1, Audit = SampleOperation.Audit("stale") });
    }

    [Fact]
    public async Task The_end_the_record_and_the_entry_are_one()
    {
        var snapshot = SampleOperation.Creating() with { Family = "web", StatusReason = "cloning" };
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var recorded = (await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop))!;
        var described = await Store.UpdateAsync(recorded with { Description = "by a person", Labels = new Dictionary<string, string> { ["os"] = "debian" } }, Stop);
        var full = Sample.Full();

        await Store.WriteAsync(
            Everything(held, snapshot) with
            {
                State = OperationState.Succeeded,
                EndedAt = Sample.Time,
                Snapshot = full with { Id = snapshot.Id, Status = SnapshotStatus.Available, StatusReason = null },
            },
            Stop);

        var completed = await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop);
        Same(described with
            {
            Status = SnapshotStatus.Available,
            StatusReason = null,
            Consistency = full.Consistency,
            Health = full.Health,
            Template = full.Template,
            ConcurrencyToken = completed!.ConcurrencyToken,
            }, completed);
        Assert.NotEqual(described.ConcurrencyToken, completed.ConcurrencyToken);
        var update = () => Store.UpdateAsync(described with { Description = "too late" }, Stop);
        await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(update);
        var ended = await Store.GetOperationAsync(null, held.Id, Stop);
        Assert.Equal(OperationState.Succeeded, ended!.State);
        Assert.Equal(Sample.Time, ended.EndedAt);
        // The end gives up the lease.
        Assert.Equal((null, null), (ended.Owner, ended.LeasedUntil));
    }

    [Fact]
    public async Task A_template_that_is_written_again_replaces_the_first()
    {
        var (snapshot, full) = (SampleOperation.Creating(), Sample.Full());
        var held = await BeginAndClaimAsync(snapshot: snapshot);
        var write = new OperationWrite { OperationId = held.Id, Fence = held.Fence };
        await Store.WriteAsync(write with { Snapshot = snapshot with { Template = full.Template } }, Stop);

        var renamed = full.Template! with { Name = "renamed", Disks = [full.Template.Disks[1]] };
        await Store.WriteAsync(write with { Snapshot = snapshot with { Template = renamed } }, Stop);
        Same(renamed, (await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop))!.Template);

        await Store.WriteAsync(write with { Snapshot = snapshot with { Status = SnapshotStatus.Failed } }, Stop);
        Assert.Null((await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop))!.Template);
    }

    [Theory]
    [InlineData(SnapshotStatus.Failed)]
    [InlineData(SnapshotStatus.Cancelled)]
    public async Task What_came_to_nothing_gives_its_name_back(SnapshotStatus status)
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);

        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Snapshot = snapshot with { Status = status, StatusReason = "voll" } }, Stop);

        var record = await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop);
        Assert.Equal((status, "voll"), (record!.Status, record.StatusReason));
        await Store.AddAsync(Sample.Minimal(snapshot.Name), Stop);
        var revive = () => Store.WriteAsync(Everything(held, snapshot), Stop);
        Assert.Equal(VmSnapshotErrorCodes.NameConflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(revive)).Code);
        Same(record, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Same(held, await Store.GetOperationAsync(null, held.Id, Stop));
    }

    [Fact]
    public async Task A_snapshot_without_a_template_does_not_become_available()
    {
        var snapshot = SampleOperation.Creating();
        var held = await BeginAndClaimAsync(snapshot: snapshot);

        var write = () => Store.WriteAsync(Everything(held, snapshot) with { Snapshot = snapshot with { Status = SnapshotStatus.Available } }, Stop);

        Assert.Equal(VmSnapshotErrorCodes.InvalidArguments, (await Assert.ThrowsAnyAsync<VmSnapshotException>(write)).Code);
        Same(held, await Store.GetOperationAsync(null, held.Id, Stop));
    }

    [Fact]
    public async Task A_lease_is_extended_from_now()
    {
        var held = await BeginAndClaimAsync();
        await PassAsync(Lease / 2);

        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, ExtendLease = Lease }, Stop);

        var extended = await Store.GetOperationAsync(null, held.Id, Stop);
        CloseTo(await NowAsync() + Lease, extended!.LeasedUntil);
        Assert.Equal("me", extended.Owner);
        await PassAsync((Lease / 2) + Tolerance);
        Assert.Null(await ClaimAsync(held.Id, "other"));
    }

    [Fact]
    public async Task A_lease_that_is_given_up_can_be_claimed_at_once_by_who_asks_for_it()
    {
        var held = await BeginAndClaimAsync();

        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Error = SampleOperation.Error, ReleaseFor = Lease, ExtendLease = Lease }, Stop);

        var released = await Store.GetOperationAsync(null, held.Id, Stop);
        Assert.Null(released!.Owner);
        Assert.Equal(OperationState.Running, released.State);
        CloseTo(await NowAsync() + Lease, released.LeasedUntil);
        // Nobody should take it up by itself yet.
        Assert.Empty(await Store.FindResumableAsync(10, Stop));
        Assert.Equal(held.Fence + 1, (await ClaimAsync(held.Id, "other"))!.Fence);
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
                Stop),
            Stop)));

        var operation = await Store.GetOperationAsync(null, held.Id, Stop);
        Assert.Equal(held.Items.Select(i => new OperationItemRecord(i.Item, $"done {i.Item}")), operation!.Items);
        Assert.Equal(held.Fence, operation.Fence);
        Assert.Equal(50, (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop)).Count(a => a.Action.StartsWith("done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_write_made_twice_at_once_happens_once()
    {
        var held = await BeginAndClaimAsync();
        var write = new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "once", Audit = SampleOperation.Audit("intent", held.Id) };

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.WriteAsync(write, Stop), Stop)));

        Assert.Single((await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop)).Where(a => a.Action == "intent"));
    }

    [Fact]
    public async Task While_the_lease_changes_hands_a_write_lands_whole_or_not_at_all()
    {
        var held = await BeginAndClaimAsync(SampleOperation.Minimal(items: 20));
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var writes = held.Items.Select(item => Task.Run(
            () => Store.WriteAsync(
                new OperationWrite { OperationId = held.Id, Fence = held.Fence, Item = item with { State = "mine" }, Audit = SampleOperation.Audit($"{item.Item}", held.Id) }, Stop),
            Stop)).ToList();

        await Task.WhenAny(writes);
        var taken = await ClaimAsync(held.Id, "other");
        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        var landed = writes.Select((write, i) => (Item: i + 1, write.IsCompletedSuccessfully)).Where(w => w.IsCompletedSuccessfully).Select(w => w.Item).ToList();
        Assert.DoesNotContain(writes.Where(w => w.IsFaulted).Select(w => w.Exception!.InnerException), e => ((VmSnapshotException)e!).Code != VmSnapshotErrorCodes.LeaseLost);
        var operation = await Store.GetOperationAsync(null, held.Id, Stop);
        Assert.Equal(held.Fence + 1, operation!.Fence);
        Assert.Equal(landed, operation.Items.Where(i => i.State == "mine").Select(i => i.Item));
        Assert.Equal(
            landed.Select(i => $"{i}").Order(), (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop)).Select(a => a.Action).Except(["begin", "claim"]).Order());
        // Behind the claim nothing of the former holder's changes.
        Assert.Equal(landed, taken!.Items.Where(i => i.State == "mine").Select(i => i.Item));
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
        var attempt = () => Store.WriteAsync(write, Stop);
        var lost = await Assert.ThrowsAnyAsync<VmSnapshotException>(attempt);
        Assert.Equal(VmSnapshotErrorCodes.LeaseLost, lost.Code);
        Assert.Equal(write.OperationId, lost.OperationId);
    }
}
