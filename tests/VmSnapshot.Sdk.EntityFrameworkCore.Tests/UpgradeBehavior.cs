using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>What an upgrade from the first schema keeps, and what it brings.</summary>
public abstract class UpgradeBehavior
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A store on a database that has the first schema and <see cref="FirstSchema"/>'s rows.</summary>
    protected abstract Task<ISnapshotStore> OpenOldAsync();

    [Fact]
    public async Task Records_read_the_same_as_before()
    {
        var store = await OpenOldAsync();

        (await store.GetStoreIdAsync(Token)).Should().Be(FirstSchema.StoreId);
        foreach (var snapshot in FirstSchema.Snapshots)
        {
            (await store.GetAsync(Sample.Tenant, snapshot.Id, Token)).Should().BeEquivalentTo(snapshot, o => o.WithStrictOrdering().WithoutStrictOrderingFor(s => s.Labels));
        }

        (await store.ListAsync(new SnapshotQuery { Tenant = Sample.Tenant }, Token)).Items.Select(s => s.Id).Should().Equal("s2", "s1");
        (await store.ListOperationsAsync(new OperationQuery { Tenant = Sample.Tenant }, Token)).Items.Should().BeEmpty();
        (await store.ListAuditAsync(Sample.Tenant, null, null, Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task New_operations_begin_beside_the_old_records()
    {
        var store = await OpenOldAsync();
        var snapshot = SampleOperation.Creating("new") with { Family = "web" };
        var taken = () => store.BeginAsync(SampleOperation.Minimal(), SampleOperation.Creating("two"), SampleOperation.Audit("begin"), Token);

        (await taken.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.NameConflict);
        await store.BeginAsync(SampleOperation.Minimal(), SampleOperation.Creating("three"), SampleOperation.Audit("begin"), Token);
        var begun = await store.BeginAsync(SampleOperation.Minimal(), snapshot, SampleOperation.Audit("begin"), Token);
        var held = await store.ClaimAsync(begun.Id, "me", TimeSpan.FromHours(1), SampleOperation.Audit("claim"), Token);
        await store.WriteAsync(
            new OperationWrite { OperationId = begun.Id, Fence = held!.Fence, State = OperationState.Succeeded, EndedAt = Sample.Time, Snapshot = Sample.Minimal(id: snapshot.Id) }, Token);

        var made = await store.GetAsync(Sample.Tenant, snapshot.Id, Token);
        (made!.Version, made.Status).Should().Be((3, SnapshotStatus.Available));
        made.Template.Should().NotBeNull();
    }

    [Fact]
    public async Task Old_records_can_be_changed()
    {
        var store = await OpenOldAsync();

        foreach (var snapshot in FirstSchema.Snapshots)
        {
            var updated = await store.UpdateAsync(snapshot with { Description = "after the upgrade" }, Token);

            updated.Should().BeEquivalentTo(snapshot with { Description = "after the upgrade", ConcurrencyToken = updated.ConcurrencyToken });
        }
    }
}
