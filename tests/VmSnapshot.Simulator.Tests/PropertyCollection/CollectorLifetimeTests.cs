using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

public class CollectorLifetimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_cancelled_wait_ends_with_RequestCanceled_and_the_version_stays_good()
    {
        await using WatchedInventory small = await CreateAsync();
        await VersionTests.WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "");

        Task<UpdateSet?> one = small.WaitAsync(small.Collector, "1");
        Task<UpdateSet?> other = small.WaitAsync(small.Collector, "1");
        await small.Client.CancelWaitForUpdatesAsync(small.Collector, Stop);

        await one.WaitAsync(Patience, Stop).ShouldFailWithAsync("RequestCanceled");
        await other.WaitAsync(Patience, Stop).ShouldFailWithAsync("RequestCanceled");
        (await small.WaitAsync(small.Collector, "1", seconds: 0)).Should().BeNull();
    }

    [Fact]
    public async Task Collectors_work_apart_from_each_other()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference own = await small.Client.CreatePropertyCollectorAsync(small.Collector, Stop);
        await UpdateTests.CreateFilterAsync(small, own, Filter(small.Vms[0].Reference, "name"));
        await UpdateTests.CreateFilterAsync(small, small.Collector, Filter(small.Vms[1].Reference, "name"));

        UpdateSet ownSet = (await small.WaitAsync(own, "", seconds: 0))!;
        UpdateSet commonSet = (await small.WaitAsync(small.Collector, "", seconds: 0))!;

        VersionTests.Updates(ownSet).Single().Obj.Should().Be(small.Vms[0].Reference);
        VersionTests.Updates(commonSet).Single().Obj.Should().Be(small.Vms[1].Reference);
    }

    [Fact]
    public async Task A_destroyed_collector_is_gone_with_its_filters_and_its_waits_are_cancelled()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference own = await small.Client.CreatePropertyCollectorAsync(small.Collector, Stop);
        ManagedObjectReference filter = await UpdateTests.CreateFilterAsync(small, own, Filter(small.Vms[0].Reference, "name"));
        await small.WaitAsync(own, "");
        Task<UpdateSet?> wait = small.WaitAsync(own, "1");

        await small.Client.DestroyPropertyCollectorAsync(own, Stop);

        await wait.WaitAsync(Patience, Stop).ShouldFailWithAsync("RequestCanceled");
        await small.WaitAsync(own, "").ShouldFailWithAsync("ManagedObjectNotFound");
        await small.Client.FetchAsync(filter, "spec", Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    [Fact]
    public async Task The_common_collector_cannot_be_destroyed()
    {
        await using WatchedInventory small = await CreateAsync();

        await small.Client.DestroyPropertyCollectorAsync(small.Collector, Stop).ShouldFailWithAsync("NotSupported");
    }

    [Fact]
    public async Task A_session_that_ends_takes_collectors_filters_and_waits_with_it()
    {
        await using WatchedInventory small = await CreateAsync();
        int before = small.Do(() => small.World.Objects.Count);
        await using LoggedIn user = await LoggedIn.ToAsync(small.Simulator);
        ManagedObjectReference own = await user.Client.CreatePropertyCollectorAsync(small.Collector, Stop);
        await user.Client.CreateFilterAsync(own, Filter(small.Vms[0].Reference, "name"), false, Stop);
        await user.Client.CreateFilterAsync(small.Collector, Filter(small.Vms[0].Reference, "name"), false, Stop);
        await user.Client.WaitForUpdatesExAsync(own, "", cancellationToken: Stop);
        Task<UpdateSet?> wait = user.Client.WaitForUpdatesExAsync(own, "1", cancellationToken: Stop);

        await user.Client.LogoutAsync(user.Content.SessionManager!, Stop);

        await wait.WaitAsync(Patience, Stop).ShouldFailWithAsync("RequestCanceled");
        small.Do(() => small.World.Objects.Count).Should().Be(before);
    }

    [Fact]
    public async Task Another_session_neither_sees_nor_uses_what_a_session_made()
    {
        await using WatchedInventory small = await CreateAsync();
        await using LoggedIn other = await LoggedIn.ToAsync(small.Simulator);
        ManagedObjectReference own = await small.Client.CreatePropertyCollectorAsync(small.Collector, Stop);
        ManagedObjectReference filter = await UpdateTests.CreateFilterAsync(small, small.Collector, Filter(small.Vms[0].Reference, "name"));

        await other.Client.WaitForUpdatesExAsync(own, "", cancellationToken: Stop).ShouldFailWithAsync("ManagedObjectNotFound");
        await other.Client.DestroyPropertyFilterAsync(filter, Stop).ShouldFailWithAsync("ManagedObjectNotFound");
        await other.Client.RetrievePropertiesExAsync(small.Collector, [Filter(filter, "partialUpdates")], new RetrieveOptions(), Stop).ShouldFailWithAsync("ManagedObjectNotFound");
        (await other.Client.FetchAsync(small.Collector, "filter", Stop)).Should().BeOfType<List<ManagedObjectReference>>().Which.Should().BeEmpty();
        (await other.Client.WaitForUpdatesExAsync(small.Collector, "", new WaitOptions { MaxWaitSeconds = 0 }, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task A_wait_whose_client_went_away_consumes_nothing()
    {
        await using WatchedInventory small = await CreateAsync();
        await VersionTests.WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<UpdateSet?> wait = small.Client.WaitForUpdatesExAsync(small.Collector, "1", null, leaving.Token);

        await leaving.CancelAsync();
        Func<Task> waiting = () => wait;
        await waiting.Should().ThrowAsync<OperationCanceledException>();
        small.Do(() => small.Vms[0].Rename("renamed"));

        VersionTests.Updates((await small.WaitAsync(small.Collector, "1", seconds: 0))!).Single().Obj.Should().Be(small.Vms[0].Reference);
    }

    [Fact]
    public async Task A_simulator_that_ends_answers_those_who_wait()
    {
        await using WatchedInventory small = await CreateAsync();
        await VersionTests.WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "");
        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, "1");

        await small.Simulator.DisposeAsync();

        await wait.WaitAsync(Patience, Stop).ShouldFailWithAsync("RequestCanceled");
    }

    [Fact]
    public async Task A_filter_destroyed_between_two_parts_reports_no_more_than_was_read_already()
    {
        await using WatchedInventory small = await CreateAsync(3);
        ManagedObjectReference doomed = await VersionTests.WatchVmsAsync(small);
        ManagedObjectReference other = await UpdateTests.CreateFilterAsync(small, small.Collector, Filter(small.Host.Reference, "name"));
        UpdateSet first = (await small.WaitAsync(small.Collector, "", max: 1))!;

        await small.Client.DestroyPropertyFilterAsync(doomed, Stop);
        UpdateSet second = (await small.WaitAsync(small.Collector, first.Version!, max: 10))!;

        first.FilterSet!.Single().Filter.Should().Be(doomed);
        second.FilterSet!.SelectMany(f => f.ObjectSet!).Count(u => u.Obj == small.Host.Reference).Should().Be(1);
        second.FilterSet!.Where(f => f.Filter == doomed).SelectMany(f => f.ObjectSet!).Should().HaveCountLessThan(2);
        second.FilterSet!.Select(f => f.Filter).Should().Contain(other);
        second.Truncated.Should().BeNull();
    }

    [Fact]
    public async Task A_wait_counts_as_use_of_the_session()
    {
        await using WatchedInventory small = await CreateAsync();
        await VersionTests.WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "");
        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, "1", seconds: 3600);

        small.Clock.Advance(TimeSpan.FromSeconds(3600));

        (await wait.WaitAsync(Patience, Stop)).Should().BeNull();
        (await small.WaitAsync(small.Collector, "1", seconds: 0)).Should().BeNull();
    }
}
