using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Filters and waiting for changes.</summary>
public abstract partial class BehaviourSuite
{
    private static readonly WaitOptions Soon = new() { MaxWaitSeconds = 1 };
    private static readonly WaitOptions InTime = new() { MaxWaitSeconds = 10 };

    [Fact]
    public Task A_fresh_filter_reports_the_state_at_once() => CaseAsync("enter name=stopped; has a version", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        string seen = await watch.NextAsync(InTime);
        return Lines(seen, string.IsNullOrEmpty(watch.Version) ? "has no version" : "has a version");
    });

    [Fact]
    public Task Without_news_a_wait_ends_empty() => CaseAsync("enter name=stopped; nothing; nothing", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        return Lines(await watch.NextAsync(InTime), await watch.NextAsync(Soon), await watch.NextAsync(new WaitOptions { MaxWaitSeconds = 0 }));
    });

    [Fact]
    public Task A_change_ends_a_wait() => CaseAsync("enter name=watch-1; modify name=watch-2", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("watch-1");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        string first = await watch.NextAsync(InTime);
        Task<string> next = watch.NextAsync(InTime);
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "watch-2", Stop));
        return Lines(first, await next);
    });

    [Fact]
    public Task A_change_between_two_waits_is_not_lost() => CaseAsync("enter name=missed-1; modify name=missed-2", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("missed-1");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        string first = await watch.NextAsync(InTime);
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "missed-2", Stop));
        return Lines(first, await watch.NextAsync(InTime));
    });

    [Fact]
    public Task Every_set_of_news_has_a_version_of_its_own() => CaseAsync("another version", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("versions-1");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        await watch.NextAsync(InTime);
        string? before = watch.Version;
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "versions-2", Stop));
        await watch.NextAsync(InTime);
        return before == watch.Version ? $"the same version {before}" : "another version";
    });

    [Fact]
    public Task The_first_version_can_be_asked_for_again() => CaseAsync("enter name=stopped; enter name=stopped", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        string first = await watch.NextAsync(InTime);
        watch.Version = "";
        return Lines(first, await watch.NextAsync(InTime));
    });

    [Fact]
    public Task A_version_that_was_never_given_is_refused() => CaseAsync("InvalidCollectorVersion", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        await watch.NextAsync(InTime);
        watch.Version = "no-such-version";
        return await EndOfAsync(() => watch.NextAsync(Soon));
    });

    [Fact]
    public Task Only_what_was_asked_for_is_reported() => CaseAsync("enter name=quiet; nothing", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("quiet");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        string first = await watch.NextAsync(InTime);
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "noted" });
        return Lines(first, await watch.NextAsync(Soon));
    });

    [Fact]
    public Task A_change_below_the_watched_property_is_reported_as_the_whole_property() => CaseAsync("config", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("whole");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "config"));
        await watch.NextAsync(InTime);
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "noted" });
        return Sorted((await watch.ChangesAsync(InTime)).Select(change => change.Name).Distinct());
    });

    [Fact]
    public Task A_filter_for_partial_updates_names_what_changed() => CaseAsync("config.annotation = noted", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("partial");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "config"), partialUpdates: true);
        await watch.NextAsync(InTime);
        await s.ReconfigureAsync(vm, new VirtualMachineConfigSpec { Annotation = "noted" });
        List<PropertyChange> changes = await watch.ChangesAsync(InTime);
        return changes.SingleOrDefault(change => change.Name == "config.annotation") is { } change
            ? $"{change.Name} = {change.Val}"
            : Sorted(changes.Select(found => found.Name).Distinct());
    });

    [Fact]
    public Task An_object_that_goes_leaves() => CaseAsync("enter name=leaving; leave", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("leaving");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        string first = await watch.NextAsync(InTime);
        await s.ResultOfAsync(s.Client.DestroyTaskAsync(vm, Stop));
        return Lines(first, await watch.NextAsync(InTime));
    });

    [Fact]
    public Task A_new_object_enters_through_the_view_that_is_watched() => CaseAsync("enter name=entering", async s =>
    {
        ManagedObjectReference view = await s.Client.CreateContainerViewAsync(s.Content.ViewManager!, await s.FindAsync(Names.VmFolder), ["VirtualMachine"], recursive: true, Stop);
        Watch watch = await Watch.StartAsync(s, Specs.OfView(view, "VirtualMachine", "name"));
        await watch.NextAsync(InTime);
        await s.NewVmAsync("entering");
        string seen = await watch.NextAsync(InTime, news => news.Contains("entering", StringComparison.Ordinal));
        return seen.Split(", ")[0];
    });

    [Fact]
    public Task A_list_view_may_change_while_it_is_waited_on() => CaseAsync("enter name=stopped; enter name=app-server; leave", async s =>
    {
        ManagedObjectReference stopped = await s.FindAsync(Names.Stopped);
        ManagedObjectReference view = await s.Client.CreateListViewAsync(s.Content.ViewManager!, [stopped], Stop);
        Watch watch = await Watch.StartAsync(s, Specs.OfView(view, "VirtualMachine", "name"));
        string first = await watch.NextAsync(InTime);
        Task<string> second = watch.NextAsync(InTime);
        await s.Client.ModifyListViewAsync(view, add: [await s.FindAsync(Names.AppServer)], cancellationToken: Stop);
        string entered = await second;
        await s.Client.ModifyListViewAsync(view, remove: [stopped], cancellationToken: Stop);
        return Lines(first, entered, await watch.NextAsync(new WaitOptions { MaxWaitSeconds = 2 }));
    });

    [Fact]
    public Task A_filter_that_comes_to_a_collector_at_work_reports_the_state_next() => CaseAsync("enter name=app-server", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        await watch.NextAsync(InTime);
        await s.Client.CreateFilterAsync(watch.Collector, Specs.Of(await s.FindAsync(Names.AppServer), "name"), partialUpdates: false, Stop);
        return await watch.NextAsync(new WaitOptions { MaxWaitSeconds = 2 });
    });

    [Fact]
    public Task A_filter_that_is_destroyed_reports_nothing_more() => CaseAsync("enter name=unwatched-1; nothing; ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("unwatched-1");
        Watch watch = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        await s.Client.CreateFilterAsync(watch.Collector, Specs.Of(await s.FindAsync(Names.Stopped), "config.uuid"), partialUpdates: false, Stop);
        string first = (await watch.NextAsync(InTime)).Split(", ").Single(seen => seen.Contains("name=", StringComparison.Ordinal));
        await s.Client.DestroyPropertyFilterAsync(watch.Filter, Stop);
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "unwatched-2", Stop));
        return Lines(first, await watch.NextAsync(Soon), await EndOfAsync(() => s.Client.DestroyPropertyFilterAsync(watch.Filter, Stop)));
    });

    [Fact]
    public Task A_filter_on_nothing_is_refused_when_it_is_made() => CaseAsync("ManagedObjectNotFound", async s =>
        await EndOfAsync(() => Watch.StartAsync(s, Specs.Of(new("VirtualMachine", "vm-that-is-not-there"), "name"))));

    [Fact]
    public Task A_filter_on_a_property_that_the_type_does_not_have_is_refused_when_it_is_made() => CaseAsync("InvalidProperty", async s =>
        await EndOfAsync(async () => await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "nonsense"))));

    [Fact]
    public Task Each_collector_gets_the_news() => CaseAsync("modify name=both-2; modify name=both-2", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("both-1");
        Watch first = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        Watch second = await Watch.StartAsync(s, Specs.Of(vm, "name"));
        await first.NextAsync(InTime);
        await second.NextAsync(InTime);
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "both-2", Stop));
        return Lines(await first.NextAsync(InTime), await second.NextAsync(InTime));
    });

    [Fact]
    public Task News_beyond_the_limit_come_in_another_set() => CaseAsync("2 truncated; 1", async s =>
    {
        Watch watch = await Watch.StartAsync(s, await ThreeVmsAsync(s));
        var limited = new WaitOptions { MaxWaitSeconds = 2, MaxObjectUpdates = 2 };
        UpdateSet? first = await watch.WaitAsync(limited);
        UpdateSet? second = first?.Truncated == true ? await watch.WaitAsync(limited) : null;
        return Lines(new[] { first, second }.OfType<UpdateSet>().Select(set => $"{(set.FilterSet ?? []).Sum(filter => (filter.ObjectSet ?? []).Count)}{(set.Truncated == true ? " truncated" : "")}"));
    });

    [Fact]
    public Task A_wait_can_be_cancelled() => CaseAsync("RequestCanceled", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        await watch.NextAsync(InTime);
        Task<string> wait = EndOfAsync(() => watch.NextAsync(InTime));
        while (!wait.IsCompleted)
        {
            // Again and again: nobody can tell when the wait has arrived.
            await s.Client.CancelWaitForUpdatesAsync(watch.Collector, Stop);
            await Task.WhenAny(wait, Task.Delay(100, Stop));
        }

        return await wait;
    });

    [Fact]
    public Task A_destroyed_collector_is_gone_with_its_filters() => CaseAsync("done; ManagedObjectNotFound; ManagedObjectNotFound", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        return Lines(
            await EndOfAsync(() => s.Client.DestroyPropertyCollectorAsync(watch.Collector, Stop)),
            await EndOfAsync(() => watch.NextAsync(Soon)),
            await EndOfAsync(() => s.Client.DestroyPropertyFilterAsync(watch.Filter, Stop)));
    });

    [Fact]
    public Task News_can_be_looked_for_without_waiting() => CaseAsync("enter name=stopped; nothing", async s =>
    {
        Watch watch = await Watch.StartAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name"));
        UpdateSet? first = await s.Client.CheckForUpdatesAsync(watch.Collector, "", Stop);
        UpdateSet? second = await s.Client.CheckForUpdatesAsync(watch.Collector, first?.Version, Stop);
        return Lines(Watch.Text(first), Watch.Text(second));
    });

    /// <summary>A collector of a case's own with one filter.</summary>
    private sealed class Watch(BehaviourSession session, ManagedObjectReference collector, ManagedObjectReference filter)
    {
        internal string? Version { get; set; }

        internal ManagedObjectReference Collector => collector;

        internal ManagedObjectReference Filter => filter;

        internal static async Task<Watch> StartAsync(BehaviourSession s, PropertyFilterSpec spec, bool partialUpdates = false)
        {
            ManagedObjectReference collector = await s.Client.CreatePropertyCollectorAsync(s.Content.PropertyCollector!, Stop);
            return new Watch(s, collector, await s.Client.CreateFilterAsync(collector, spec, partialUpdates, Stop));
        }

        internal static string Text(UpdateSet? set) => set is null
            ? "nothing"
            : string.Join(", ", (set.FilterSet ?? []).SelectMany(found => found.ObjectSet ?? []).Select(update => string.Join(
                ' ', (update.ChangeSet ?? []).Select(change => $"{change.Name}={change.Val}").Order(StringComparer.Ordinal).Prepend(update.Kind.ToString()))));

        internal async Task<UpdateSet?> WaitAsync(WaitOptions options)
        {
            UpdateSet? set = await session.Client.WaitForUpdatesExAsync(collector, Version, options, Stop);
            Version = set?.Version ?? Version;
            return set;
        }

        internal async Task<string> NextAsync(WaitOptions options) => Text(await WaitAsync(options));

        /// <summary>The next news that are about what the case is about: others may be at work in the same inventory.</summary>
        internal async Task<string> NextAsync(WaitOptions options, Func<string, bool> isIt)
        {
            string seen;
            do
            {
                seen = await NextAsync(options);
            }
            while (seen != "nothing" && !isIt(seen));

            return seen;
        }

        /// <summary>All changes until there are no more.</summary>
        internal async Task<List<PropertyChange>> ChangesAsync(WaitOptions options)
        {
            List<PropertyChange> changes = [];
            for (UpdateSet? set = await WaitAsync(options); set is not null; set = await WaitAsync(new WaitOptions { MaxWaitSeconds = 0 }))
            {
                changes.AddRange((set.FilterSet ?? []).SelectMany(found => found.ObjectSet ?? []).SelectMany(update => update.ChangeSet ?? []));
            }

            return changes;
        }
    }
}
