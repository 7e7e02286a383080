using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Records of snapshots: added, changed, kept apart.</summary>
public abstract partial class SnapshotStoreConformance
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Fact]
    public async Task The_store_id_is_made_once()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.GetStoreIdAsync(Stop), Stop)));

        Assert.False(string.IsNullOrWhiteSpace(Assert.Single(ids.Distinct())));
    }

    [Fact]
    public async Task A_record_comes_back_with_everything_it_had()
    {
        var snapshot = Sample.Full();

        var added = await Store.AddAsync(snapshot, Stop);

        Same(snapshot with { Version = 1, ConcurrencyToken = added.ConcurrencyToken }, added);
        Assert.NotEmpty(added.ConcurrencyToken);
        Same(added, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Same(added, Assert.Single(await Store.FindByNameAsync(Sample.Tenant, snapshot.Name, Stop)));
        Same(added, Assert.Single(await ListAsync()));
    }

    [Fact]
    public async Task A_record_with_nothing_optional_comes_back_so()
    {
        var snapshot = Sample.Minimal();

        var added = await Store.AddAsync(snapshot with { Version = 7 }, Stop);

        // Only a family numbers its records.
        Assert.Null(added.Version);
        Same(snapshot with { ConcurrencyToken = added.ConcurrencyToken }, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
    }

    [Fact]
    public async Task What_the_caller_changes_later_is_not_stored()
    {
        var labels = new Dictionary<string, string> { ["os"] = "debian" };
        var added = await Store.AddAsync(Sample.Minimal() with { Labels = labels }, Stop);

        labels["os"] = "changed";

        Same<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["os"] = "debian" }, (await Store.GetAsync(Sample.Tenant, added.Id, Stop))!.Labels);
    }

    [Fact]
    public async Task A_live_name_is_taken_once_per_tenant()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Stop);
        var add = () => Store.AddAsync(Sample.Minimal(), Stop);

        Assert.Equal(VmSnapshotErrorCodes.NameConflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(add)).Code);
        await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleting }, Stop);
        Assert.Contains("'golden'", (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(add)).Message, StringComparison.Ordinal);
        Assert.Contains("'default'", (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(add)).Message, StringComparison.Ordinal);
        Assert.Single(await ListAsync());
        await Store.AddAsync(Sample.Minimal("Golden"), Stop);
        await Store.AddAsync(Sample.Minimal(tenant: "other"), Stop);
    }

    [Fact]
    public async Task Of_two_that_add_a_name_at_once_one_wins()
    {
        var adds = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.AddAsync(Sample.Minimal(), Stop), Stop)).ToList();

        await Task.WhenAll(adds.Select(add => add.ContinueWith(_ => { }, TaskScheduler.Default)));

        _ = Assert.Single(adds, add => add.IsCompletedSuccessfully);
        Assert.Equal(7, adds.Count(add => add.IsFaulted));
        Assert.All(
            adds.Where(add => add.IsFaulted),
            add => Assert.Equal(VmSnapshotErrorCodes.NameConflict, Assert.IsType<VmSnapshotConflictException>(add.Exception!.InnerException).Code));
    }

    [Theory]
    [InlineData(SnapshotStatus.Deleted)]
    [InlineData(SnapshotStatus.Purged)]
    public async Task A_deleted_ones_name_is_free(SnapshotStatus status)
    {
        var first = await Store.AddAsync(Sample.Minimal(), Stop);
        await Store.UpdateAsync(first with { Status = status }, Stop);

        var second = await Store.AddAsync(Sample.Minimal(), Stop);
        await Store.AddAsync(Sample.Minimal() with { Status = status }, Stop);

        Assert.Single(await ListAsync(), s => s.Id == second.Id);
    }

    [Fact]
    public async Task Restoring_onto_a_taken_name_conflicts()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Stop);
        var deleted = await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleted, DeletedAt = Sample.Time }, Stop);
        await Store.AddAsync(Sample.Minimal(), Stop);

        var restore = () => Store.UpdateAsync(deleted with { Status = SnapshotStatus.Available, DeletedAt = null }, Stop);

        Assert.Equal(VmSnapshotErrorCodes.NameConflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(restore)).Code);
        Same(deleted, await Store.GetAsync(Sample.Tenant, first.Id, Stop));
    }

    [Fact]
    public async Task The_stored_name_decides_whether_a_restore_conflicts()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Stop);
        var deleted = await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleted }, Stop);
        await Store.AddAsync(Sample.Minimal(), Stop);

        var restore = () => Store.UpdateAsync(deleted with { Status = SnapshotStatus.Available, Name = "free" }, Stop);

        Assert.Equal(VmSnapshotErrorCodes.NameConflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(restore)).Code);
    }

    [Fact]
    public async Task A_deleted_record_can_be_purged_while_another_has_its_name()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Stop);
        var deleted = await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleted, DeletedAt = Sample.Time }, Stop);
        var second = await Store.AddAsync(Sample.Minimal(), Stop);

        var purging = await Store.UpdateAsync(deleted with { StatusReason = "being purged" }, Stop);
        var purged = await Store.UpdateAsync(purging with { Status = SnapshotStatus.Purged, StatusReason = null }, Stop);

        Same(purged, await Store.GetAsync(Sample.Tenant, first.Id, Stop));
        Same(second, Assert.Single(await ListAsync()));
    }

    [Fact]
    public async Task A_record_with_an_empty_reference_is_not_written()
    {
        var whole = Sample.Full();
        (Snapshot Record, string Property)[] broken =
        [
            (whole with { Source = whole.Source with { MoRef = default } }, "Source.MoRef"),
            (whole with { Source = whole.Source with { Folder = new() { MoRef = default, Name = "f", Path = "/f" } } }, "Source.Folder.MoRef"),
            (whole with { Source = whole.Source with { ResourcePool = default(MoRef) } }, "Source.ResourcePool"),
            (whole with { Template = whole.Template! with { MoRef = default } }, "Template.MoRef"),
            (whole with { Template = whole.Template! with { NativeSnapshot = default(MoRef) } }, "Template.NativeSnapshot"),
        ];

        foreach (var (record, property) in broken)
        {
            var add = () => Store.AddAsync(record, Stop);
            var error = await Assert.ThrowsAnyAsync<VmSnapshotException>(add);
            Assert.Equal(VmSnapshotErrorCodes.InvalidArguments, error.Code);
            Assert.Contains(property, error.Message, StringComparison.Ordinal);
            Assert.Contains(record.Id, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData(SnapshotStatus.Available)]
    [InlineData(SnapshotStatus.Deleted)]
    public async Task An_id_is_recorded_once(SnapshotStatus status)
    {
        var first = await Store.AddAsync(Sample.Minimal() with { Status = status }, Stop);

        var add = () => Store.AddAsync(Sample.Minimal(id: first.Id) with { Description = "second" }, Stop);

        var conflict = await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(add);
        Assert.Equal(VmSnapshotErrorCodes.Conflict, conflict.Code);
        Assert.Contains(first.Id, conflict.Message, StringComparison.Ordinal);
        Assert.Contains("already", conflict.Message, StringComparison.Ordinal);
        Same(first, await Store.GetAsync(Sample.Tenant, first.Id, Stop));
    }

    [Fact]
    public async Task A_family_numbers_its_records_for_ever()
    {
        var first = await Store.AddAsync(Sample.Minimal("a") with { Family = "web" }, Stop);
        var second = await Store.AddAsync(Sample.Minimal("b") with { Family = "web", Version = 100 }, Stop);
        await Store.UpdateAsync(second with { Status = SnapshotStatus.Purged }, Stop);
        var third = await Store.AddAsync(Sample.Minimal("c") with { Family = "web" }, Stop);

        Assert.Equal([1, 2, 3], new[] { first, second, third }.Select(s => s.Version));
        Assert.Equal(1, (await Store.AddAsync(Sample.Minimal("d") with { Family = "Web" }, Stop)).Version);
        Assert.Equal(1, (await Store.AddAsync(Sample.Minimal(tenant: "other") with { Family = "web" }, Stop)).Version);
    }

    [Fact]
    public async Task Records_added_to_a_family_at_once_get_a_number_each()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Task.Run(() => Store.AddAsync(Sample.Minimal($"web-{i}") with { Family = "web" }, Stop), Stop)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], added.Select(s => s.Version).Order());
        Assert.Equal(added.Select(s => (s.Id, s.Version)).Order(), (await ListAsync()).Select(s => (s.Id, s.Version)).Order());
    }

    [Fact]
    public async Task An_update_overwrites_what_may_change_and_nothing_else()
    {
        var added = await Store.AddAsync(Sample.Minimal() with { Family = "web", Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } }, Stop);
        var change = Sample.Full("another name", "another family") with
        {
            Id = added.Id,
            Version = 9,
            OperationId = "another",
            VCenterInstanceUuid = "another",
            Labels = new Dictionary<string, string> { ["b"] = "3", ["B"] = "4" },
            ConcurrencyToken = added.ConcurrencyToken,
        };

        var updated = await Store.UpdateAsync(change, Stop);

        Same(added with
            {
            Description = change.Description,
            Labels = change.Labels,
            Status = change.Status,
            StatusReason = change.StatusReason,
            Availability = change.Availability,
            Health = change.Health,
            DeleteProtection = change.DeleteProtection,
            DeletedAt = change.DeletedAt,
            ConcurrencyToken = updated.ConcurrencyToken,
            }, updated);
        Assert.NotEqual(added.ConcurrencyToken, updated.ConcurrencyToken);
        Same(updated, await Store.GetAsync(Sample.Tenant, added.Id, Stop));
    }

    [Fact]
    public async Task An_update_can_take_everything_away_again()
    {
        var added = await Store.AddAsync(Sample.Full(), Stop);

        var updated = await Store.UpdateAsync(
            added with { Description = null, StatusReason = null, DeletedAt = null, DeleteProtection = false, Labels = new Dictionary<string, string>() }, Stop);

        var read = await Store.GetAsync(Sample.Tenant, added.Id, Stop);
        Same(updated, read);
        Assert.Empty(read!.Labels);
        Same(added.Source, read.Source);
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_conflicts()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Stop);
        var theirs = await Store.UpdateAsync(added with { Description = "theirs" }, Stop);

        var update = () => Store.UpdateAsync(added with { Description = "mine" }, Stop);

        var conflict = await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(update);
        Assert.Equal(VmSnapshotErrorCodes.Conflict, conflict.Code);
        Assert.True(conflict.IsTransient);
        Same(theirs, await Store.GetAsync(Sample.Tenant, added.Id, Stop));
        Assert.Equal("mine", (await Store.UpdateAsync(theirs with { Description = "mine" }, Stop)).Description);
    }

    [Fact]
    public async Task Of_those_that_change_a_record_at_once_one_wins()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Stop);
        var updates = Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.UpdateAsync(added with { Labels = new Dictionary<string, string> { ["same"] = $"{i}" } }, Stop), Stop)).ToList();

        await Task.WhenAll(updates.Select(update => update.ContinueWith(_ => { }, TaskScheduler.Default)));

        var winner = Assert.Single(updates, update => update.IsCompletedSuccessfully);
        Assert.Equal(7, updates.Count(update => update.IsFaulted));
        Assert.All(
            updates.Where(update => update.IsFaulted),
            update => Assert.Equal(VmSnapshotErrorCodes.Conflict, Assert.IsType<VmSnapshotConflictException>(update.Exception!.InnerException).Code));
        Same(await winner, await Store.GetAsync(Sample.Tenant, added.Id, Stop));
    }

    [Fact]
    public async Task An_unknown_record_or_another_tenants_cannot_be_changed()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Stop);
        var unknown = () => Store.UpdateAsync(added with { Id = "unknown" }, Stop);
        var foreign = () => Store.UpdateAsync(added with { Tenant = "other" }, Stop);

        Assert.Equal(VmSnapshotErrorCodes.Conflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(unknown)).Code);
        Assert.Equal(VmSnapshotErrorCodes.Conflict, (await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(foreign)).Code);
    }

    [Fact]
    public async Task A_tenant_sees_nothing_of_another()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Stop);

        Assert.Null(await Store.GetAsync("other", added.Id, Stop));
        Assert.Null(await Store.GetAsync(Sample.Tenant, "unknown", Stop));
        Assert.Empty(await Store.FindByNameAsync("other", added.Name, Stop));
        Assert.Empty((await Store.ListAsync(new SnapshotQuery { Tenant = "other" }, Stop)).Items);
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Stop);
        var operation = await BeginAndClaimAsync();
        var audit = await Store.ListAuditAsync(Sample.Tenant, null, null, Stop);
        Func<Task>[] calls =
        [
            () => Store.GetStoreIdAsync(Cancelled),
            () => Store.AddAsync(Sample.Minimal("other"), Cancelled),
            () => Store.UpdateAsync(added with { Description = "changed" }, Cancelled),
            () => Store.GetAsync(Sample.Tenant, added.Id, Cancelled),
            () => Store.FindByNameAsync(Sample.Tenant, added.Name, Cancelled),
            () => Store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Cancelled),
            () => Store.BeginAsync(SampleOperation.Minimal("other"), null, SampleOperation.Audit("begin"), Cancelled),
            () => Store.GetOperationAsync(null, operation.Id, Cancelled),
            () => Store.GetOperationByTokenAsync(Sample.Tenant, "token", Cancelled),
            () => Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Cancelled),
            () => Store.ClaimAsync(operation.Id, "me", Lease, SampleOperation.Audit("claim"), Cancelled),
            () => Store.WriteAsync(new OperationWrite { OperationId = operation.Id, Fence = operation.Fence, Step = "changed" }, Cancelled),
            () => Store.RequestCancelAsync(Sample.Tenant, operation.Id, SampleOperation.Audit("cancel"), Cancelled),
            () => Store.FindResumableAsync(10, Cancelled),
            () => Store.FindWatchedAsync(10, Cancelled),
            () => Store.ListAuditAsync(Sample.Tenant, null, null, Cancelled),
        ];

        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(call);
        }

        Same(added, Assert.Single(await ListAsync()));
        Assert.Single((await Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Stop)).Items);
        Same(operation, await Store.GetOperationAsync(null, operation.Id, Stop));
        Same(audit, await Store.ListAuditAsync(Sample.Tenant, null, null, Stop));
    }

    [Fact]
    public async Task A_change_of_the_catalog_whose_answer_was_lost_can_be_repeated()
    {
        var snapshot = Sample.Minimal();
        var (add, update) = (SampleOperation.Audit("add", snapshotId: snapshot.Id), SampleOperation.Audit("update", snapshotId: snapshot.Id));
        var added = await Store.AddAsync(snapshot, add, Stop);
        Same(added, await Store.AddAsync(snapshot, add, Stop));
        var updated = await Store.UpdateAsync(added with { Description = "changed" }, update, Stop);

        var repeated = await Store.UpdateAsync(added with { Description = "changed" }, update, Stop);

        Same(updated, repeated);
        Same(updated, await Store.GetAsync(Sample.Tenant, snapshot.Id, Stop));
        Assert.Equal([add, update], await Store.ListAuditAsync(Sample.Tenant, null, snapshot.Id, Stop));
    }

    [Fact]
    public async Task A_change_of_the_catalog_that_is_refused_leaves_no_entry()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Stop);
        var add = () => Store.AddAsync(Sample.Minimal(), SampleOperation.Audit("refused"), Stop);
        var update = () => Store.UpdateAsync(added with { ConcurrencyToken = "theirs" }, SampleOperation.Audit("refused"), Stop);

        await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(add);
        await Assert.ThrowsAnyAsync<VmSnapshotConflictException>(update);

        Assert.Equal("add", Assert.Single(await Store.ListAuditAsync(Sample.Tenant, null, null, Stop)).Action);
    }
}
