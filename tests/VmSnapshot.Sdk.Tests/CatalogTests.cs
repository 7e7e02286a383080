using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>A snapshot's life after it was recorded.</summary>
public sealed class CatalogTests
{
    private static readonly DeleteSnapshotOptions Purge = new() { Purge = true };

    [Fact]
    public async Task A_deleted_snapshot_is_hidden_keeps_its_template_and_can_be_restored()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        await using var world = new World(clock, cloneDuration: TimeSpan.Zero);
        var snapshot = await world.SnapshotAsync();

        var deleted = await world.Snapshots.DeleteAsync("golden");

        deleted.Should().BeEquivalentTo(new { Status = SnapshotStatus.Deleted, DeletedAt = (DateTimeOffset?)clock.GetUtcNow() });
        (await world.Snapshots.FindAsync(new()).ToListAsync()).Should().BeEmpty();
        (await world.Snapshots.GetAsync("golden")).Should().Be(deleted);
        world.ShouldBeUntouched();
        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" }), VmSnapshotErrorCodes.Conflict, "Restore");

        var restored = await world.Snapshots.RestoreAsync(snapshot.Id);

        restored.Should().BeEquivalentTo(snapshot, o => o.Excluding(s => s.ConcurrencyToken));
        await world.CreateAsync(new() { Snapshot = "golden", Name = "copy" });
    }

    [Fact]
    public async Task Deleting_and_restoring_twice_does_no_harm()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();

        (await world.Snapshots.RestoreAsync("golden")).Should().Be(snapshot);
        var deleted = await world.Snapshots.DeleteAsync("golden");
        (await world.Snapshots.DeleteAsync("golden")).Should().Be(deleted);
    }

    [Fact]
    public async Task A_deleted_snapshot_gives_its_name_free_and_cannot_take_it_back()
    {
        await using var world = new World();
        var old = await world.SnapshotAsync();
        await Refused(() => world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "golden" }), VmSnapshotErrorCodes.NameConflict, "already a snapshot");
        await world.Snapshots.DeleteAsync("golden");
        var young = await world.SnapshotAsync();

        (await world.Snapshots.GetAsync("golden")).Id.Should().Be(young.Id, "a live one's name comes first");
        await Refused(() => world.Snapshots.RestoreAsync(old.Id), VmSnapshotErrorCodes.NameConflict, "already a snapshot");
    }

    [Fact]
    public async Task A_name_that_only_deleted_snapshots_have_is_ambiguous()
    {
        await using var world = new World();
        var ids = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            ids.Add((await world.SnapshotAsync()).Id);
            await world.Snapshots.DeleteAsync("golden");
        }

        var get = () => world.Snapshots.GetAsync("golden");

        (await get.Should().ThrowAsync<VmSnapshotAmbiguousNameException>()).Which.Message.Should().ContainAll(ids);
    }

    [Fact]
    public async Task Purging_destroys_the_template_for_good()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();

        var purged = await world.Snapshots.DeleteAsync("golden", Purge);

        purged.Should().BeEquivalentTo(new { Status = SnapshotStatus.Purged, Health = SnapshotHealth.Missing });
        purged.DeletedAt.Should().NotBeNull();
        world.VCenter.Machines.Should().NotContain(vm => vm.MoRef == snapshot.Template!.MoRef);
        (await world.Snapshots.DeleteAsync(snapshot.Id, Purge)).Should().Be(purged);
        await Refused(() => world.Snapshots.RestoreAsync(snapshot.Id), VmSnapshotErrorCodes.Conflict, "Purged");
        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = snapshot.Id, Name = "copy" }), VmSnapshotErrorCodes.Conflict, "Purged");
    }

    [Fact]
    public async Task A_purge_that_breaks_off_shows_and_can_be_asked_for_again()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Passing);

        await FluentActions.Awaiting(() => world.Snapshots.DeleteAsync("golden", Purge)).Should().ThrowAsync<VmSnapshotException>();

        (await world.Snapshots.GetAsync("golden")).Should().BeEquivalentTo(new { Status = SnapshotStatus.Deleting, StatusReason = "being purged" });
        await Refused(() => world.Snapshots.DeleteAsync("golden"), VmSnapshotErrorCodes.Conflict, "purge");
        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" }), VmSnapshotErrorCodes.Conflict, "Deleting");
        await Refused(() => world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "golden" }), VmSnapshotErrorCodes.NameConflict, "golden");
        (await world.Snapshots.DeleteAsync("golden", Purge)).Status.Should().Be(SnapshotStatus.Purged);
    }

    [Fact]
    public async Task A_deleted_snapshot_whose_name_was_taken_since_can_be_purged()
    {
        await using var world = new World();
        var old = await world.SnapshotAsync();
        await world.Snapshots.DeleteAsync("golden");
        var young = await world.SnapshotAsync();

        (await world.Snapshots.DeleteAsync(old.Id, Purge)).Status.Should().Be(SnapshotStatus.Purged);

        (await world.Snapshots.GetAsync("golden")).Should().Be(young);
        world.VCenter.Machines.Select(vm => vm.MoRef).Should().Contain(young.Template!.MoRef).And.NotContain(old.Template!.MoRef);
    }

    [Fact]
    public async Task A_deleted_snapshot_whose_purge_broke_off_leaves_its_name_free_and_cannot_be_restored()
    {
        await using var world = new World();
        var old = await world.SnapshotAsync();
        await world.Snapshots.DeleteAsync("golden");
        world.VCenter.FailNext(nameof(IVSphereGateway.StartDestroyAsync), Faults.Passing);

        await FluentActions.Awaiting(() => world.Snapshots.DeleteAsync(old.Id, Purge)).Should().ThrowAsync<VmSnapshotException>();

        (await world.Snapshots.GetAsync(old.Id)).Should().BeEquivalentTo(new { Status = SnapshotStatus.Deleted, StatusReason = "being purged" });
        await Refused(() => world.Snapshots.RestoreAsync(old.Id), VmSnapshotErrorCodes.Conflict, "being purged");
        await Refused(() => world.Snapshots.DeleteAsync(old.Id), VmSnapshotErrorCodes.Conflict, "purge");
        var create = () => world.Machines.CreateAsync(new() { Snapshot = old.Id, Name = "copy" });
        (await create.Should().ThrowAsync<VmSnapshotConflictException>()).Which.Message.Should().NotContain("Restore");
        var young = await world.SnapshotAsync();
        (await world.Snapshots.DeleteAsync(old.Id, Purge)).Status.Should().Be(SnapshotStatus.Purged);
        (await world.Snapshots.GetAsync("golden")).Should().Be(young);
    }

    [Fact]
    public async Task A_purge_works_where_the_template_is_gone_already()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        await world.VCenter.Aside.StartDestroyAsync(snapshot.Template!.MoRef);

        (await world.Snapshots.DeleteAsync("golden", Purge)).Status.Should().Be(SnapshotStatus.Purged);
    }

    [Fact]
    public async Task A_purge_finds_the_template_that_was_registered_again()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        var moRef = world.VCenter.RegisterAgain(snapshot.Template!.MoRef);

        (await world.Snapshots.DeleteAsync("golden", Purge)).Status.Should().Be(SnapshotStatus.Purged);

        world.VCenter.Machines.Should().NotContain(vm => vm.MoRef == moRef || vm.MoRef == snapshot.Template!.MoRef);
    }

    [Fact]
    public async Task What_has_the_templates_instance_uuid_but_not_its_mark_is_not_purged()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        await world.VCenter.Aside.StartDestroyAsync(snapshot.Template!.MoRef);
        var source = world.Vm("golden-debian");
        await world.VCenter.Aside.StartCloneAsync(new CloneVm
        {
            Source = source.MoRef,
            Name = "foreign",
            Folder = source.Folder!.MoRef,
            ResourcePool = source.ResourcePool!.Value,
            InstanceUuid = Guid.Parse(snapshot.Template!.InstanceUuid),
            Marker = new OwnershipMarker { Version = 1, StoreId = "another", OperationId = "another", Item = 1, InstanceUuid = Guid.NewGuid() },
        });

        await Refused(() => world.Snapshots.DeleteAsync("golden", Purge), VmSnapshotErrorCodes.Conflict, "mark");

        world.VCenter.Machines.Should().Contain(vm => vm.Name == "foreign");
        (await world.Snapshots.GetAsync("golden")).Status.Should().Be(SnapshotStatus.Available);
    }

    [Fact]
    public async Task A_template_that_became_a_vm_again_is_neither_used_nor_purged()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        world.VCenter.ConvertToVm(snapshot.Template!.MoRef);
        await world.VCenter.Aside.StartPowerOnAsync(snapshot.Template!.MoRef);

        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" }), VmSnapshotErrorCodes.Conflict, "converted back");
        await Refused(() => world.Snapshots.DeleteAsync("golden", Purge), VmSnapshotErrorCodes.Conflict, "converted back");

        (await world.Snapshots.GetAsync("golden")).Status.Should().Be(SnapshotStatus.Available);
        world.VCenter.Machines.Single(vm => vm.MoRef == snapshot.Template!.MoRef).PowerState.Should().Be(VmPowerState.PoweredOn);
    }

    [Fact]
    public async Task A_snapshot_whose_template_is_gone_makes_no_vms()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        await world.VCenter.Aside.StartDestroyAsync(snapshot.Template!.MoRef);

        var create = () => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" });

        (await create.Should().ThrowAsync<VmSnapshotNotFoundException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.TemplateNotFound);
    }

    [Fact]
    public async Task Protection_refuses_deletion_unless_forced()
    {
        await using var world = new World();
        await world.SnapshotAsync();
        await world.Snapshots.UpdateAsync("golden", new() { DeleteProtection = true });
        var calls = world.Mutations.Count();

        await Refused(() => world.Snapshots.DeleteAsync("golden"), VmSnapshotErrorCodes.Protected, "protected");
        await Refused(() => world.Snapshots.DeleteAsync("golden", Purge), VmSnapshotErrorCodes.Protected, "protected");

        world.Mutations.Should().HaveCount(calls);
        (await world.Snapshots.DeleteAsync("golden", Purge with { Force = true })).Status.Should().Be(SnapshotStatus.Purged);
    }

    [Fact]
    public async Task An_obsolete_snapshot_makes_no_vms_until_it_is_active_again()
    {
        await using var world = new World();
        await world.SnapshotAsync();

        await world.Snapshots.UpdateAsync("golden", new() { Availability = SnapshotAvailability.Obsolete });
        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" }), VmSnapshotErrorCodes.Obsolete, "obsolete");

        await world.Snapshots.UpdateAsync("golden", new() { Availability = SnapshotAvailability.Deprecated });
        await world.CreateAsync(new() { Snapshot = "golden", Name = "copy" });
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        await using var world = new World();
        var snapshot = await world.SnapshotAsync();
        var labels = new Dictionary<string, string> { ["stage"] = "prod" };

        var updated = await world.Snapshots.UpdateAsync("golden", new() { Description = "text", Labels = labels });

        updated.Should().BeEquivalentTo(snapshot with { Description = "text", Labels = labels }, o => o.Excluding(s => s.ConcurrencyToken));
        (await world.Snapshots.UpdateAsync("golden", new() { Description = "" })).Description.Should().BeNull();
        (await world.Snapshots.GetAsync("golden")).Labels.Should().Equal(labels);
    }

    [Fact]
    public async Task Versions_of_a_family_are_numbered()
    {
        await using var world = new World();
        var versions = new List<int?>();
        foreach (var name in (string[])["a", "b", "c"])
        {
            versions.Add((await (await world.Snapshots.CreateAsync(new() { Vm = "legacy", Name = name, Family = "f", Datastore = "datastore1" })).WaitForCompletionAsync()).Version);
        }

        versions.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task A_snapshot_that_is_being_made_holds_its_name_and_is_not_deleted()
    {
        var clock = new FakeTimeProvider();
        await using var world = new World(clock);
        var operation = await world.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "golden" });

        (await world.Snapshots.GetAsync("golden")).Should().BeEquivalentTo(new { Status = SnapshotStatus.Creating, Template = (TemplateInfo?)null, OperationId = operation.Id });
        await Refused(() => world.Snapshots.DeleteAsync("golden"), VmSnapshotErrorCodes.Conflict, $"cancel operation {operation.Id}");
        await Refused(() => world.Snapshots.DeleteAsync("golden", Purge with { Force = true }), VmSnapshotErrorCodes.Conflict, $"cancel operation {operation.Id}");
        await Refused(() => world.Snapshots.CreateAsync(new() { Vm = "web-1", Name = "golden" }), VmSnapshotErrorCodes.NameConflict, "already a snapshot");
        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = "golden", Name = "copy" }), VmSnapshotErrorCodes.Conflict, $"Wait for operation {operation.Id}");

        (await clock.ResultAsync(operation.WaitForCompletionAsync())).Status.Should().Be(SnapshotStatus.Available);
    }

    [Fact]
    public async Task A_snapshot_that_failed_says_why_gives_its_name_free_and_is_purged_without_vcenter()
    {
        await using var world = new World();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartCloneAsync), Faults.FatalTask);
        await FluentActions.Awaiting(() => world.SnapshotAsync()).Should().ThrowAsync<VmSnapshotException>();
        var failed = await world.Snapshots.GetAsync("golden");
        failed.Should().BeEquivalentTo(new { Status = SnapshotStatus.Failed, Template = (TemplateInfo?)null });
        failed.StatusReason.Should().Contain("It broke");
        await Refused(() => world.Machines.CreateAsync(new() { Snapshot = failed.Id, Name = "copy" }), VmSnapshotErrorCodes.Conflict, "Failed");

        var young = await world.SnapshotAsync();
        (await world.Snapshots.GetAsync("golden")).Should().Be(young, "a live one's name comes first");
        world.VCenter.IsAway = true;
        (await world.Snapshots.DeleteAsync(failed.Id)).Status.Should().Be(SnapshotStatus.Deleted);
        await Refused(() => world.Snapshots.RestoreAsync(failed.Id), VmSnapshotErrorCodes.Conflict, "can't be restored");
        (await world.Snapshots.DeleteAsync(failed.Id, Purge)).Status.Should().Be(SnapshotStatus.Purged);
    }

    [Fact]
    public async Task Tenants_do_not_see_each_other()
    {
        await using var world = new World();
        await world.SnapshotAsync();

        await FluentActions.Awaiting(() => world.Snapshots.GetAsync("golden", "acme")).Should().ThrowAsync<VmSnapshotNotFoundException>();
        await FluentActions.Awaiting(() => world.Machines.PrepareVmAsync(new() { Snapshot = "golden", Name = "x", Tenant = "acme" })).Should().ThrowAsync<VmSnapshotNotFoundException>();
        (await world.Snapshots.ListAsync(new() { Tenant = "acme" })).Items.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_page_of_impossible_size_is_refused(int limit)
    {
        await using var world = new World();

        (await FluentActions.Awaiting(() => world.Snapshots.ListAsync(new() { Limit = limit })).Should().ThrowAsync<VmSnapshotException>())
            .Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
    }

    [Fact]
    public async Task Finding_goes_through_all_pages()
    {
        await using var world = new World();
        foreach (var name in (string[])["a", "b", "c", "d", "e"])
        {
            await world.SnapshotAsync("golden-debian", name);
        }

        (await world.Snapshots.FindAsync(new() { Limit = 2 }).Select(s => s.Name).ToListAsync()).Should().BeEquivalentTo("a", "b", "c", "d", "e");
    }

    private static async Task Refused<T>(Func<Task<T>> act, string code, string saying)
    {
        var error = (await act.Should().ThrowAsync<VmSnapshotConflictException>()).Which;
        error.Code.Should().Be(code);
        error.Message.Should().Contain(saying);
    }
}
