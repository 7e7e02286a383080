using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.Views;

public class ContainerViewTests
{
    [Fact]
    public async Task A_recursive_view_of_the_root_has_everything_of_the_types_and_those_derived_from_them()
    {
        await using WatchedInventory small = await CreateAsync();
        StoragePod pod = small.Do(() => small.Simulator.VCenter.Inventory.AddPod(small.Datacenter, "pod"));

        (await NamesAsync(small, small.User.Content.RootFolder!, ["VirtualMachine"])).Should().Equal("vm0", "vm1");
        (await NamesAsync(small, small.User.Content.RootFolder!, ["ComputeResource", "ResourcePool"])).Should().BeEquivalentTo("C0", "Resources");
        (await NamesAsync(small, small.User.Content.RootFolder!, ["Folder"])).Should().BeEquivalentTo("vm", "host", "datastore", "network", pod.Name);
        (await NamesAsync(small, small.User.Content.RootFolder!, ["HostSystem", "Datacenter"])).Should().BeEquivalentTo("DC0", "host0");
        (await NamesAsync(small, small.User.Content.RootFolder!, [])).Should().BeEquivalentTo(
            "DC0", "vm", "host", "datastore", "network", pod.Name, "C0", "Resources", "host0", "vm0", "vm1");
    }

    [Fact]
    public async Task A_view_that_is_not_recursive_has_what_is_right_below()
    {
        await using WatchedInventory small = await CreateAsync();
        ResourcePool pool = small.Do(() => small.Simulator.VCenter.Inventory.AddPool(small.Cluster.RootPool, "pool"));
        ResourcePool inner = small.Do(() => small.Simulator.VCenter.Inventory.AddPool(pool, "inner"));
        small.Do(() => small.Simulator.VCenter.Inventory.AddVm(small.Datacenter.VmFolder, Config("in pool"), pool, small.Host));
        small.Do(() => small.Simulator.VCenter.Inventory.AddVm(small.Datacenter.VmFolder, Config("in inner"), inner, small.Host));

        (await NamesAsync(small, small.User.Content.RootFolder!, [], isRecursive: false)).Should().Equal("DC0");
        (await NamesAsync(small, small.Datacenter.Reference, [], isRecursive: false)).Should().Equal("vm", "host", "datastore", "network");
        (await NamesAsync(small, small.Cluster.RootPool.Reference, ["VirtualMachine"], isRecursive: false)).Should().Equal("vm0", "vm1", "in pool");
        (await NamesAsync(small, small.Cluster.RootPool.Reference, ["VirtualMachine"])).Should().Equal("vm0", "vm1", "in pool", "in inner");
        (await NamesAsync(small, small.Cluster.Reference, ["HostSystem", "VirtualMachine"], isRecursive: false)).Should().BeEquivalentTo("host0", "vm0", "vm1", "in pool", "in inner");
        (await NamesAsync(small, small.Host.Reference, [], isRecursive: false)).Should().Equal("vm0", "vm1", "in pool", "in inner");
    }

    [Fact]
    public async Task A_view_says_what_it_was_made_with()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, small.Datacenter.Reference, ["VirtualMachine"], true, Stop);

        Dictionary<string, object?> read = await small.ReadAsync(view, "container", "type", "recursive");

        read["container"].Should().Be(small.Datacenter.Reference);
        read["type"].Should().BeOfType<List<string>>().Which.Should().Equal("VirtualMachine");
        read["recursive"].Should().Be(true);
        (await small.Client.FetchAsync(small.ViewManager, "viewList", Stop)).Should().BeEquivalentTo(new[] { view });
    }

    [Fact]
    public async Task A_view_follows_the_inventory()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, small.User.Content.RootFolder!, ["VirtualMachine"], true, Stop);
        async Task<IReadOnlyList<ManagedObjectReference>> ReadAsync() => (List<ManagedObjectReference>)(await small.Client.FetchAsync(view, "view", Stop))!;
        IReadOnlyList<ManagedObjectReference> before = await ReadAsync();

        Folder folder = small.Do(() => small.Simulator.VCenter.Inventory.AddFolder(small.Datacenter.VmFolder, "folder"));
        VirtualMachine added = small.Do(() => small.Simulator.VCenter.Inventory.AddVm(folder, Config("added"), small.Cluster.RootPool, small.Host));
        IReadOnlyList<ManagedObjectReference> more = await ReadAsync();
        small.RemoveVm(small.Vms[0]);

        before.Should().BeEquivalentTo(small.Vms.Select(vm => vm.Reference));
        more.Should().BeEquivalentTo([.. before, added.Reference]);
        (await ReadAsync()).Should().BeEquivalentTo([small.Vms[1].Reference, added.Reference]);
    }

    [Fact]
    public async Task A_filter_through_a_view_reports_what_comes_changes_and_goes()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, small.User.Content.RootFolder!, ["VirtualMachine"], true, Stop);
        await small.Client.CreateFilterAsync(small.Collector, Filter("VirtualMachine", ThroughView(view), "name"), false, Stop);
        await small.WaitAsync(small.Collector, "");

        Task<UpdateSet?> wait = small.WaitAsync(small.Collector, "1");
        VirtualMachine added = small.Do(() =>
        {
            small.Simulator.VCenter.Inventory.RemoveVm(small.Vms[0]);
            small.Vms[1].Rename("renamed");
            return small.Simulator.VCenter.Inventory.AddVm(small.Datacenter.VmFolder, Config("added"), small.Cluster.RootPool, small.Host);
        });
        UpdateSet set = (await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop))!;

        set.FilterSet!.Single().ObjectSet!.Select(u => (u.Obj, u.Kind)).Should().BeEquivalentTo(
        [
            (small.Vms[0].Reference, ObjectUpdateKind.Leave),
            (small.Vms[1].Reference, ObjectUpdateKind.Modify),
            (added.Reference, ObjectUpdateKind.Enter),
        ]);
    }

    [Fact]
    public async Task The_list_of_a_view_can_be_watched_itself()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, small.User.Content.RootFolder!, ["VirtualMachine"], true, Stop);
        await small.Client.CreateFilterAsync(small.Collector, Filter(view, "view"), true, Stop);
        await small.WaitAsync(small.Collector, "");

        VirtualMachine added = small.AddVm("added");
        UpdateSet set = (await small.WaitAsync(small.Collector, "1", seconds: 0))!;

        PropertyChange change = set.FilterSet!.Single().ObjectSet!.Single().ChangeSet!.Single();
        (change.Name, change.Op, change.Val).Should().Be(($"view[\"{added.Reference.Value}\"]", PropertyChangeOp.Add, added.Reference));
    }

    [Fact]
    public async Task A_destroyed_view_is_gone_and_what_was_seen_through_it_leaves()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, small.User.Content.RootFolder!, ["VirtualMachine"], true, Stop);
        await small.Client.CreateFilterAsync(small.Collector, Filter("VirtualMachine", ThroughView(view), "name"), false, Stop);
        await small.WaitAsync(small.Collector, "");

        await small.Client.DestroyViewAsync(view, Stop);

        UpdateSet set = (await small.WaitAsync(small.Collector, "1", seconds: 0))!;
        set.FilterSet!.Single().ObjectSet!.Select(u => u.Kind).Should().Equal(ObjectUpdateKind.Leave, ObjectUpdateKind.Leave);
        await small.Client.FetchAsync(view, "view", Stop).ShouldFailWithAsync("ManagedObjectNotFound");
        await small.Client.DestroyViewAsync(view, Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    [Fact]
    public async Task A_view_belongs_to_its_session()
    {
        await using WatchedInventory small = await CreateAsync();
        LoggedIn other = await LoggedIn.ToAsync(small.Simulator);
        ManagedObjectReference view = await other.Client.CreateContainerViewAsync(small.ViewManager, small.User.Content.RootFolder!, null, true, Stop);

        await small.Client.FetchAsync(view, "view", Stop).ShouldFailWithAsync("ManagedObjectNotFound");
        (await small.Client.FetchAsync(small.ViewManager, "viewList", Stop)).Should().BeOfType<List<ManagedObjectReference>>().Which.Should().BeEmpty();
        await other.Client.LogoutAsync(other.Content.SessionManager!, Stop);
        small.Do(() => small.World.Find(view)).Should().BeNull();
    }

    [Fact]
    public async Task A_container_that_is_none_and_a_type_that_is_no_entity_are_InvalidArgument()
    {
        await using WatchedInventory small = await CreateAsync();

        await small.Client.CreateContainerViewAsync(small.ViewManager, small.Vms[0].Reference, null, true, Stop).ShouldFailWithAsync("InvalidArgument");
        await small.Client.CreateContainerViewAsync(small.ViewManager, small.Datacenter.Reference, ["Task"], true, Stop).ShouldFailWithAsync("InvalidArgument");
        await small.Client.CreateContainerViewAsync(small.ViewManager, new("Folder", "group-x"), null, true, Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(WatchedInventory small, ManagedObjectReference container, IReadOnlyList<string> types, bool isRecursive = true)
    {
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, container, types, isRecursive, Stop);
        IReadOnlyList<ObjectContent> contents = await small.RetrieveAsync(Filter("ManagedEntity", ThroughView(view), "name"));
        await small.Client.DestroyViewAsync(view, Stop);
        return [.. contents.Select(content => (string)content.PropSet!.Single().Val!)];
    }
}
