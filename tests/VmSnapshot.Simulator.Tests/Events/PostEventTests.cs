using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Events;

public class PostEventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_posted_event_gets_the_servers_key_time_and_user()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        await user.Client.PostEventAsync(
            user.Content.EventManager!,
            new CustomizationSucceeded { Key = 7, ChainId = 8, UserName = "somebody", Vm = new() { Name = "web-1", Vm = small.Vm.Reference } },
            cancellationToken: Token);

        Event posted = simulator.VCenter.Events.All[^1];
        posted.Should().BeOfType<CustomizationSucceeded>();
        posted.Key.Should().Be(2, "the login was the first");
        posted.ChainId.Should().Be(posted.Key);
        posted.UserName.Should().Be("user");
        posted.Host!.Host.Should().Be(small.Host1.Reference);
        simulator.VCenter.World.Find(user.Content.EventManager)!.Get<Event>("latestEvent").Should().BeSameAs(posted);
    }

    [Fact]
    public async Task An_event_can_be_posted_into_the_chain_of_a_task()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        TaskInfo task = Work.Start(simulator, small.Vm).Info;

        await user.Client.PostEventAsync(
            user.Content.EventManager!, new GeneralUserEvent { Message = "done", Entity = new() { Name = "web-1", Entity = small.Vm.Reference } }, task, Token);

        Event posted = simulator.VCenter.Events.All[^1];
        posted.ChainId.Should().Be(task.EventChainId);
        posted.FullFormattedMessage.Should().Contain("done");
        posted.Vm!.Vm.Should().Be(small.Vm.Reference);
    }

    [Fact]
    public async Task An_event_of_what_is_not_there_or_of_an_unknown_severity_is_refused()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        Event[] refused =
        [
            new VmPoweredOnEvent { Vm = new() { Name = "gone", Vm = new("VirtualMachine", "vm-0") } },
            new EventEx { EventTypeId = "odd", Severity = "deafening" },
            new EventEx(),
        ];

        foreach (Event posted in refused)
        {
            Func<Task> post = () => user.Client.PostEventAsync(user.Content.EventManager!, posted, cancellationToken: Token);
            (await post.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
        }
    }

    [Fact]
    public async Task Posting_needs_the_privilege_to_log_events()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        simulator.VCenter.Permissions.AddUser("reader", "reader", simulator.VCenter.Permissions.ReadOnly);
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "reader", "reader");

        Func<Task> post = () => reader.Client.PostEventAsync(reader.Content.EventManager!, new EventEx { EventTypeId = "odd" }, cancellationToken: Token);

        (await post.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("Global.LogEvent");
    }

    [Fact]
    public async Task Reading_on_counts_events_that_the_user_may_not_see()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var permissions = simulator.VCenter.Permissions;
        permissions.Grant(small.Vm, permissions.AddUser("u", "p", role: null), permissions.ReadOnly);
        for (int i = 0; i < 3; i++)
        {
            simulator.VCenter.Events.Post(small.Host1, new VmStartingEvent());
        }

        simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "u", "p");
        ManagedObjectReference collector = await user.Client.CreateCollectorForEventsAsync(user.Content.EventManager!, new(), Token);

        (await user.Client.ReadNextEventsAsync(collector, 2, Token)).Should().BeEmpty();
        (await user.Client.ReadNextEventsAsync(collector, 2, Token)).Should().ContainSingle().Which.Should().BeOfType<VmPoweredOnEvent>();
    }

    [Fact]
    public async Task Events_of_what_a_user_may_not_see_are_not_shown()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var permissions = simulator.VCenter.Permissions;
        permissions.Grant(small.Vm, permissions.AddUser("u", "p", role: null), permissions.ReadOnly);
        permissions.Grant(small.Host1, permissions.FindUser("u")!, permissions.NoAccess);
        simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());
        simulator.VCenter.Events.Post(small.Host1, new EventEx { EventTypeId = "host" });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "u", "p");

        (await EventTests.QueryAsync(user, new())).Select(posted => posted.WireTypeName).Should().NotContain("EventEx").And.Contain("VmPoweredOnEvent");
    }
}
