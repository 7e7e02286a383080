using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>Beginning operations, and finding them again.</summary>
public abstract partial class SnapshotStoreBehavior
{
    public static TheoryData<bool> FullOrMinimal => [true, false];

    [Theory]
    [MemberData(nameof(FullOrMinimal))]
    public async Task An_operation_comes_back_with_everything_it_had(bool full)
    {
        var operation = full ? SampleOperation.Full() : SampleOperation.Minimal(clientToken: "token");

        var begun = await Store.BeginAsync(operation, null, SampleOperation.Audit("begin", operation.Id), Token);

        begun.Should().BeEquivalentTo(operation, o => o.WithStrictOrdering());
        (await Store.GetOperationAsync(Sample.Tenant, operation.Id, Token)).Should().BeEquivalentTo(operation, o => o.WithStrictOrdering());
        (await Store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(operation);
        (await Store.GetOperationByTokenAsync(Sample.Tenant, operation.ClientToken!, Token)).Should().BeEquivalentTo(operation);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var operation = await Store.BeginAsync(SampleOperation.Minimal(clientToken: "token"), null, SampleOperation.Audit("begin"), Token);

        (await Store.GetOperationAsync(null, "unknown", Token)).Should().BeNull();
        (await Store.GetOperationAsync("other", operation.Id, Token)).Should().BeNull();
        (await Store.GetOperationByTokenAsync("other", "token", Token)).Should().BeNull();
        (await Store.GetOperationByTokenAsync(Sample.Tenant, "Token", Token)).Should().BeNull();
        (await Store.ClaimAsync("unknown", "me", Lease, SampleOperation.Audit("claim"), Token)).Should().BeNull();
        (await Store.RequestCancelAsync(Sample.Tenant, "unknown", SampleOperation.Audit("cancel"), Token)).Should().BeNull();
        (await Store.RequestCancelAsync("other", operation.Id, SampleOperation.Audit("cancel"), Token)).Should().BeNull();
        (await Store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(operation);
    }

    [Fact]
    public async Task What_the_caller_adds_to_its_list_later_is_no_item()
    {
        var items = new List<OperationItemRecord> { new(1, "{}") };
        var operation = await Store.BeginAsync(SampleOperation.Minimal() with { Items = items }, null, SampleOperation.Audit("begin"), Token);

        items.Add(new OperationItemRecord(2, "{}"));

        (await Store.GetOperationAsync(null, operation.Id, Token))!.Items.Should().Equal(new OperationItemRecord(1, "{}"));
    }

    [Fact]
    public async Task Beginning_records_the_snapshot_which_holds_its_name()
    {
        await Store.AddAsync(Sample.Minimal("before") with { Family = "web" }, Token);
        var snapshot = SampleOperation.Creating() with { Family = "web", Labels = new Dictionary<string, string> { ["os"] = "debian" } };

        var operation = await Store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin", snapshotId: snapshot.Id), Token);

        operation.State.Should().Be(OperationState.Pending);
        var recorded = await Store.GetAsync(Sample.Tenant, snapshot.Id, Token);
        recorded.Should().BeEquivalentTo(snapshot with { Version = 2, ConcurrencyToken = recorded!.ConcurrencyToken }, InOrder);
        recorded.Template.Should().BeNull();
        (await Store.ListAuditAsync(Sample.Tenant, null, snapshot.Id, Token)).Should().ContainSingle().Which.Action.Should().Be("begin");
        var add = () => Store.AddAsync(Sample.Minimal(), Token);
        (await add.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
    }

    [Fact]
    public async Task A_taken_name_leaves_nothing_of_the_operation()
    {
        await Store.AddAsync(Sample.Minimal(), Token);
        var (operation, snapshot) = (SampleOperation.Minimal(clientToken: "token", items: 2), SampleOperation.Creating() with { Family = "web" });

        var begin = () => Store.BeginAsync(operation, snapshot, SampleOperation.Audit("begin", operation.Id, snapshot.Id), Token);

        (await begin.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        (await Store.GetOperationAsync(null, operation.Id, Token)).Should().BeNull();
        (await Store.GetOperationByTokenAsync(Sample.Tenant, "token", Token)).Should().BeNull();
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeNull();
        (await Store.ListAuditAsync(Sample.Tenant, operation.Id, null, Token)).Should().BeEmpty();
        (await Store.BeginAsync(operation, snapshot with { Name = "free" }, SampleOperation.Audit("begin"), Token)).Should().BeEquivalentTo(operation);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token))!.Version.Should().Be(1);
    }

    [Fact]
    public async Task A_recorded_snapshot_cannot_be_begun_again()
    {
        var recorded = await Store.AddAsync(Sample.Minimal("golden"), Token);
        var operation = SampleOperation.Minimal();

        var begin = () => Store.BeginAsync(operation, SampleOperation.Creating("other", recorded.Id), SampleOperation.Audit("begin"), Token);

        (await begin.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
        (await Store.GetOperationAsync(null, operation.Id, Token)).Should().BeNull();
        (await Store.GetAsync(Sample.Tenant, recorded.Id, Token)).Should().BeEquivalentTo(recorded);
    }

    [Fact]
    public async Task The_same_token_returns_the_first_operation_whatever_became_of_it()
    {
        var first = await BeginAndClaimAsync(SampleOperation.Minimal(clientToken: "token"));
        await Store.WriteAsync(new OperationWrite { OperationId = first.Id, Fence = first.Fence, State = OperationState.Failed, EndedAt = Sample.Time }, Token);
        var (again, snapshot) = (SampleOperation.Minimal(clientToken: "token"), SampleOperation.Creating());

        var returned = await Store.BeginAsync(again, snapshot, SampleOperation.Audit("begin", again.Id, snapshot.Id), Token);

        returned.Should().BeEquivalentTo(await Store.GetOperationAsync(null, first.Id, Token));
        returned.State.Should().Be(OperationState.Failed);
        (await Store.GetOperationAsync(null, again.Id, Token)).Should().BeNull();
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeNull();
        (await Store.ListAuditAsync(Sample.Tenant, again.Id, null, Token)).Should().BeEmpty();
        var others = SampleOperation.Minimal(clientToken: "token", tenant: "other");
        (await Store.BeginAsync(others, null, SampleOperation.Audit("begin", tenant: "other"), Token)).Id.Should().Be(others.Id);
    }

    [Fact]
    public async Task Operations_without_a_token_are_operations_of_their_own()
    {
        var (first, second) = (SampleOperation.Minimal(), SampleOperation.Minimal());

        (await Store.BeginAsync(first, null, SampleOperation.Audit("begin"), Token)).Id.Should().Be(first.Id);
        (await Store.BeginAsync(second, null, SampleOperation.Audit("begin"), Token)).Id.Should().Be(second.Id);
    }

    [Fact]
    public async Task Of_those_that_begin_with_one_token_at_once_one_begins_and_all_get_it()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                var (operation, snapshot) = (SampleOperation.Minimal(clientToken: "token"), SampleOperation.Creating() with { Family = "web" });
                return Store.BeginAsync(operation, snapshot, SampleOperation.Audit("begin", operation.Id, snapshot.Id), Token);
            },
            Token)));

        begun.Select(o => o.Id).Distinct().Should().ContainSingle();
        (await ListAsync()).Should().ContainSingle();
        (await Store.ListAuditAsync(Sample.Tenant, null, null, Token)).Should().ContainSingle().Which.OperationId.Should().Be(begun[0].Id);
        (await Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Token)).Items.Should().ContainSingle();
    }

    [Fact]
    public async Task A_begin_whose_answer_was_lost_can_be_repeated()
    {
        var (operation, snapshot) = (SampleOperation.Minimal(), SampleOperation.Creating());
        var audit = SampleOperation.Audit("begin", operation.Id, snapshot.Id);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Store.BeginAsync(operation, snapshot, audit, Token), Token)));
        var claimed = await ClaimAsync(operation.Id);

        var repeated = await Store.BeginAsync(operation, snapshot, audit, Token);

        repeated.Should().BeEquivalentTo(claimed, "it is returned as it is by now");
        (await ListAsync()).Should().ContainSingle();
        (await Store.ListAuditAsync(Sample.Tenant, operation.Id, null, Token)).Select(a => a.Action).Should().Equal("begin", "claim");
    }

    [Fact]
    public async Task Operations_that_begin_at_once_in_a_family_get_a_number_each()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.BeginAsync(SampleOperation.Minimal(), SampleOperation.Creating($"web-{i}") with { Family = "web" }, SampleOperation.Audit("begin"), Token), Token)));

        (await ListAsync()).Select(s => s.Version).Order().Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Pages_of_operations_join_into_the_list_newest_first(int limit)
    {
        foreach (var id in Ids)
        {
            await Store.BeginAsync(SampleOperation.Minimal(id, items: 2), null, SampleOperation.Audit("begin"), Token);
        }

        await Store.BeginAsync(SampleOperation.Minimal(tenant: "other"), null, SampleOperation.Audit("begin"), Token);

        var pages = await OperationPagesAsync(new OperationQuery { Tenant = Sample.Tenant, Limit = limit });

        pages.SelectMany(p => p.Items).Select(o => o.Id).Should().Equal(Ids.OrderDescending(StringComparer.Ordinal));
        pages.Select(p => p.Items.Count).Should().Equal(Ids.Chunk(limit).Select(c => c.Length));
        pages.SelectMany(p => p.Items).OfType<OperationRecord>().Should().OnlyContain(o => o.Items.Count == 0, "items are left out");
    }

    [Fact]
    public async Task Operations_are_listed_by_state_on_every_page()
    {
        for (var i = 0; i < 6; i++)
        {
            await Store.BeginAsync(SampleOperation.Minimal($"{i}") with { State = i % 2 == 0 ? OperationState.Succeeded : OperationState.Failed }, null, SampleOperation.Audit("begin"), Token);
        }

        var pages = await OperationPagesAsync(new OperationQuery { Tenant = Sample.Tenant, State = OperationState.Succeeded, Limit = 2 });

        pages.SelectMany(p => p.Items).Select(o => o.Id).Should().Equal("4", "2", "0");
        pages.SelectMany(p => p.Items).Should().OnlyContain(o => o.HasEnded);
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("LTEgeA")]
    public async Task A_foreign_continuation_token_of_operations_is_refused(string token)
    {
        var list = () => Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant, ContinuationToken = token }, Token);

        (await list.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
    }

    [Fact]
    public async Task The_audit_is_in_order_and_found_by_what_it_tells_of()
    {
        var snapshot = SampleOperation.Creating();
        var operation = await Store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin", "o", snapshot.Id, id: "b") with { Detail = "größer ☃" }, Token);
        await Store.ClaimAsync(operation.Id, "me", Lease, SampleOperation.Audit("claim", "o", id: "c"), Token);
        await Store.AddAsync(Sample.Minimal("other"), SampleOperation.Audit("add", id: "a"), Token);

        var all = await Store.ListAuditAsync(Sample.Tenant, null, null, Token);

        all.Select(a => (a.Id, a.Action)).Should().Equal(("a", "add"), ("b", "begin"), ("c", "claim"));
        all[1].Should().BeEquivalentTo(SampleOperation.Audit("begin", "o", snapshot.Id, id: "b") with { Detail = "größer ☃" });
        (await Store.ListAuditAsync(Sample.Tenant, "o", null, Token)).Select(a => a.Id).Should().Equal("b", "c");
        (await Store.ListAuditAsync(Sample.Tenant, null, snapshot.Id, Token)).Select(a => a.Id).Should().Equal("b");
        (await Store.ListAuditAsync(Sample.Tenant, "o", "another", Token)).Should().BeEmpty();
        (await Store.ListAuditAsync("other", null, null, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_entry_of_the_audit_is_never_overwritten()
    {
        await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin", id: "a"), Token);

        await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("another", id: "a"), Token);

        (await Store.ListAuditAsync(Sample.Tenant, null, null, Token)).Should().ContainSingle().Which.Action.Should().Be("begin");
    }

    private async Task<List<OperationPage>> OperationPagesAsync(OperationQuery query)
    {
        var pages = new List<OperationPage>();
        do
        {
            pages.Add(await Store.ListOperationsAsync(query with { ContinuationToken = pages.LastOrDefault()?.ContinuationToken }, Token));
        }
        while (pages[^1].ContinuationToken is not null);
        return pages;
    }
}
