using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Beginning operations, and finding them again.</summary>
public abstract partial class SnapshotStoreConformance
{
    public static TheoryData<bool> FullOrMinimal => [true, false];

    [Theory]
    [MemberData(nameof(FullOrMinimal))]
    public async Task An_operation_comes_back_with_everything_it_had(bool full)
    {
        var operation = full ? SampleOperation.Full() : SampleOperation.Minimal(clientToken: "token");

        var begun = await Store.BeginAsync(operation, null, SampleOperation.Audit("begin", operation.Id), Stop);

        Same(operation, begun);
        Same(operation, await Store.GetOperationAsync(Sample.Tenant, operation.Id, Stop));
        Same(operation, await Store.GetOperationAsync(null, operation.Id, Stop));
        Same(operation, await Store.GetOperationByTokenAsync(Sample.Tenant, operation.ClientToken!, Stop));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var operation = await Store.BeginAsync(SampleOperation.Minimal(clientToken: "token"), null, SampleOperation.Audit("begin"), Stop);

        Assert.Null(await Store.GetOperationAsync(null, "unknown", Stop));
        Assert.Null(await Store.GetOperationAsync("other", operation.Id, Stop));
        Assert.Null(await Store.GetOperationByTokenAsync("other", "token", Stop));
        Assert.Null(await Store.GetOperationByTokenAsync(Sample.Tenant, "Token", Stop));
        Assert.Null(await Store.ClaimAsync("unknown", "me", Lease, SampleOperation.Audit("claim"), Stop));
        Assert.Null(await Store.RequestCancelAsync(Sample.Tenant, "unknown", SampleOperation.Audit("cancel"), Stop));
        Assert.Null(await Store.RequestCancelAsync("other", operation.Id, SampleOperation.Audit("cancel"), Stop));
        Same(operation, await Store.GetOperationAsync(null, operation.Id, Stop));
    }

    [Fact]
    public async Task What_the_caller_adds_to_its_list_later_is_no_item()
    {
        var items = new List<OperationItemRecord> { new(1, "{}") };
        var operation = await Store.BeginAsync(SampleOperation.Minimal() with { Items = items }, null, SampleOperation.Audit("begin"), Stop);

        items.Add(new OperationItemRecord(2, "{}"));

        Assert.Equal([new OperationItemRecord(1, "{}")], (await Store.GetOperationAsync(null, operation.Id, Stop))!.Items);
    }

    [Fact]
    public async Task Beginning_records_the_snapshot_which_holds_its_name()
    {
        await Store.AddAsync(Sample.Minimal("before") with { Family = "web" }, Stop);
        var snapshot = SampleOperation.Creating() with { Family = "web", Labels = new Dictionary<string, string> { ["os"] = "debian" } };

        var operation = await Store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin", snapshotId: snapshot.Id), Stop);

        Assert.Equal(OperationState.Pending, operation.State);
        var recorded = await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop);
        Same(snapshot with { Version = 2, ConcurrencyToken = recorded!.ConcurrencyToken }, recorded);
        Assert.Null(recorded.Template);
        Assert.Equal("begin", Assert.Single(await Store.ListAuditAsync(Sample.Tenant, null, snapshot.Id, Stop)).Action);
        var add = () => Store.AddAsync(Sample.Minimal(), Stop);
        Assert.Equal(VmSnapshotErrorCodes.NameConflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(add)).Code);
    }

    [Fact]
    public async Task A_taken_name_leaves_nothing_of_the_operation()
    {
        await Store.AddAsync(Sample.Minimal(), Stop);
        var (operation, snapshot) = (SampleOperation.Minimal(clientToken: "token", items: 2), SampleOperation.Creating() with { Family = "web" });

        var begin = () => Store.BeginAsync(operation, snapshot, SampleOperation.Audit("begin", operation.Id, snapshot.Id), Stop);

        Assert.Equal(VmSnapshotErrorCodes.NameConflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(begin)).Code);
        Assert.Null(await Store.GetOperationAsync(null, operation.Id, Stop));
        Assert.Null(await Store.GetOperationByTokenAsync(Sample.Tenant, "token", Stop));
        Assert.Null(await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Assert.Empty(await Store.ListAuditAsync(Sample.Tenant, operation.Id, null, Stop));
        Same(operation, await Store.BeginAsync(operation, snapshot with { Name = "free" }, SampleOperation.Audit("begin"), Stop));
        Assert.Equal(1, (await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop))!.Version);
    }

    [Fact]
    public async Task A_recorded_snapshot_cannot_be_begun_again()
    {
        var recorded = await Store.AddAsync(Sample.Minimal("golden"), Stop);
        var operation = SampleOperation.Minimal();

        var begin = () => Store.BeginAsync(operation, SampleOperation.Creating("other", recorded.Id), SampleOperation.Audit("begin"), Stop);

        Assert.Equal(VmSnapshotErrorCodes.Conflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(begin)).Code);
        Assert.Null(await Store.GetOperationAsync(null, operation.Id, Stop));
        Same(recorded, await Store.GetAsync(Sample.Tenant, recorded.Id, Stop));
    }

    [Fact]
    public async Task The_same_token_returns_the_first_operation_whatever_became_of_it()
    {
        var first = await BeginAndClaimAsync(SampleOperation.Minimal(clientToken: "token"));
        await Store.WriteAsync(new OperationWrite { OperationId = first.Id, Fence = first.Fence, State = OperationState.Failed, EndedAt = Sample.Time }, Stop);
        var (again, snapshot) = (SampleOperation.Minimal(clientToken: "token"), SampleOperation.Creating());

        var returned = await Store.BeginAsync(again, snapshot, SampleOperation.Audit("begin", again.Id, snapshot.Id), Stop);

        Same(await Store.GetOperationAsync(null, first.Id, Stop), returned);
        Assert.Equal(OperationState.Failed, returned.State);
        Assert.Null(await Store.GetOperationAsync(null, again.Id, Stop));
        Assert.Null(await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Assert.Empty(await Store.ListAuditAsync(Sample.Tenant, again.Id, null, Stop));
        var others = SampleOperation.Minimal(clientToken: "token", tenant: "other");
        Assert.Equal(others.Id, (await Store.BeginAsync(others, null, SampleOperation.Audit("begin", tenant: "other"), Stop)).Id);
    }

    [Fact]
    public async Task Operations_without_a_token_are_operations_of_their_own()
    {
        var (first, second) = (SampleOperation.Minimal(), SampleOperation.Minimal());

        Assert.Equal(first.Id, (await Store.BeginAsync(first, null, SampleOperation.Audit("begin"), Stop)).Id);
        Assert.Equal(second.Id, (await Store.BeginAsync(second, null, SampleOperation.Audit("begin"), Stop)).Id);
    }

    [Fact]
    public async Task Of_those_that_begin_with_one_token_at_once_one_begins_and_all_get_it()
    {
        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                var (operation, snapshot) = (SampleOperation.Minimal(clientToken: "token"), SampleOperation.Creating() with { Family = "web" });
                return Store.BeginAsync(operation, snapshot, SampleOperation.Audit("begin", operation.Id, snapshot.Id), Stop);
            },
            Stop)));

        Assert.Single(begun.Select(o => o.Id).Distinct());
        Assert.Single(await ListAsync());
        Assert.Equal(begun[0].Id, Assert.Single(await Store.ListAuditAsync(Sample.Tenant, null, null, Stop)).OperationId);
        Assert.Single((await Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Stop)).Items);
    }

    [Fact]
    public async Task A_begin_whose_answer_was_lost_can_be_repeated()
    {
        var (operation, snapshot) = (SampleOperation.Minimal(), SampleOperation.Creating());
        var audit = SampleOperation.Audit("begin", operation.Id, snapshot.Id);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Store.BeginAsync(operation, snapshot, audit, Stop), Stop)));
        var claimed = await ClaimAsync(operation.Id);

        var repeated = await Store.BeginAsync(operation, snapshot, audit, Stop);

        // It is returned as it is by now.
        Same(claimed, repeated);
        Assert.Single(await ListAsync());
        Assert.Equal(["begin", "claim"], (await Store.ListAuditAsync(Sample.Tenant, operation.Id, null, Stop)).Select(a => a.Action));
    }

    [Fact]
    public async Task Operations_that_begin_at_once_in_a_family_get_a_number_each()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.BeginAsync(SampleOperation.Minimal(), SampleOperation.Creating($"web-{i}") with { Family = "web" }, SampleOperation.Audit("begin"), Stop), Stop)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], (await ListAsync()).Select(s => s.Version).Order());
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
            await Store.BeginAsync(SampleOperation.Minimal(id, items: 2), null, SampleOperation.Audit("begin"), Stop);
        }

        await Store.BeginAsync(SampleOperation.Minimal(tenant: "other"), null, SampleOperation.Audit("begin"), Stop);

        var pages = await OperationPagesAsync(new OperationQuery { Tenant = Sample.Tenant, Limit = limit });

        Assert.Equal(Ids.OrderDescending(StringComparer.Ordinal), pages.SelectMany(p => p.Items).Select(o => o.Id));
        Assert.Equal(Ids.Chunk(limit).Select(c => c.Length), pages.Select(p => p.Items.Count));
        Assert.All(pages.SelectMany(p => p.Items).OfType<OperationRecord>(), o => Assert.Empty(o.Items));
    }

    [Fact]
    public async Task Operations_are_listed_by_state_on_every_page()
    {
        for (var i = 0; i < 6; i++)
        {
            await Store.BeginAsync(SampleOperation.Minimal($"{i}") with { State = i % 2 == 0 ? OperationState.Succeeded : OperationState.Failed }, null, SampleOperation.Audit("begin"), Stop);
        }

        var pages = await OperationPagesAsync(new OperationQuery { Tenant = Sample.Tenant, State = OperationState.Succeeded, Limit = 2 });

        Assert.Equal(["4", "2", "0"], pages.SelectMany(p => p.Items).Select(o => o.Id));
        Assert.All(pages.SelectMany(p => p.Items), o => Assert.True(o.HasEnded));
    }

    [Theory]
    [InlineData("foreign")]
    [InlineData("LTEgeA")]
    public async Task A_foreign_continuation_token_of_operations_is_refused(string token)
    {
        var list = () => Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant, ContinuationToken = token }, Stop);

        Assert.Equal(VmSnapshotErrorCodes.InvalidArguments, (await Assert.ThrowsAnyAsync<VmSnapshotException>(list)).Code);
    }

    [Fact]
    public async Task The_audit_is_in_order_and_found_by_what_it_tells_of()
    {
        var snapshot = SampleOperation.Creating();
        var operation = await Store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin", "o", snapshot.Id, id: "b") with { Detail = "größer ☃" }, Stop);
        await Store.ClaimAsync(operation.Id, "me", Lease, SampleOperation.Audit("claim", "o", id: "c"), Stop);
        await Store.AddAsync(Sample.Minimal("other"), SampleOperation.Audit("add", id: "a"), Stop);

        var all = await Store.ListAuditAsync(Sample.Tenant, null, null, Stop);

        Assert.Equal([("a", "add"), ("b", "begin"), ("c", "claim")], all.Select(a => (a.Id, a.Action)));
        Same(SampleOperation.Audit("begin", "o", snapshot.Id, id: "b") with { Detail = "größer ☃" }, all[1]);
        Assert.Equal(["b", "c"], (await Store.ListAuditAsync(Sample.Tenant, "o", null, Stop)).Select(a => a.Id));
        Assert.Equal(["b"], (await Store.ListAuditAsync(Sample.Tenant, null, snapshot.Id, Stop)).Select(a => a.Id));
        Assert.Empty(await Store.ListAuditAsync(Sample.Tenant, "o", "another", Stop));
        Assert.Empty(await Store.ListAuditAsync("other", null, null, Stop));
    }

    [Fact]
    public async Task An_entry_of_the_audit_is_never_overwritten()
    {
        await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("begin", id: "a"), Stop);

        await Store.BeginAsync(SampleOperation.Minimal(), null, SampleOperation.Audit("another", id: "a"), Stop);

        Assert.Equal("begin", Assert.Single(await Store.ListAuditAsync(Sample.Tenant, null, null, Stop)).Action);
    }

    private async Task<List<OperationPage>> OperationPagesAsync(OperationQuery query)
    {
        var pages = new List<OperationPage>();
        do
        {
            pages.Add(await Store.ListOperationsAsync(query with { ContinuationToken = pages.LastOrDefault()?.ContinuationToken }, Stop));
        }
        while (pages[^1].ContinuationToken is not null);
        return pages;
    }
}
