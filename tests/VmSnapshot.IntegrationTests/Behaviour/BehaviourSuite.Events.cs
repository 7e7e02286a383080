using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Events and their collectors.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_power_on_is_an_event_of_the_VM() => CaseAsync("VmPoweredOnEvent; about the VM; its user", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-power");
        await s.PowerOnAsync(vm);
        Event seen = (await EventsAsync(s, vm, "VmPoweredOnEvent")).Single();
        return Lines(
            Kind(seen),
            seen.Vm?.Vm == vm && seen.Vm.Name == "event-power" ? "about the VM" : "about another",
            seen.UserName == s.Server.UserName ? "its user" : seen.UserName);
    });

    [Fact]
    public Task A_clone_is_an_event_that_names_its_source() => CaseAsync("VmClonedEvent of stopped", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-clone");
        IReadOnlyList<Event> seen = await EventsAsync(s, vm, "VmClonedEvent");
        return seen.SingleOrDefault() is VmClonedEvent cloned ? $"{cloned.WireTypeName} of {cloned.SourceVm?.Name}" : $"{seen.Count} events";
    });

    [Fact]
    public Task A_reconfiguration_is_an_event() => CaseAsync("VmReconfiguredEvent", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-reconfigure");
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "noted" });
        return Sorted((await EventsAsync(s, vm, "VmReconfiguredEvent")).Select(seen => seen.WireTypeName));
    });

    [Fact]
    public Task A_rename_is_an_event_with_both_names() => CaseAsync("event-before to event-after", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-before");
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "event-after", Stop));
        return (await EventsAsync(s, vm, "VmRenamedEvent")).SingleOrDefault() is VmRenamedEvent renamed ? $"{renamed.OldName} to {renamed.NewName}" : "no event";
    });

    [Fact]
    public Task Events_of_a_folder_are_those_of_what_is_in_it_too() => CaseAsync("found; not found", async s =>
    {
        ManagedObjectReference folder = await s.FindAsync(Names.VmFolder);
        ManagedObjectReference vm = await s.NewVmAsync("event-below");
        await s.PowerOnAsync(vm);
        return Lines(await FoundAsync(folder, EventFilterSpecRecursionOption.All), await FoundAsync(await s.FindAsync(Names.Datacenter), EventFilterSpecRecursionOption.Self));

        async Task<string> FoundAsync(ManagedObjectReference entity, EventFilterSpecRecursionOption recursion)
        {
            var filter = new EventFilterSpec { Entity = new EventFilterSpecByEntity { Entity = entity, Recursion = recursion }, EventTypeId = Named(["VmPoweredOnEvent"]) };
            return (await s.Client.QueryEventsAsync(s.Content.EventManager!, filter, Stop)).Any(seen => seen.Vm?.Vm == vm) ? "found" : "not found";
        }
    });

    [Fact]
    public Task Events_can_be_asked_for_by_time() => CaseAsync("1; 0", async s =>
    {
        DateTimeOffset begin = await s.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        ManagedObjectReference vm = await s.NewVmAsync("event-time");
        await s.PowerOnAsync(vm);
        return Lines(await CountAsync(begin.AddSeconds(-1)), await CountAsync(begin.AddHours(1)));

        async Task<int> CountAsync(DateTimeOffset since)
        {
            EventFilterSpec filter = About(vm, "VmPoweredOnEvent");
            filter.Time = new EventFilterSpecByTime { BeginTime = since };
            return (await s.Client.QueryEventsAsync(s.Content.EventManager!, filter, Stop)).Count;
        }
    });

    [Fact]
    public Task Events_have_keys_in_order_and_a_text() => CaseAsync("in order; all have a text", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-keys");
        await s.PowerOnAsync(vm);
        await s.PowerOffAsync(vm);
        IReadOnlyList<Event> seen = await EventsAsync(s, vm, "VmPoweredOnEvent", "VmPoweredOffEvent");
        List<Event> byTime = [.. seen.OrderBy(found => found.Key)];
        return Lines(
            byTime.Count == 2 && Kind(byTime[0]) == "VmPoweredOnEvent" && byTime[0].CreatedTime <= byTime[1].CreatedTime ? "in order" : "out of order",
            seen.All(found => !string.IsNullOrEmpty(found.FullFormattedMessage)) ? "all have a text" : "some have no text");
    });

    [Fact]
    public Task A_client_can_post_an_event() => CaseAsync("GeneralUserEvent: hello; its user", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-post");
        await s.Client.PostEventAsync(
            s.Content.EventManager!,
            new GeneralUserEvent
            {
                Message = "hello",
                CreatedTime = DateTimeOffset.UnixEpoch,
                UserName = s.Server.UserName,
                Entity = new ManagedEntityEventArgument { Entity = vm, Name = "event-post" },
                Vm = new VmEventArgument { Vm = vm, Name = "event-post" },
            },
            cancellationToken: Stop);
        Event? seen = (await EventsAsync(s, vm, "GeneralUserEvent")).SingleOrDefault();
        return Lines($"{seen?.WireTypeName}: {(seen as GeneralUserEvent)?.Message}", seen?.UserName == s.Server.UserName ? "its user" : seen?.UserName);
    });

    [Fact]
    public Task A_collector_reads_on_to_what_comes_later() => CaseAsync("VmPoweredOnEvent; nothing; VmPoweredOffEvent", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-collector");
        await s.PowerOnAsync(vm);
        ManagedObjectReference collector = await s.Client.CreateCollectorForEventsAsync(s.Content.EventManager!, About(vm, "VmPoweredOnEvent", "VmPoweredOffEvent"), Stop);
        string first = await NextAsync();
        string second = await NextAsync();
        await s.PowerOffAsync(vm);
        string third = await NextAsync();
        await s.Client.DestroyCollectorAsync(collector, Stop);
        return Lines(first, second, third);

        async Task<string> NextAsync()
        {
            IReadOnlyList<Event> seen = await s.Client.ReadNextEventsAsync(collector, 10, Stop);
            return seen.Count == 0 ? "nothing" : Sorted(seen.Select(Kind));
        }
    });

    [Fact]
    public Task A_collector_reads_in_portions() => CaseAsync("1; 1; 0", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-portions");
        await s.PowerOnAsync(vm);
        await s.PowerOffAsync(vm);
        ManagedObjectReference collector = await s.Client.CreateCollectorForEventsAsync(s.Content.EventManager!, About(vm, "VmPoweredOnEvent", "VmPoweredOffEvent"), Stop);
        return Lines(await NextAsync(), await NextAsync(), await NextAsync());

        async Task<int> NextAsync() => (await s.Client.ReadNextEventsAsync(collector, 1, Stop)).Count;
    });

    [Fact]
    public Task The_latest_page_of_a_collector_is_a_property() => CaseAsync("VmPoweredOnEvent", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("event-page");
        await s.PowerOnAsync(vm);
        ManagedObjectReference collector = await s.Client.CreateCollectorForEventsAsync(s.Content.EventManager!, About(vm, "VmPoweredOnEvent"), Stop);
        return await s.ReadAsync(collector, "latestPage") is IReadOnlyList<Event> page ? Sorted(page.Select(Kind)) : "nothing";
    });

    [Fact]
    public Task Events_about_nothing_are_refused() => CaseAsync("refused", async s =>
    {
        string end = await EndOfAsync(() => EventsAsync(s, new("VirtualMachine", "vm-that-is-not-there"), "VmPoweredOnEvent"));
        return end is "InvalidArgument" or "ManagedObjectNotFound" ? "refused" : end;
    });

    private static EventFilterSpec About(ManagedObjectReference vm, params IReadOnlyList<string> types) => new()
    {
        Entity = new EventFilterSpecByEntity { Entity = vm, Recursion = EventFilterSpecRecursionOption.Self },
        EventTypeId = Named(types),
    };

    /// <summary>In a DRS cluster the power-on is an event of a type derived from the one that it is elsewhere, and a filter names types exactly.</summary>
    private static IReadOnlyList<string> Named(IReadOnlyList<string> types)
        => types.Contains("VmPoweredOnEvent") ? [.. types, "DrsVmPoweredOnEvent"] : types;

    private static string Kind(Event seen) => seen is VmPoweredOnEvent ? "VmPoweredOnEvent" : seen.WireTypeName;

    private static Task<IReadOnlyList<Event>> EventsAsync(BehaviourSession s, ManagedObjectReference vm, params IReadOnlyList<string> types)
        => s.Client.QueryEventsAsync(s.Content.EventManager!, About(vm, types), Stop);

    private static async Task<string> EventualEventsAsync(BehaviourSession s, ManagedObjectReference vm, IReadOnlyList<string> types, int count)
    {
        IReadOnlyList<Event> seen = await EventsAsync(s, vm, types);
        for (int attempt = 0; attempt < 50 && seen.Count < count; attempt++)
        {
            await Task.Delay(20, Stop);
            seen = await EventsAsync(s, vm, types);
        }

        return seen.Count == 0 ? "no event" : string.Join(", ", seen.OrderBy(found => found.Key).Select(found => found.WireTypeName));
    }
}
