using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>Who may work on an operation, and who may stop it.</summary>
public abstract partial class SnapshotStoreBehavior
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_claim_sets_owner_and_time_and_raises_the_fence()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(items: 2), null, SampleOperation.Audit("begin"), Token);

        var claimed = await Store.ClaimAsync(begun.Id, "me", Lease, SampleOperation.Audit("claim", begun.Id), Token);

        claimed.Should().BeEquivalentTo(begun with { State = OperationState.Running, Owner = "me", Fence = 1, LeasedUntil = claimed!.LeasedUntil });
        claimed.LeasedUntil.Should().BeCloseTo(await NowAsync() + Lease, Tolerance);
        (await Store.GetOperationAsync(null, begun.Id, Token)).Should().BeEquivalentTo(claimed);
        (await Store.ListAuditAsync(Sample.Tenant, begun.Id, null, Token)).Should().ContainSingle().Which.Action.Should().Be("claim");
    }

    [Fact]
    public async Task Exactly_one_of_those_that_claim_at_once_gets_it()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);

        var first = await ClaimAtOnceAsync(begun.Id);
        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        var second = await ClaimAtOnceAsync(begun.Id);

        first.Fence.Should().Be(1);
        second.Fence.Should().Be(2);
        (await Store.GetOperationAsync(null, begun.Id, Token)).Should().BeEquivalentTo(second);
        (await Store.ListAuditAsync(Sample.Tenant, begun.Id, null, Token)).Should().HaveCount(2).And.OnlyContain(a => a.Action == "claim");
    }

    [Theory]
    [InlineData(OperationState.Pending)]
    [InlineData(OperationState.Running)]
    [InlineData(OperationState.Cancelling)]
    public async Task Who_takes_it_up_again_begins_without_the_error_that_stopped_it(OperationState state)
    {
        var stopped = await Store.BeginAsync(SampleOperation.Minimal() with { State = state, Error = SampleOperation.Error }, null, SampleOperation.Audit("begin"), Token);

        (await ClaimAsync(stopped.Id))!.Error.Should().BeNull();

        (await Store.GetOperationAsync(null, stopped.Id, Token))!.Error.Should().BeNull();
    }

    [Fact]
    public async Task A_lease_lasts_until_its_time_is_over()
    {
        var held = await BeginAndClaimAsync();

        await PassAsync(Lease - Tolerance);
        (await ClaimAsync(held.Id, "other")).Should().BeNull();
        (await Store.GetOperationAsync(null, held.Id, Token))!.Owner.Should().Be("me");

        await PassAsync(Tolerance + TimeSpan.FromSeconds(1));
        var taken = await ClaimAsync(held.Id, "other");

        taken!.Owner.Should().Be("other");
        taken.Fence.Should().Be(held.Fence + 1);
        taken.LeasedUntil.Should().BeCloseTo(await NowAsync() + Lease, Tolerance);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_can_be_repeated()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);
        var audit = SampleOperation.Audit("claim", begun.Id);
        var claimed = await Store.ClaimAsync(begun.Id, "me", Lease, audit, Token);

        (await Store.ClaimAsync(begun.Id, "me", Lease, audit, Token)).Should().BeEquivalentTo(claimed);

        await PassAsync(Lease + TimeSpan.FromSeconds(1));
        (await Store.ClaimAsync(begun.Id, "me", Lease, audit, Token))!.Fence.Should().Be(claimed!.Fence, "it is the same claim still, and its time is over");
        (await Store.ListAuditAsync(Sample.Tenant, begun.Id, null, Token)).Should().ContainSingle();
    }

    [Theory]
    [InlineData(OperationState.Succeeded)]
    [InlineData(OperationState.Failed)]
    [InlineData(OperationState.Cancelled)]
    public async Task An_ended_operation_can_be_claimed_only_while_it_is_watched(OperationState state)
    {
        var ended = SampleOperation.Minimal() with { State = state, EndedAt = Sample.Time };
        var watched = SampleOperation.Minimal() with { State = state, EndedAt = Sample.Time, WatchedUntil = Sample.Time.AddDays(1), Error = SampleOperation.Error };
        await Store.BeginAsync(ended, null, SampleOperation.Audit("begin"), Token);
        await Store.BeginAsync(watched, null, SampleOperation.Audit("begin"), Token);

        (await ClaimAsync(ended.Id)).Should().BeNull();
        var claimed = await ClaimAsync(watched.Id);

        claimed.Should().BeEquivalentTo(watched with { Owner = "me", Fence = 1, LeasedUntil = claimed!.LeasedUntil }, "how it ended stays");
        await Store.WriteAsync(new OperationWrite { OperationId = watched.Id, Fence = 1, StopWatching = true, ReleaseFor = TimeSpan.Zero }, Token);
        (await ClaimAsync(watched.Id)).Should().BeNull();
    }

    [Fact]
    public async Task What_is_being_cancelled_stays_so_when_it_is_claimed()
    {
        var begun = await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin"), Token);
        await Store.RequestCancelAsync(Sample.Tenant, begun.Id, SampleOperation.Audit("cancel"), Token);

        var claimed = await ClaimAsync(begun.Id);

        claimed!.State.Should().Be(OperationState.Cancelling);
        claimed.CancelRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Anybody_may_cancel_and_the_holder_sees_it_with_its_next_write()
    {
        var held = await BeginAndClaimAsync();

        var cancelled = await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel", held.Id), Token);

        cancelled.Should().BeEquivalentTo(held with { State = OperationState.Cancelling, CancelRequested = true });
        (await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, Step = "DeployVm" }, Token)).Should().BeTrue();
        (await Store.GetOperationAsync(null, held.Id, Token))!.Step.Should().Be("DeployVm");
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token))[^1].Action.Should().Be("cancel");
    }

    [Fact]
    public async Task Cancelling_again_changes_nothing()
    {
        var held = await BeginAndClaimAsync();
        var cancels = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(() => Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel", held.Id), Token), Token)));

        cancels.Should().OnlyContain(o => o!.CancelRequested && o.State == OperationState.Cancelling);
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Where(a => a.Action == "cancel").Should().ContainSingle();
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_ended()
    {
        var held = await BeginAndClaimAsync();
        await Store.WriteAsync(new OperationWrite { OperationId = held.Id, Fence = held.Fence, State = OperationState.Succeeded, EndedAt = Sample.Time }, Token);
        var ended = await Store.GetOperationAsync(null, held.Id, Token);

        var cancelled = await Store.RequestCancelAsync(Sample.Tenant, held.Id, SampleOperation.Audit("cancel", held.Id), Token);

        cancelled.Should().BeEquivalentTo(ended);
        cancelled!.CancelRequested.Should().BeFalse();
        (await Store.ListAuditAsync(Sample.Tenant, held.Id, null, Token)).Should().NotContain(a => a.Action == "cancel");
    }

    [Fact]
    public async Task Resumable_is_what_has_not_ended_and_nobody_holds()
    {
        await Store.BeginAsync(SampleOperation.Minimal("4-pending", tenant: "other"), null, SampleOperation.Audit("begin"), Token);
        await Store.BeginAsync(SampleOperation.Minimal("3-ended") with { State = OperationState.Failed, EndedAt = Sample.Time }, null, SampleOperation.Audit("begin"), Token);
        await BeginAndClaimAsync(SampleOperation.Minimal("1-held"));
        var released = await BeginAndClaimAsync(SampleOperation.Minimal("2-released"));
        await Store.WriteAsync(new OperationWrite { OperationId = released.Id, Fence = released.Fence, ReleaseFor = Lease / 2 }, Token);
        await Store.BeginAsync(SampleOperation.Minimal("5-cancelling") with { State = OperationState.Cancelling, CancelRequested = true }, null, SampleOperation.Audit("begin"), Token);

        (await Store.FindResumableAsync(10, Token)).Should().Equal("4-pending", "5-cancelling");

        await PassAsync((Lease / 2) + Tolerance);
        (await Store.FindResumableAsync(10, Token)).Should().Equal("2-released", "4-pending", "5-cancelling");

        await PassAsync(Lease / 2);
        (await Store.FindResumableAsync(10, Token)).Should().Equal("1-held", "2-released", "4-pending", "5-cancelling");
        (await Store.FindResumableAsync(2, Token)).Should().Equal("1-held", "2-released");
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
            await Store.BeginAsync(SampleOperation.Minimal(id, tenant: $"tenant {id}") with { State = state, WatchedUntil = watchedUntil }, null, SampleOperation.Audit("begin"), Token);
        }

        (await Store.FindWatchedAsync(10, Token)).Should().Equal("1", "3", "5");
        (await Store.FindWatchedAsync(2, Token)).Should().Equal("1", "3");
    }

    private async Task<OperationRecord> BeginAndClaimAsync(OperationRecord? operation = null, Snapshot? snapshot = null)
    {
        operation ??= SampleOperation.Minimal();
        await Store.BeginAsync(operation, snapshot, SampleOperation.Audit("begin", operation.Id, snapshot?.Id), Token);
        return (await ClaimAsync(operation.Id))!;
    }

    private Task<OperationRecord?> ClaimAsync(string operationId, string owner = "me") =>
        Store.ClaimAsync(operationId, owner, Lease, SampleOperation.Audit("claim", operationId), Token);

    private async Task<OperationRecord> ClaimAtOnceAsync(string operationId)
    {
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ClaimAsync(operationId, $"owner {i}"), Token)));
        return claims.Should().ContainSingle(claim => claim != null).Subject!;
    }
}
