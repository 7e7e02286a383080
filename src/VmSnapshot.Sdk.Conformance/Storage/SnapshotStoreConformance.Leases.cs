using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Who may work on an operation, and who may stop it.</summary>
public abstract partial class SnapshotStoreConformance
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_claim_sets_owner_and_time_and_raises_the_fence()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(items: 2), null, SampleOperation.Audit("begin"), Stop);

        var claimed = await Store.ClaimAsync(begun.Id, "me", Lease, SampleOperation.Audit("claim", begun.Id), Stop);

        Same(begun with { State = OperationState.Running, Owner = "me", Fence = 1, LeasedUntil = claimed!.LeasedUntil }, claimed);
        CloseTo(await NowAsync() + Lease, claimed.LeasedUntil);
        Same(claimed, await Store.GetOperationAsync(null, begun.Id, Stop));
        Assert.Equal("claim", Assert.Single(await Store.ListAuditAsync(Sample.Tenant, begun.Id, null, Stop)).Action);
    }

    [Fact]
    public async Task Exactly_one_of_those_that_claim_at_once_gets_it()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Stop);

        var first = await ClaimAtOnceAsync(begun.Id);
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var second = await ClaimAtOnceAsync(begun.Id);

        Assert.Equal(1, first.Fence);
        Assert.Equal(2, second.Fence);
        Same(second, await Store.GetOperationAsync(null, begun.Id, Stop));
        Assert.Equal(["claim", "claim"], (await Store.ListAuditAsync(Sample.Tenant, begun.Id, null, Stop)).Select(a => a.Action));
    }

    [Theory]
    [InlineData(OperationState.Pending)]
    [InlineData(OperationState.Running)]
    [InlineData(OperationState.Cancelling)]
    public async Task Who_takes_it_up_again_begins_without_the_error_that_stopped_it(OperationState state)
    {
        var stopped = await Store.BeginAsync(SampleOperation.Minimal() with { State = state, Error = SampleOperation.Error }, null, SampleOperation.Audit("begin"), Stop);

        Assert.Null((await ClaimAsync(stopped.Id))!.Error);

        Assert.Null((await Store.GetOperationAsync(null, stopped.Id, Stop))!.Error);
    }

    [Fact]
    public async Task A_lease_lasts_until_its_time_is_over()
    {
        var held = await BeginAndClaimAsync();

        await PassAsync(Lease - Tolerance);
        Assert.Null(await ClaimAsync(held.Id, "other"));
        Assert.Equal("me", (await Store.GetOperationAsync(null, held.Id, Stop))!.Owner);

        await PassAsync(Tolerance + TimeSpan.FromSeconds(1));
        var taken = await ClaimAsync(held.Id, "other");

        Assert.Equal("other", taken!.Owner);
        Assert.Equal(held.Fence + 1, taken.Fence);
        CloseTo(await NowAsync() + Lease, taken.LeasedUntil);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_can_be_repeated()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Stop);
        var audit = SampleOperation.Audit("claim", begun.Id);
        var claimed = await Store.ClaimAsync(begun.Id, "me", Lease, audit, Stop);

        Same(claimed, await Store.ClaimAsync(begun.Id, "me", Lease, audit, Stop));

        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        // It is the same claim still, and its time is over.
        Assert.Equal(claimed!.Fence, (await Store.ClaimAsync(begun.Id, "me", Lease, audit, Stop))!.Fence);
        Assert.Single(await Store.ListAuditAsync(Sample.Tenant, begun.Id, null, Stop));
    }

    [Theory]
    [InlineData(OperationState.Succeeded)]
    [InlineData(OperationState.Failed)]
    [InlineData(OperationState.Cancelled)]
    public async Task An_ended_operation_can_be_claimed_only_while_it_is_watched(OperationState state)
    {
        var ended = SampleOperation.Minimal() with { State = state, EndedAt = Sample.Time };
        var watched = SampleOperation.Minimal() with { State = state, EndedAt = Sample.Time, WatchedUntil = Sample.Time.AddDays(1), Error = SampleOperation.Error };
        await Store.BeginAsync(ended, null, SampleOperation.Audit("begin"), Stop);
        await Store.BeginAsync(watched, null, SampleOperation.Audit("begin"), Stop);

        Assert.Null(await ClaimAsync(ended.Id));
        var claimed = await ClaimAsync(watched.Id);

        // How it ended stays.
        Same(watched with { Owner = "me", Fence = 1, LeasedUntil = claimed!.LeasedUntil }, claimed);
        await Store.WriteAsync(new OperationWrite { OperationId = watched.Id, Fence = 1, StopWatching = true, ReleaseFor = TimeSpan.Zero }, Stop);
        Assert.Null(await ClaimAsync(watched.Id));
    }

    [Fact]
    public async Task What_is_being_cancelled_stays_so_when_it_is_claimed()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Stop);
        await Store.RequestCancelAsync(Sample.Tenant, begun.Id, SampleOperation.Audit("cancel"), Stop);

        var claimed = await ClaimAsync(begun.Id);

        Assert.Equal(OperationState.Cancelling, claimed!.State);
        Assert.True(claimed.CancelRequested);
    }

    [Fact]
    public async Task Anybody_may_cancel_and_the_holder_sees_it_with_its_next_write()
    {
        var held = await BeginAndClaimAsync();

        var cancelled = await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel", held.Id), Stop);

        Same(held with { State = OperationState.Cancelling, CancelRequested = true }, cancelled);
        Assert.True(await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "DeployVm" }, Stop));
        Assert.Equal("DeployVm", (await Store.GetOperationAsync(null, held.Id, Stop))!.Step);
        Assert.Equal("cancel", (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop))[^1].Action);
    }

    [Fact]
    public async Task Cancelling_again_changes_nothing()
    {
        var held = await BeginAndClaimAsync();
        var cancels = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(() => Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel", held.Id), Stop), Stop)));

        Assert.All(cancels, o => Assert.True(o!.CancelRequested && o.State == OperationState.Cancelling));
        Assert.Single((await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop)).Where(a => a.Action == "cancel"));
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_ended()
    {
        var held = await BeginAndClaimAsync();
        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, State = OperationState.Succeeded, EndedAt = Sample.Time }, Stop);
        var ended = await Store.GetOperationAsync(null, held.Id, Stop);

        var cancelled = await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel", held.Id), Stop);

        Same(ended, cancelled);
        Assert.False(cancelled!.CancelRequested);
        Assert.DoesNotContain(await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Stop), a => a.Action == "cancel");
    }

    [Fact]
    public async Task Resumable_is_what_has_not_ended_and_nobody_holds()
    {
        await Store.BeginAsync(SampleOperation.Minimal("4-pending", tenant: "other"), null, SampleOperation.Audit("begin"), Stop);
        await Store.BeginAsync(SampleOperation.Minimal("3-ended") with { State = OperationState.Failed, EndedAt = Sample.Time }, null, SampleOperation.Audit("begin"), Stop);
        await BeginAndClaimAsync(SampleOperation.Minimal("1-held"));
        var released = await BeginAndClaimAsync(SampleOperation.Minimal("2-released"));
        await Store.WriteAsync(new OperationWrite { OperationId = released.Id, Fence = released.Fence, ReleaseFor = Lease / 2 }, Stop);
        await Store.BeginAsync(SampleOperation.Minimal("5-cancelling") with { State = OperationState.Cancelling, CancelRequested = true }, null, SampleOperation.Audit("begin"), Stop);

        Assert.Equal(["4-pending", "5-cancelling"], await Store.FindResumableAsync(10, Stop));

        await PassAsync((Lease / 2) + Tolerance);
        Assert.Equal(["2-released", "4-pending", "5-cancelling"], await Store.FindResumableAsync(10, Stop));

        await PassAsync(Lease / 2);
        Assert.Equal(["1-held", "2-released", "4-pending", "5-cancelling"], await Store.FindResumableAsync(10, Stop));
        Assert.Equal(["1-held", "2-released"], await Store.FindResumableAsync(2, Stop));
    }

    [Fact]
    public async Task Watched_is_what_has_ended_and_may_still_get_something()
    {
        foreach (var (id, state, watchedUntil) in new[]
        {
            ("3", OperationState.Failed, Sample.Time), ("1", OperationState.Cancelled, Sample.Time.AddDays(1)), ("2", OperationState.Failed, (DateTimeOffset?)null),
            ("4", OperationState.Running, Sample.Time), ("5", OperationState.Succeeded, Sample.Time),
        })
        {
            await Store.BeginAsync(SampleOperation.Minimal(id, tenant: $"tenant {id}") with { State = state, WatchedUntil = watchedUntil }, null, SampleOperation.Audit("begin"), Stop);
        }

        Assert.Equal(["1", "3", "5"], await Store.FindWatchedAsync(10, Stop));
        Assert.Equal(["1", "3"], await Store.FindWatchedAsync(2, Stop));
    }

    private async Task<OperationRecord> BeginAndClaimAsync(OperationRecord? operation = null, Snapshot? snapshot = null)
    {
        operation ??= SampleOperation.Minimal();
        await Store.BeginAsync(operation, snapshot, SampleOperation.Audit("begin", operation.Id, snapshot?.Id), Stop);
        return (await ClaimAsync(operation.Id))!;
    }

    private Task<OperationRecord?> ClaimAsync(string operationId, string owner = "me") =>
        Store.ClaimAsync(operationId, owner, Lease, SampleOperation.Audit("claim", operationId), Stop);

    private async Task<OperationRecord> ClaimAtOnceAsync(string operationId)
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ClaimAsync(operationId, $"owner {i}"), Stop)));
        return Assert.Single(claims, claim => claim != null)!;
    }
}
