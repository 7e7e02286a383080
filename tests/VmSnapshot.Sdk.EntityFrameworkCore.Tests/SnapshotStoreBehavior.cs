using FluentAssertions.Equivalency;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>What the documentation of <see cref="ISnapshotStore"/> promises, of every store.</summary>
public abstract partial class SnapshotStoreBehavior
{
    private static readonly CancellationToken Cancelled = new(canceled: true);

    protected abstract ISnapshotStore Store { get; }

    /// <summary>The time that the store measures leases by.</summary>
    protected abstract Task<DateTimeOffset> NowAsync();

    /// <summary>Lets that time go on.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    private static EquivalencyAssertionOptions<Snapshot> InOrder(EquivalencyAssertionOptions<Snapshot> options) =>
        options.WithStrictOrdering().WithoutStrictOrderingFor(s => s.Labels);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_store_id_is_made_once()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.GetStoreIdAsync(Token), Token)));

        ids.Distinct().Should().ContainSingle().Which.Should().NotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task A_record_comes_back_with_everything_it_had()
    {
        var snapshot = Sample.Full();

        var added = await Store.AddAsync(snapshot, Token);

        added.Should().BeEquivalentTo(snapshot with { Version = 1, ConcurrencyToken = added.ConcurrencyToken }, InOrder);
        added.ConcurrencyToken.Should().NotBeEmpty();
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(added, InOrder);
        (await Store.FindByNameAsync(Sample.Tenant, snapshot.Name, Token)).Should().ContainSingle().Which.Should().BeEquivalentTo(added, InOrder);
        (await ListAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(added, InOrder);
    }

    [Fact]
    public async Task A_record_with_nothing_optional_comes_back_so()
    {
        var snapshot = Sample.Minimal();

        var added = await Store.AddAsync(snapshot with { Version = 7 }, Token);

        added.Version.Should().BeNull("only a family numbers its records");
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should()
            .BeEquivalentTo(snapshot with { ConcurrencyToken = added.ConcurrencyToken }, InOrder);
    }

    [Fact]
    public async Task What_the_caller_changes_later_is_not_stored()
    {
        var labels = new Dictionary<string, string> { ["os"] = "debian" };
        var added = await Store.AddAsync(Sample.Minimal() with { Labels = labels }, Token);

        labels["os"] = "changed";

        (await Store.GetAsync(Sample.Tenant, added.Id, Token))!.Labels.Should().Equal(new Dictionary<string, string> { ["os"] = "debian" });
    }

    [Fact]
    public async Task A_live_name_is_taken_once_per_tenant()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Token);
        var add = () => Store.AddAsync(Sample.Minimal(), Token);

        (await add.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleting }, Token);
        (await add.Should().ThrowAsync<VmSnapshotConflictException>("Deleting is live too")).Which.Message.Should().Contain("'golden'").And.Contain("'default'");
        (await ListAsync()).Should().ContainSingle();
        await Store.AddAsync(Sample.Minimal("Golden"), Token);
        await Store.AddAsync(Sample.Minimal(tenant: "other"), Token);
    }

    [Fact]
    public async Task Of_two_that_add_a_name_at_once_one_wins()
    {
        var adds = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Store.AddAsync(Sample.Minimal(), Token), Token)).ToList();

        await Task.WhenAll(adds.Select(add => add.ContinueWith(_ => { }, TaskScheduler.Default)));

        adds.Should().ContainSingle(add => add.IsCompletedSuccessfully);
        adds.Where(add => add.IsFaulted).Should().HaveCount(7).And.OnlyContain(
            add => ((VmSnapshotConflictException)add.Exception!.InnerException!).Code == VmSnapshotErrorCodes.NameConflict);
    }

    [Theory]
    [InlineData(SnapshotStatus.Deleted)]
    [InlineData(SnapshotStatus.Purged)]
    public async Task A_deleted_ones_name_is_free(SnapshotStatus status)
    {
        var first = await Store.AddAsync(Sample.Minimal(), Token);
        await Store.UpdateAsync(first with { Status = status }, Token);

        var second = await Store.AddAsync(Sample.Minimal(), Token);
        await Store.AddAsync(Sample.Minimal() with { Status = status }, Token);

        (await ListAsync()).Should().ContainSingle(s => s.Id == second.Id);
    }

    [Fact]
    public async Task Restoring_onto_a_taken_name_conflicts()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Token);
        var deleted = await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleted, DeletedAt = Sample.Time }, Token);
        await Store.AddAsync(Sample.Minimal(), Token);

        var restore = () => Store.UpdateAsync(deleted with { Status = SnapshotStatus.Available, DeletedAt = null }, Token);

        (await restore.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        (await Store.GetAsync(Sample.Tenant, first.Id, Token)).Should().BeEquivalentTo(deleted);
    }

    [Fact]
    public async Task The_stored_name_decides_whether_a_restore_conflicts()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Token);
        var deleted = await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleted }, Token);
        await Store.AddAsync(Sample.Minimal(), Token);

        var restore = () => Store.UpdateAsync(deleted with { Status = SnapshotStatus.Available, Name = "free" }, Token);

        (await restore.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
    }

    [Fact]
    public async Task A_deleted_record_can_be_purged_while_another_has_its_name()
    {
        var first = await Store.AddAsync(Sample.Minimal(), Token);
        var deleted = await Store.UpdateAsync(first with { Status = SnapshotStatus.Deleted, DeletedAt = Sample.Time }, Token);
        var second = await Store.AddAsync(Sample.Minimal(), Token);

        var purging = await Store.UpdateAsync(deleted with { StatusReason = "being purged" }, Token);
        var purged = await Store.UpdateAsync(purging with { Status = SnapshotStatus.Purged, StatusReason = null }, Token);

        (await Store.GetAsync(Sample.Tenant, first.Id, Token)).Should().BeEquivalentTo(purged);
        (await ListAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(second);
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
            var add = () => Store.AddAsync(record, Token);
            var error = (await add.Should().ThrowAsync<VmSnapshotException>()).Which;
            error.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
            error.Message.Should().ContainAll(property, record.Id);
        }

        (await ListAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData(SnapshotStatus.Available)]
    [InlineData(SnapshotStatus.Deleted)]
    public async Task An_id_is_recorded_once(SnapshotStatus status)
    {
        var first = await Store.AddAsync(Sample.Minimal() with { Status = status }, Token);

        var add = () => Store.AddAsync(Sample.Minimal(id: first.Id) with { Description = "second" }, Token);

        var conflict = (await add.Should().ThrowAsync<VmSnapshotConflictException>()).Which;
        conflict.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
        conflict.Message.Should().Contain(first.Id).And.Contain("already");
        (await Store.GetAsync(Sample.Tenant, first.Id, Token)).Should().BeEquivalentTo(first);
    }

    [Fact]
    public async Task A_family_numbers_its_records_for_ever()
    {
        var first = await Store.AddAsync(Sample.Minimal("a") with { Family = "web" }, Token);
        var second = await Store.AddAsync(Sample.Minimal("b") with { Family = "web", Version = 100 }, Token);
        await Store.UpdateAsync(second with { Status = SnapshotStatus.Purged }, Token);
        var third = await Store.AddAsync(Sample.Minimal("c") with { Family = "web" }, Token);

        new[] { first, second, third }.Select(s => s.Version).Should().Equal(1, 2, 3);
        (await Store.AddAsync(Sample.Minimal("d") with { Family = "Web" }, Token)).Version.Should().Be(1);
        (await Store.AddAsync(Sample.Minimal(tenant: "other") with { Family = "web" }, Token)).Version.Should().Be(1);
    }

    [Fact]
    public async Task Records_added_to_a_family_at_once_get_a_number_each()
    {
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Task.Run(() => Store.AddAsync(Sample.Minimal($"web-{i}") with { Family = "web" }, Token), Token)));

        added.Select(s => s.Version).Order().Should().Equal(1, 2, 3, 4, 5, 6, 7, 8);
        (await ListAsync()).Select(s => (s.Id, s.Version)).Should().BeEquivalentTo(added.Select(s => (s.Id, s.Version)));
    }

    [Fact]
    public async Task An_update_overwrites_what_may_change_and_nothing_else()
    {
        var added = await Store.AddAsync(Sample.Minimal() with { Family = "web", Labels = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" } }, Token);
        var change = Sample.Full("another name", "another family") with
        {
            Id = added.Id,
            Version = 9,
            OperationId = "another",
            VCenterInstanceUuid = "another",
            Labels = new Dictionary<string, string> { ["b"] = "3", ["B"] = "4" },
            ConcurrencyToken = added.ConcurrencyToken,
        };

        var updated = await Store.UpdateAsync(change, Token);

        updated.Should().BeEquivalentTo(added with
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
        });
        updated.ConcurrencyToken.Should().NotBe(added.ConcurrencyToken);
        (await Store.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeEquivalentTo(updated);
    }

    [Fact]
    public async Task An_update_can_take_everything_away_again()
    {
        var added = await Store.AddAsync(Sample.Full(), Token);

        var updated = await Store.UpdateAsync(
            added with { Description = null, StatusReason = null, DeletedAt = null, DeleteProtection = false, Labels = new Dictionary<string, string>() }, Token);

        var read = await Store.GetAsync(Sample.Tenant, added.Id, Token);
        read.Should().BeEquivalentTo(updated);
        read!.Labels.Should().BeEmpty();
        read.Source.Should().BeEquivalentTo(added.Source);
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_conflicts()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Token);
        var theirs = await Store.UpdateAsync(added with { Description = "theirs" }, Token);

        var update = () => Store.UpdateAsync(added with { Description = "mine" }, Token);

        var conflict = (await update.Should().ThrowAsync<VmSnapshotConflictException>()).Which;
        conflict.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
        conflict.IsTransient.Should().BeTrue();
        (await Store.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeEquivalentTo(theirs);
        (await Store.UpdateAsync(theirs with { Description = "mine" }, Token)).Description.Should().Be("mine");
    }

    [Fact]
    public async Task Of_those_that_change_a_record_at_once_one_wins()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Token);
        var updates = Enumerable.Range(0, 8).Select(i => Task.Run(
            () => Store.UpdateAsync(added with { Labels = new Dictionary<string, string> { ["same"] = $"{i}" } }, Token), Token)).ToList();

        await Task.WhenAll(updates.Select(update => update.ContinueWith(_ => { }, TaskScheduler.Default)));

        var winner = updates.Should().ContainSingle(update => update.IsCompletedSuccessfully).Subject;
        updates.Where(update => update.IsFaulted).Should().HaveCount(7).And.OnlyContain(
            update => ((VmSnapshotConflictException)update.Exception!.InnerException!).Code == VmSnapshotErrorCodes.Conflict);
        (await Store.GetAsync(Sample.Tenant, added.Id, Token)).Should().BeEquivalentTo(await winner);
    }

    [Fact]
    public async Task An_unknown_record_or_another_tenants_cannot_be_changed()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Token);
        var unknown = () => Store.UpdateAsync(added with { Id = "unknown" }, Token);
        var foreign = () => Store.UpdateAsync(added with { Tenant = "other" }, Token);

        (await unknown.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
        (await foreign.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.Conflict);
    }

    [Fact]
    public async Task A_tenant_sees_nothing_of_another()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Token);

        (await Store.GetAsync("other", added.Id, Token)).Should().BeNull();
        (await Store.GetAsync(Sample.Tenant, "unknown", Token)).Should().BeNull();
        (await Store.FindByNameAsync("other", added.Name, Token)).Should().BeEmpty();
        (await Store.ListAsync(new SnapshotQuery { Tenant = "other" }, Token)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task A_cancelled_call_does_nothing()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Token);
        var operation = await BeginAndClaimAsync();
        var audit = await Store.ListAuditAsync(Sample.Tenant, null, null, Token);
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
            await call.Should().ThrowAsync<OperationCanceledException>();
        }

        (await ListAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(added);
        (await Store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Token)).Items.Should().ContainSingle();
        (await Store.GetOperationAsync(null, operation.Id, Token)).Should().BeEquivalentTo(operation);
        (await Store.ListAuditAsync(Sample.Tenant, null, null, Token)).Should().BeEquivalentTo(audit);
    }

    [Fact]
    public async Task A_change_of_the_catalog_whose_answer_was_lost_can_be_repeated()
    {
        var snapshot = Sample.Minimal();
        var (add, update) = (SampleOperation.Audit("add", snapshotId: snapshot.Id), SampleOperation.Audit("update", snapshotId: snapshot.Id));
        var added = await Store.AddAsync(snapshot, add, Token);
        (await Store.AddAsync(snapshot, add, Token)).Should().BeEquivalentTo(added);
        var updated = await Store.UpdateAsync(added with { Description = "changed" }, update, Token);

        var repeated = await Store.UpdateAsync(added with { Description = "changed" }, update, Token);

        repeated.Should().BeEquivalentTo(updated);
        (await Store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(updated);
        (await Store.ListAuditAsync(Sample.Tenant, null, snapshot.Id, Token)).Should().BeEquivalentTo([add, update], o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task A_change_of_the_catalog_that_is_refused_leaves_no_entry()
    {
        var added = await Store.AddAsync(Sample.Minimal(), Token);
        var add = () => Store.AddAsync(Sample.Minimal(), SampleOperation.Audit("refused"), Token);
        var update = () => Store.UpdateAsync(added with { ConcurrencyToken = "theirs" }, SampleOperation.Audit("refused"), Token);

        await add.Should().ThrowAsync<VmSnapshotConflictException>();
        await update.Should().ThrowAsync<VmSnapshotConflictException>();

        (await Store.ListAuditAsync(Sample.Tenant, null, null, Token)).Should().ContainSingle().Which.Action.Should().Be("add");
    }
}
