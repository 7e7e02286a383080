using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Events;

public class CollectorReadingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_on_the_latest_page_ends_with_the_event_that_was_waited_for()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference collector = await user.Client.CreateCollectorForEventsAsync(
            user.Content.EventManager!, new EventFilterSpec { EventTypeId = ["CustomizationSucceeded"] }, Token);
        await user.Client.CreateFilterAsync(
            user.Content.PropertyCollector!,
            new PropertyFilterSpec { PropSet = [new PropertySpec { Type = "EventHistoryCollector", PathSet = ["latestPage"] }], ObjectSet = [new ObjectSpec { Obj = collector }] },
            partialUpdates: false,
            Token);
        UpdateSet? first = await user.Client.WaitForUpdatesExAsync(user.Content.PropertyCollector!, "", new WaitOptions { MaxWaitSeconds = 30 }, Token);
        Task<UpdateSet?> wait = user.Client.WaitForUpdatesExAsync(user.Content.PropertyCollector!, first!.Version, new WaitOptions { MaxWaitSeconds = 30 }, Token);

        lock (simulator.VCenter.World.Gate)
        {
            simulator.VCenter.Events.Post(small.Vm, new CustomizationStartedEvent());
            simulator.VCenter.Events.Post(small.Vm, new CustomizationSucceeded());
        }

        UpdateSet? update = await wait.WaitAsync(TimeSpan.FromSeconds(30), Token);
        object? page = update!.FilterSet!.Single().ObjectSet!.Single().ChangeSet!.Single().Val;
        page.Should().BeAssignableTo<IReadOnlyList<Event>>().Which.Should().ContainSingle().Which.Should().BeOfType<CustomizationSucceeded>();
    }

    [Fact]
    public async Task The_managers_show_how_many_collectors_a_client_can_have_and_the_latest_event()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        (await user.ReadAsync<int>(user.Content.EventManager!, "maxCollector")).Should().Be(32);
        (await user.ReadAsync<int>(user.Content.TaskManager!, "maxCollector")).Should().Be(32);
        (await user.ReadAsync<Event>(user.Content.EventManager!, "latestEvent")).Should().BeOfType<UserLoginSessionEvent>();
        (await user.ReadAsync<IReadOnlyList<CustomFieldDef>>(user.Content.CustomFieldsManager!, "field")).Should().BeNullOrEmpty();
        (await user.ReadAsync<IReadOnlyList<AuthorizationPrivilege>>(user.Content.AuthorizationManager!, "privilegeList")).Should().NotBeEmpty();
    }
}
