using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

public class UpdateTests
{
    [Fact]
    public async Task A_fresh_filter_reports_the_present_state_first()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference filter = await WatchAsync(small, small.Vms[0].Reference, "name", "parentVApp", "snapshot.currentSnapshot");

        UpdateSet set = (await small.WaitAsync(small.Collector, "", seconds: 0))!;

        set.Version.Should().Be("1");
        set.Truncated.Should().BeNull();
        PropertyFilterUpdate update = set.FilterSet!.Single();
        update.Filter.Should().Be(filter);
        ObjectUpdate entered = update.ObjectSet!.Single();
        entered.Kind.Should().Be(ObjectUpdateKind.Enter);
        entered.Obj.Should().Be(small.Vms[0].Reference);
        entered.ChangeSet!.Select(c => (c.Name, c.Op, c.Val)).Should().Equal(
            ("name", PropertyChangeOp.Assign, "vm0"), ("parentVApp", PropertyChangeOp.Assign, null), ("snapshot.currentSnapshot", PropertyChangeOp.IndirectRemove, null));
    }

    [Fact]
    public async Task Without_changes_there_is_nothing_and_the_version_stays_good()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchAsync(small, small.Vms[0].Reference, "name");
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        (await small.WaitAsync(small.Collector, version, seconds: 0)).Should().BeNull();
        small.Do(() => small.Vms[0].ChangeConfig(config => config.Annotation = "not watched"));
        (await small.WaitAsync(small.Collector, version, seconds: 0)).Should().BeNull();
        small.Do(() => small.Vms[0].Rename("renamed"));
        ObjectUpdate modified = Single(await small.WaitAsync(small.Collector, version, seconds: 0));

        modified.Kind.Should().Be(ObjectUpdateKind.Modify);
        Changes(modified).Should().Equal(("name", PropertyChangeOp.Assign, "renamed"));
    }

    [Fact]
    public async Task A_change_wakes_the_wait_without_any_time_passing()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchAsync(small, small.Vms[0].Reference, "name");
        string version = (await small.WaitAsync(small.Collector, ""))!.Version!;

        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, version);
        small.Do(() => small.Vms[1].Rename("other"));
        small.Do(() => small.Vms[0].Rename("renamed"));
        UpdateSet set = (await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop))!;

        set.Version.Should().Be("2");
        Changes(Single(set)).Should().Equal(("name", PropertyChangeOp.Assign, "renamed"));
    }

    [Fact]
    public async Task A_wait_ends_with_nothing_when_its_time_is_over_by_the_worlds_clock()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchAsync(small, small.Vms[0].Reference, "name");
        string version = (await small.WaitAsync(small.Collector, ""))!.Version!;

        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, version, seconds: 60);
        small.Clock.Advance(TimeSpan.FromSeconds(59));
        bool endedEarly = wait.IsCompleted;
        small.Clock.Advance(TimeSpan.FromSeconds(1));

        (await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Should().BeNull();
        endedEarly.Should().BeFalse();
    }

    [Fact]
    public async Task Whole_properties_are_reported_without_partial_updates()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObject task = small.AddTask(TaskInfoState.Running);
        await WatchAsync(small, task.Reference, "info");
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        small.Do(() => task.Change<TaskInfo>("info", info => info.Progress = 50));

        PropertyChange change = Single(await small.WaitAsync(small.Collector, version, seconds: 0)).ChangeSet!.Single();
        change.Name.Should().Be("info");
        change.Val.Should().BeOfType<TaskInfo>().Which.Progress.Should().Be(50);
    }

    [Fact]
    public async Task Partial_updates_report_the_finest_change()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObject task = small.AddTask(TaskInfoState.Running);
        await WatchAsync(small, task.Reference, isPartial: true, "info");
        UpdateSet first = (await small.WaitAsync(small.Collector, "", seconds: 0))!;

        small.Do(() => task.Change<TaskInfo>("info", info =>
        {
            info.Progress = 50;
            info.State = TaskInfoState.Success;
        }));

        Single(first).ChangeSet!.Single().Val.Should().BeOfType<TaskInfo>();
        Changes(Single(await small.WaitAsync(small.Collector, first.Version!, seconds: 0)))
            .Should().BeEquivalentTo([("info.state", PropertyChangeOp.Assign, (object)TaskInfoState.Success), ("info.progress", PropertyChangeOp.Assign, (object)50)]);
    }

    [Fact]
    public async Task Partial_updates_add_remove_and_change_items_of_keyed_lists()
    {
        await using WatchedInventory small = await CreateAsync();
        VirtualMachine vm = small.Vms[0];
        await WatchAsync(small, vm.Reference, isPartial: true, "config.hardware", "config.extraConfig", "recentTask");
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;
        var task = new ManagedObjectReference("Task", "task-7");

        small.Do(() =>
        {
            vm.ChangeConfig(config =>
            {
                config.Hardware!.NumCPU = 4;
                VirtualDevice card = config.Hardware.Device!.Single(device => device.Key == 500);
                card.DeviceInfo!.Label = "changed";
                config.Hardware.Device = [.. config.Hardware.Device!.Where(device => device.Key != 600), new VirtualDisk { Key = 2000, CapacityInKB = 1024 }];
                config.ExtraConfig = [new OptionValue { Key = "guestinfo.b.c", Value = "3" }];
            });
            vm.RecentTasks.Add(task);
        });

        IReadOnlyList<PropertyChange> changes = Single(await small.WaitAsync(small.Collector, version, seconds: 0)).ChangeSet!;
        changes.Select(c => (c.Name, c.Op)).Should().BeEquivalentTo(
        [
            ("config.hardware.numCPU", PropertyChangeOp.Assign),
            ("config.hardware.device[600]", PropertyChangeOp.Remove),
            ("config.hardware.device[500].deviceInfo.label", PropertyChangeOp.Assign),
            ("config.hardware.device[2000]", PropertyChangeOp.Add),
            ("config.extraConfig[\"guestinfo.a\"]", PropertyChangeOp.Remove),
            ("config.extraConfig[\"guestinfo.b.c\"].value", PropertyChangeOp.Assign),
            ("recentTask[\"task-7\"]", PropertyChangeOp.Add),
        ]);
        changes.Single(c => c.Name == "config.hardware.device[2000]").Val.Should().BeOfType<VirtualDisk>();
        changes.Single(c => c.Name == "recentTask[\"task-7\"]").Val.Should().Be(task);
    }

    [Fact]
    public async Task A_path_with_a_key_is_added_changed_and_removed()
    {
        await using WatchedInventory small = await CreateAsync();
        VirtualMachine vm = small.Vms[0];
        await WatchAsync(small, vm.Reference, "config.extraConfig[\"guestinfo.x\"]");
        UpdateSet set = (await small.WaitAsync(small.Collector, "", seconds: 0))!;
        async Task<(string? Name, PropertyChangeOp Op, object? Val)> SetAsync(params OptionValue[] values)
        {
            small.Do(() => vm.ChangeConfig(config => config.ExtraConfig = values));
            set = (await small.WaitAsync(small.Collector, set.Version!, seconds: 0))!;
            return Changes(Single(set)).Single();
        }

        (await SetAsync(new OptionValue { Key = "guestinfo.x", Value = "1" })).Op.Should().Be(PropertyChangeOp.Add);
        (await SetAsync(new OptionValue { Key = "guestinfo.x", Value = "2" })).Op.Should().Be(PropertyChangeOp.Assign);
        (await SetAsync()).Should().Be(("config.extraConfig[\"guestinfo.x\"]", PropertyChangeOp.Remove, null));
        set.Version.Should().Be("4");
    }

    [Fact]
    public async Task An_unset_property_is_a_change_without_a_value_and_what_it_contained_is_removed_indirectly()
    {
        await using WatchedInventory small = await CreateAsync();
        VirtualMachine vm = small.Vms[0];
        small.Do(() => vm.Set("snapshot", new VirtualMachineSnapshotInfo { CurrentSnapshot = new("VirtualMachineSnapshot", "snapshot-1") }));
        await WatchAsync(small, vm.Reference, "snapshot", "snapshot.currentSnapshot");
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        small.Do(() => vm.Set("snapshot", null));

        Changes(Single(await small.WaitAsync(small.Collector, version, seconds: 0)))
            .Should().Equal(("snapshot", PropertyChangeOp.Assign, null), ("snapshot.currentSnapshot", PropertyChangeOp.IndirectRemove, null));
    }

    [Fact]
    public async Task A_put_together_property_is_reported_when_what_it_is_made_of_changes()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchAsync(small, small.Vms[0].Reference, isPartial: true, "summary");
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        small.Do(() => small.Vms[0].ChangeConfig(config => config.Annotation = "second"));

        Changes(Single(await small.WaitAsync(small.Collector, version, seconds: 0)))
            .Should().Equal(("summary.config.annotation", PropertyChangeOp.Assign, "second"));
    }

    [Fact]
    public async Task An_object_that_goes_leaves()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchAsync(small, small.Vms[0].Reference, "name");
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, version);
        small.RemoveVm(small.Vms[0]);
        ObjectUpdate left = Single(await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop));

        left.Kind.Should().Be(ObjectUpdateKind.Leave);
        left.Obj.Should().Be(small.Vms[0].Reference);
        left.ChangeSet.Should().BeNull();
    }

    [Fact]
    public async Task Objects_enter_and_leave_as_the_traversal_leads_to_them_or_no_longer()
    {
        await using WatchedInventory small = await CreateAsync();
        HostSystem other = small.Do(() => small.Simulator.VCenter.Inventory.AddHost(small.Cluster, "host1"));
        await CreateFilterAsync(small, small.Collector, Filter(
            "VirtualMachine", [new ObjectSpec { Obj = small.Host.Reference, Skip = true, SelectSet = [new TraversalSpec { Type = "HostSystem", Path = "vm" }] }], "name"));
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        small.Do(() => small.Vms[0].MoveTo(other));
        VirtualMachine added = small.AddVm("added");
        UpdateSet set = (await small.WaitAsync(small.Collector, version, seconds: 0))!;

        Kinds(set).Should().Equal((small.Vms[0].Reference, ObjectUpdateKind.Leave), (added.Reference, ObjectUpdateKind.Enter));
        (await small.WaitAsync(small.Collector, set.Version!, seconds: 0)).Should().BeNull();
    }

    [Fact]
    public async Task What_hangs_on_an_object_that_left_leaves_too()
    {
        await using WatchedInventory small = await CreateAsync();
        Folder folder = small.Do(() => small.Simulator.VCenter.Inventory.AddFolder(small.Datacenter.VmFolder, "inner"));
        VirtualMachine inside = small.Do(() => small.Simulator.VCenter.Inventory.AddVm(folder, Config("inside"), small.Cluster.RootPool, small.Host));
        await CreateFilterAsync(small, small.Collector, Filter(
            "VirtualMachine",
            [new ObjectSpec { Obj = small.Datacenter.VmFolder.Reference, SelectSet = [new TraversalSpec { Name = "f", Type = "Folder", Path = "childEntity", SelectSet = [new SelectionSpec { Name = "f" }] }] }],
            "name"));
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        small.Do(() => small.Datacenter.VmFolder.Remove(folder));
        UpdateSet set = (await small.WaitAsync(small.Collector, version, seconds: 0))!;

        Kinds(set).Should().Equal((inside.Reference, ObjectUpdateKind.Leave));
    }

    [Fact]
    public async Task An_object_that_moves_between_two_selected_places_neither_leaves_nor_enters()
    {
        await using WatchedInventory small = await CreateAsync();
        HostSystem other = small.Do(() => small.Simulator.VCenter.Inventory.AddHost(small.Cluster, "host1"));
        TraversalSpec vms = new() { Type = "HostSystem", Path = "vm" };
        await CreateFilterAsync(small, small.Collector, Filter(
            "VirtualMachine", [new ObjectSpec { Obj = small.Host.Reference, SelectSet = [vms] }, new ObjectSpec { Obj = other.Reference, SelectSet = [vms] }], "runtime.host"));
        string version = (await small.WaitAsync(small.Collector, "", seconds: 0))!.Version!;

        small.Do(() => small.Vms[0].MoveTo(other));

        Kinds(await small.WaitAsync(small.Collector, version, seconds: 0)).Should().Equal((small.Vms[0].Reference, ObjectUpdateKind.Modify));
    }

    [Fact]
    public async Task A_filter_added_during_a_wait_wakes_it()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchAsync(small, small.Vms[0].Reference, "name");
        string version = (await small.WaitAsync(small.Collector, ""))!.Version!;

        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, version);
        ManagedObjectReference added = await WatchAsync(small, small.Vms[1].Reference, "name");
        UpdateSet set = (await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop))!;

        set.FilterSet!.Single().Filter.Should().Be(added);
        Single(set).Kind.Should().Be(ObjectUpdateKind.Enter);
    }

    [Fact]
    public async Task Each_filter_of_a_collector_reports_for_itself_until_it_is_destroyed()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference one = await WatchAsync(small, small.Vms[0].Reference, "name");
        ManagedObjectReference other = await WatchAsync(small, small.Vms[0].Reference, "name", "guest.guestState");
        UpdateSet first = (await small.WaitAsync(small.Collector, "", seconds: 0))!;
        object? filters = await small.Client.FetchAsync(small.Collector, "filter", Stop);

        await small.Client.DestroyPropertyFilterAsync(one, Stop);
        small.Do(() => small.Vms[0].Rename("renamed"));
        UpdateSet second = (await small.WaitAsync(small.Collector, first.Version!, seconds: 0))!;

        filters.Should().BeEquivalentTo(new[] { one, other });
        first.FilterSet!.Select(f => f.Filter).Should().Equal(one, other);
        second.FilterSet!.Select(f => f.Filter).Should().Equal(other);
        await small.Client.DestroyPropertyFilterAsync(one, Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    [Fact]
    public async Task A_missing_object_is_a_fault_of_the_filters_creation_or_reported_once()
    {
        await using WatchedInventory small = await CreateAsync();
        var gone = new ManagedObjectReference("VirtualMachine", "vm-999");
        PropertyFilterSpec lenient = Filter("VirtualMachine", [new ObjectSpec { Obj = gone }, new ObjectSpec { Obj = small.Vms[0].Reference }], "name");
        lenient.ReportMissingObjectsInResults = true;

        await CreateFilterAsync(small, small.Collector, Filter(gone, "name")).ShouldFailWithAsync("ManagedObjectNotFound");
        await CreateFilterAsync(small, small.Collector, lenient);
        UpdateSet first = (await small.WaitAsync(small.Collector, "", seconds: 0))!;
        small.RemoveVm(small.Vms[0]);
        UpdateSet second = (await small.WaitAsync(small.Collector, first.Version!, seconds: 0))!;

        MissingObject missing = first.FilterSet!.Single().MissingSet!.Single();
        missing.Obj.Should().Be(gone);
        missing.Fault!.Fault.Should().BeOfType<ManagedObjectNotFound>();
        second.FilterSet!.Single().ObjectSet!.Single().Kind.Should().Be(ObjectUpdateKind.Leave);
        second.FilterSet!.Single().MissingSet!.Single().Obj.Should().Be(small.Vms[0].Reference);
        (await small.WaitAsync(small.Collector, second.Version!, seconds: 0)).Should().BeNull();
    }

    [Fact]
    public async Task A_bad_path_is_InvalidProperty_when_the_filter_is_made()
    {
        await using WatchedInventory small = await CreateAsync();

        await CreateFilterAsync(small, small.Collector, Filter(small.Vms[0].Reference, "nonsense")).ShouldFailWithAsync("InvalidProperty");
        await CreateFilterAsync(small, small.Collector, new PropertyFilterSpec()).ShouldFailWithAsync("InvalidArgument");
    }

    internal static Task<ManagedObjectReference> CreateFilterAsync(WatchedInventory small, ManagedObjectReference collector, PropertyFilterSpec spec, bool isPartial = false)
        => small.Client.CreateFilterAsync(collector, spec, isPartial, Stop);

    private static Task<ManagedObjectReference> WatchAsync(WatchedInventory small, ManagedObjectReference target, params string[] paths)
        => WatchAsync(small, target, isPartial: false, paths);

    private static Task<ManagedObjectReference> WatchAsync(WatchedInventory small, ManagedObjectReference target, bool isPartial, params string[] paths)
        => CreateFilterAsync(small, small.Collector, Filter(target, paths), isPartial);

    private static ObjectUpdate Single(UpdateSet? set) => set!.FilterSet!.Single().ObjectSet!.Single();

    private static IEnumerable<(string? Name, PropertyChangeOp Op, object? Val)> Changes(ObjectUpdate update) => update.ChangeSet!.Select(c => (c.Name, c.Op, c.Val));

    private static IEnumerable<(ManagedObjectReference? Obj, ObjectUpdateKind Kind)> Kinds(UpdateSet? set) => set!.FilterSet!.Single().ObjectSet!.Select(o => (o.Obj, o.Kind));
}
