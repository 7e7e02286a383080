using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.Views;

public class ListViewTests
{
    [Fact]
    public async Task A_list_that_changes_under_a_running_wait_wakes_it()
    {
        await using WatchedInventory small = await CreateAsync(3);
        ManagedObject one = small.AddTask(TaskInfoState.Running);
        ManagedObject two = small.AddTask(TaskInfoState.Running);
        ManagedObjectReference view = await small.Client.CreateListViewAsync(small.ViewManager, [one.Reference], Stop);
        await small.Client.CreateFilterAsync(small.Collector, Filter("Task", ThroughView(view), "info.state"), true, Stop);
        await small.WaitAsync(small.Collector, "");

        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, "1");
        IReadOnlyList<ManagedObjectReference> unresolved = await small.Client.ModifyListViewAsync(view, [two.Reference], [one.Reference], Stop);
        UpdateSet added = (await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop))!;
        wait = small.WaitAsync(small.Collector, added.Version!);
        small.Do(() => one.Change<TaskInfo>("info", info => info.State = TaskInfoState.Success));
        small.Do(() => two.Change<TaskInfo>("info", info => info.State = TaskInfoState.Success));
        UpdateSet ended = (await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop))!;

        unresolved.Should().BeEmpty();
        added.FilterSet!.Single().ObjectSet!.Select(u => (u.Obj, u.Kind)).Should().Equal((one.Reference, ObjectUpdateKind.Leave), (two.Reference, ObjectUpdateKind.Enter));
        ended.FilterSet!.Single().ObjectSet!.Select(u => (u.Obj, u.Kind)).Should().Equal((two.Reference, ObjectUpdateKind.Modify));
    }

    [Fact]
    public async Task What_is_not_there_comes_back_unresolved_and_the_rest_is_put_in()
    {
        await using WatchedInventory small = await CreateAsync();
        var gone = new ManagedObjectReference("VirtualMachine", "vm-999");
        ManagedObjectReference view = await small.Client.CreateListViewAsync(small.ViewManager, null, Stop);

        IReadOnlyList<ManagedObjectReference> unresolved = await small.Client.ModifyListViewAsync(view, [gone, small.Vms[0].Reference], null, Stop);

        unresolved.Should().Equal(gone);
        (await small.Client.FetchAsync(view, "view", Stop)).Should().BeOfType<List<ManagedObjectReference>>().Which.Should().Equal(small.Vms[0].Reference);
    }

    [Fact]
    public async Task A_list_cannot_be_made_of_what_is_not_there()
    {
        await using WatchedInventory small = await CreateAsync();

        await small.Client.CreateListViewAsync(small.ViewManager, [new("VirtualMachine", "vm-999")], Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    [Fact]
    public async Task An_object_put_in_twice_is_there_once()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference vm = small.Vms[0].Reference;
        ManagedObjectReference view = await small.Client.CreateListViewAsync(small.ViewManager, [vm, vm], Stop);

        await small.Client.ModifyListViewAsync(view, [vm], null, Stop);

        (await small.RetrieveAsync(Filter("VirtualMachine", ThroughView(view), "name"))).Should().ContainSingle();
    }
}
