using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Events;

public class EventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_of_a_vm_names_the_objects_around_it()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);

        simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());

        Event posted = simulator.VCenter.Events.All.Single();
        posted.Vm!.Vm.Should().Be(small.Vm.Reference);
        posted.Vm.Name.Should().Be("web-1");
        posted.Host!.Host.Should().Be(small.Host1.Reference);
        posted.ComputeResource!.ComputeResource.Should().Be(small.Cluster.Reference);
        posted.Datacenter!.Datacenter.Should().Be(small.Datacenter.Reference);
        posted.FullFormattedMessage.Should().Be("web-1 on host-1.example.com in DC0 is powered on");
    }

    [Fact]
    public async Task An_event_that_names_its_vm_itself_gets_the_rest_as_well()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        small.Vm.ChangeConfig(config => config.Template = true);

        simulator.VCenter.Events.Post(new CustomizationStartedEvent { Vm = new VmEventArgument { Name = "web-1", Vm = small.Vm.Reference } });

        var posted = (CustomizationStartedEvent)simulator.VCenter.Events.All.Single();
        posted.Host!.Name.Should().Be("host-1.example.com");
        posted.Datacenter!.Name.Should().Be("DC0");
        posted.Template.Should().BeTrue();
    }

    [Fact]
    public async Task Events_of_datastores_networks_and_hosts_name_them()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);

        simulator.VCenter.Events.Post(small.PodDatastore1, new EventEx { EventTypeId = "storage.full" });
        simulator.VCenter.Events.Post(small.Portgroup, new EventEx { EventTypeId = "net.changed" });
        simulator.VCenter.Events.Post(small.Host2, new EventEx { EventTypeId = "host.odd" });

        IReadOnlyList<Event> all = simulator.VCenter.Events.All;
        all[0].Ds!.Name.Should().Be("pod0-1");
        all[0].Datacenter!.Name.Should().Be("DC0");
        ((EventEx)all[0]).ObjectId.Should().Be(small.PodDatastore1.Reference.Value);
        all[1].Net!.Network.Should().Be(small.Portgroup.Reference);
        all[2].Host!.Host.Should().Be(small.Host2.Reference);
        all[2].ComputeResource!.Name.Should().Be("Cluster0");
    }

    [Fact]
    public async Task A_task_begins_with_an_event_that_heads_its_chain()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        SimulatedTask task = Work.Start(simulator, small.Vm, new TaskWork
        {
            Finish = () =>
            {
                simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());
                return null;
            },
        });

        IReadOnlyList<Event> chain = await QueryAsync(user, new EventFilterSpec { EventChainId = task.Info.EventChainId });
        chain.Select(posted => posted.WireTypeName).Should().Equal("TaskEvent", "VmPoweredOnEvent");
        chain[0].Key.Should().Be(task.Info.EventChainId);
        chain.Should().OnlyContain(posted => posted.UserName == "user");
        var begun = (TaskEvent)chain[0];
        begun.Info!.Key.Should().Be(task.Info.Key);
        begun.Info.State.Should().Be(TaskInfoState.Queued);
        begun.FullFormattedMessage.Should().Be("Task: Power on virtual machine");
    }

    [Fact]
    public async Task What_a_call_posts_before_each_task_that_it_starts_is_of_that_tasks_chain()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        SimulatedCall call = Work.Call(simulator, small.Vm);
        List<TaskInfo> tasks = [];

        foreach (ManagedEntity entity in new ManagedEntity[] { small.Vm, small.Host1 })
        {
            simulator.VCenter.Events.Post(call, entity, new EventEx { EventTypeId = "begins" });
            ManagedObjectReference task = simulator.VCenter.Tasks.Start(call, entity, "VirtualMachine.powerOn", new TaskWork { Finish = () => null });
            tasks.Add(((SimulatedTask)simulator.VCenter.World.Find(task)!).Info);
        }

        simulator.VCenter.Events.All.Select(posted => posted.ChainId).Should().Equal(1, 1, 3, 3);
        tasks.Select(info => info.EventChainId).Should().Equal(1, 3);
    }

    [Fact]
    public async Task The_events_of_a_task_that_ends_later_are_its_users_too()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        SimulatedTask task = Work.Start(simulator, small.Vm, new TaskWork
        {
            Duration = TimeSpan.FromMinutes(1),
            Finish = () =>
            {
                simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());
                return null;
            },
        });
        clock.Advance(TimeSpan.FromMinutes(1));
        simulator.VCenter.Events.Post(small.Vm, new VmGuestRebootEvent());

        IReadOnlyList<Event> all = simulator.VCenter.Events.All;
        Event ofTask = all.Single(posted => posted is VmPoweredOnEvent);
        (ofTask.UserName, ofTask.ChainId, ofTask.CreatedTime).Should().Be(("user", task.Info.EventChainId, clock.GetUtcNow()));
        Event ofGuest = all.Single(posted => posted is VmGuestRebootEvent);
        (ofGuest.UserName, ofGuest.ChainId).Should().Be(("", ofGuest.Key), "nobody asked for it");
    }

    [Fact]
    public async Task A_type_is_matched_by_its_own_name_and_not_by_its_bases()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        simulator.VCenter.Events.Post(small.Vm, new CustomizationFailed());
        simulator.VCenter.Events.Post(small.Vm, new CustomizationSysprepFailed());
        simulator.VCenter.Events.Post(small.Vm, new EventEx { EventTypeId = "com.example.odd" });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        (await TypesAsync(new() { EventTypeId = ["CustomizationFailed"] })).Should().Equal("CustomizationFailed");
        (await TypesAsync(new() { Type = ["CustomizationFailed", "CustomizationSysprepFailed"] })).Should().Equal("CustomizationFailed", "CustomizationSysprepFailed");
        (await TypesAsync(new() { EventTypeId = ["com.example.odd"] })).Should().Equal("EventEx");
        (await TypesAsync(new() { EventTypeId = ["EventEx"] })).Should().BeEmpty("it is matched by its eventTypeId");
        (await TypesAsync(new() { EventTypeId = ["vim.event.CustomizationFailed"] })).Should().BeEmpty();

        async Task<IEnumerable<string>> TypesAsync(EventFilterSpec filter) => (await QueryAsync(user, filter)).Select(posted => posted.WireTypeName);
    }

    [Fact]
    public async Task Events_can_be_asked_for_by_entity_and_what_is_below_it()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        Folder folder = simulator.VCenter.Inventory.AddFolder(small.Datacenter.VmFolder, "empty");
        simulator.VCenter.Events.Post(small.Vm, new VmStartingEvent());
        simulator.VCenter.Events.Post(small.Host1, new EventEx { EventTypeId = "host" });
        simulator.VCenter.Events.Post(small.Datacenter, new EventEx { EventTypeId = "dc" });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        await Expect(small.Vm, EventFilterSpecRecursionOption.Self, "VmStartingEvent");
        await Expect(small.Vm, EventFilterSpecRecursionOption.All, "VmStartingEvent");
        await Expect(small.Vm, EventFilterSpecRecursionOption.Children);
        await Expect(small.Host1, EventFilterSpecRecursionOption.Self, "host");
        await Expect(small.Host1, EventFilterSpecRecursionOption.All, "VmStartingEvent", "host");
        await Expect(small.Cluster, EventFilterSpecRecursionOption.Children, "VmStartingEvent", "host");
        await Expect(small.Host2, EventFilterSpecRecursionOption.All);
        await Expect(small.Datacenter, EventFilterSpecRecursionOption.Self, "dc");
        await Expect(small.Datacenter, EventFilterSpecRecursionOption.Children, "VmStartingEvent", "host");
        await Expect(small.Datacenter, EventFilterSpecRecursionOption.All, "VmStartingEvent", "host", "dc");
        await Expect(small.Datacenter.VmFolder, EventFilterSpecRecursionOption.Self, "VmStartingEvent");
        await Expect(small.Cluster.RootPool, EventFilterSpecRecursionOption.Self, "VmStartingEvent");
        await Expect(folder, EventFilterSpecRecursionOption.All);
        await Expect(simulator.VCenter.RootFolder, EventFilterSpecRecursionOption.All, "VmStartingEvent", "host", "dc", "UserLoginSessionEvent");

        async Task Expect(ManagedEntity entity, EventFilterSpecRecursionOption recursion, params string[] expected)
        {
            IReadOnlyList<Event> found = await QueryAsync(user, new() { Entity = new() { Entity = entity.Reference, Recursion = recursion } });
            found.Select(posted => (posted as EventEx)?.EventTypeId ?? posted.WireTypeName).Should().Equal(expected);
        }
    }

    [Fact]
    public async Task The_events_of_a_vm_that_is_gone_are_still_those_of_its_datacenter()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        simulator.VCenter.Events.Post(small.Vm, new VmRemovedEvent());
        simulator.VCenter.Inventory.RemoveVm(small.Vm);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        IReadOnlyList<Event> found = await QueryAsync(user, new() { Entity = new() { Entity = small.Datacenter.Reference, Recursion = EventFilterSpecRecursionOption.All } });
        Func<Task> ofTheVm = () => QueryAsync(user, new() { Entity = new() { Entity = small.Vm.Reference, Recursion = EventFilterSpecRecursionOption.Self } });

        found.Should().ContainSingle().Which.Vm!.Vm.Should().Be(small.Vm.Reference);
        (await ofTheVm.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
    }

    [Fact]
    public async Task Events_can_be_asked_for_by_time_user_and_category()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        simulator.VCenter.Events.Post(small.Vm, new VmStartingEvent());
        clock.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset middle = clock.GetUtcNow();
        simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent { UserName = "user" });
        clock.Advance(TimeSpan.FromSeconds(1));
        simulator.VCenter.Events.Post(small.Vm, new CustomizationFailed { UserName = "another" });
        simulator.VCenter.Events.Post(small.Vm, new EventEx { EventTypeId = "odd", Severity = "warning", UserName = "another" });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        EventFilterSpecByEntity vm = new() { Entity = small.Vm.Reference, Recursion = EventFilterSpecRecursionOption.Self };

        await Expect(new() { Entity = vm, Time = new() { BeginTime = middle } }, "VmPoweredOnEvent", "CustomizationFailed", "EventEx");
        await Expect(new() { Entity = vm, Time = new() { EndTime = middle } }, "VmStartingEvent", "VmPoweredOnEvent");
        await Expect(new() { Entity = vm, UserName = new() { UserList = ["user"] } }, "VmPoweredOnEvent");
        await Expect(new() { Entity = vm, UserName = new() { SystemUser = true, UserList = ["user"] } }, "VmStartingEvent", "VmPoweredOnEvent");
        await Expect(new() { Entity = vm, UserName = new() }, "VmPoweredOnEvent", "CustomizationFailed", "EventEx");
        await Expect(new() { Entity = vm, Category = ["error"] }, "CustomizationFailed");
        await Expect(new() { Entity = vm, Category = ["warning", "info"] }, "VmStartingEvent", "VmPoweredOnEvent", "EventEx");
        await Expect(new() { Entity = vm, MaxCount = 2 }, "CustomizationFailed", "EventEx");

        async Task Expect(EventFilterSpec filter, params string[] expected) => (await QueryAsync(user, filter)).Select(posted => posted.WireTypeName).Should().Equal(expected);
    }

    [Fact]
    public async Task Texts_are_left_out_when_the_filter_says_so()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        (await QueryAsync(user, new() { DisableFullMessage = true }))[0].FullFormattedMessage.Should().BeNull();
        (await QueryAsync(user, new() { DisableFullMessage = false }))[0].FullFormattedMessage.Should().NotBeNull();
        (await QueryAsync(user, new()))[0].FullFormattedMessage.Should().NotBeNull();
    }

    [Fact]
    public async Task No_more_than_the_latest_thousand_events_are_returned_at_once()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        for (int i = 0; i < 1200; i++)
        {
            simulator.VCenter.Events.Post(small.Vm, new VmStartingEvent());
        }

        IReadOnlyList<Event> found = await QueryAsync(user, new());

        found.Should().HaveCount(1000);
        found.Select(posted => posted.Key).Should().BeInAscendingOrder();
        found[^1].Key.Should().Be(simulator.VCenter.Events.All[^1].Key);
    }

    [Theory]
    [InlineData("type")]
    [InlineData("both")]
    [InlineData("category")]
    [InlineData("entity")]
    [InlineData("count")]
    public async Task A_filter_that_makes_no_sense_is_refused(string what)
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        EventFilterSpec filter = what switch
        {
            "type" => new() { Type = ["VirtualMachine"] },
            "both" => new() { Type = ["VmEvent"], EventTypeId = ["VmEvent"] },
            "category" => new() { Category = ["loud"] },
            "entity" => new() { Entity = new() { Entity = new("VirtualMachine", "vm-0"), Recursion = EventFilterSpecRecursionOption.Self } },
            _ => new() { MaxCount = -1 },
        };

        Func<Task> query = () => QueryAsync(user, filter);
        Func<Task> create = () => user.Client.CreateCollectorForEventsAsync(user.Content.EventManager!, filter, Token);

        (await query.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
        (await create.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
    }

    [Fact]
    public async Task A_collector_goes_through_the_events_and_its_latest_page_follows_them()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.VCenter.Events.Post(small.Vm, new VmStartingEvent());
        ManagedObjectReference collector = await user.Client.CreateCollectorForEventsAsync(
            user.Content.EventManager!,
            new() { Entity = new() { Entity = small.Vm.Reference, Recursion = EventFilterSpecRecursionOption.Self }, MaxCount = 2 },
            Token);
        ManagedObject viewed = simulator.VCenter.World.Find(collector)!;
        long before = viewed.ChangedAt;

        simulator.VCenter.Events.Post(small.Host1, new EventEx { EventTypeId = "host" });
        viewed.ChangedAt.Should().Be(before, "it isn't about the host");
        simulator.VCenter.Events.Post(small.Vm, new VmPoweredOnEvent());
        simulator.VCenter.Events.Post(small.Vm, new VmGuestRebootEvent());

        viewed.ChangedAt.Should().BeGreaterThan(before);
        viewed.Get<IReadOnlyList<Event>>("latestPage")!.Select(posted => posted.WireTypeName).Should().Equal("VmGuestRebootEvent", "VmPoweredOnEvent");
        (await user.Client.ReadNextEventsAsync(collector, 2, Token)).Select(posted => posted.WireTypeName).Should().Equal("VmStartingEvent", "VmPoweredOnEvent");
        (await user.Client.ReadNextEventsAsync(collector, 2, Token)).Select(posted => posted.WireTypeName).Should().Equal("VmGuestRebootEvent");
        foreach (int count in new[] { 0, 1001 })
        {
            Func<Task> outOfRange = () => user.Client.ReadNextEventsAsync(collector, count, Token);
            (await outOfRange.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
        }
    }

    [Fact]
    public async Task A_long_history_forgets_its_older_half_and_collectors_go_on()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var history = new Simulator.Events.HistoryLog<Event>(simulator.VCenter.World, capacity: 10);
        for (int i = 0; i < 25; i++)
        {
            history.Add(new VmStartingEvent { Key = i }, i % 2 == 0 ? small.Vm : small.Host1);
        }

        history.Items.Select(posted => posted.Key).Should().Equal(Enumerable.Range(15, 10));
        history.From(0, small.Vm.Reference).Select(entry => entry.Item.Key).Should().Equal(16, 18, 20, 22, 24);
        history.From(20, about: null).Select(entry => entry.Item.Key).Should().Equal(20, 21, 22, 23, 24);
        history.Backwards(small.Host1.Reference).First().Item.Key.Should().Be(23);
    }

    internal static Task<IReadOnlyList<Event>> QueryAsync(LoggedIn user, EventFilterSpec filter) => user.Client.QueryEventsAsync(user.Content.EventManager!, filter, Token);
}
