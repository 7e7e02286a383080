using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Container views and list views.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_recursive_view_shows_what_is_in_folders_in_folders() => CaseAsync("golden-linux, stopped, twin, twin", async s =>
        Sorted((await ViewedNamesAsync(s, Names.VmFolder, ["VirtualMachine"], recursive: true)).Where(name => name is "golden-linux" or "stopped" or "twin")));

    [Fact]
    public Task A_view_that_is_not_recursive_shows_what_is_directly_there() => CaseAsync("stopped, twin", async s =>
        Sorted((await ViewedNamesAsync(s, Names.VmFolder, ["VirtualMachine"], recursive: false)).Where(name => name is "golden-linux" or "stopped" or "twin")));

    [Fact]
    public Task A_view_of_a_base_type_shows_what_derives_from_it() => CaseAsync("DC0_C0, DC0_H0; DC0_C0", async s => Lines(
        Sorted(await ViewedNamesAsync(s, Names.HostFolder, ["ComputeResource"], recursive: true)),
        Sorted(await ViewedNamesAsync(s, Names.HostFolder, ["ClusterComputeResource"], recursive: true))));

    [Fact]
    public Task A_view_of_several_types_shows_them_all() => CaseAsync("Golden, stopped, twin", async s =>
        Sorted((await ViewedNamesAsync(s, Names.VmFolder, ["VirtualMachine", "Folder"], recursive: false)).Where(name => name is "Golden" or "stopped" or "twin")));

    [Fact]
    public Task A_view_without_types_shows_everything() => CaseAsync("Golden, stopped, twin", async s =>
        Sorted((await ViewedNamesAsync(s, Names.VmFolder, null, recursive: false)).Where(name => name is "Golden" or "stopped" or "twin")));

    [Fact]
    public Task A_view_from_the_root_reaches_datastores_and_networks() => CaseAsync("DC0_DVPG0, LocalDS_0, VM Network", async s =>
    {
        ManagedObjectReference view = await s.Client.CreateContainerViewAsync(s.Content.ViewManager!, s.Content.RootFolder!, ["Datastore", "Network"], recursive: true, Stop);
        IReadOnlyList<ObjectContent> found = await RetrieveAsync(s, Specs.OfView(view, "ManagedEntity", "name"));
        return Sorted(found.Select(NameOf).Where(name => name is "DC0_DVPG0" or "LocalDS_0" or "VM Network"));
    });

    [Fact]
    public Task A_view_of_what_contains_nothing_is_refused() => CaseAsync("InvalidArgument", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        return await EndOfAsync(() => s.Client.CreateContainerViewAsync(s.Content.ViewManager!, vm, ["VirtualMachine"], recursive: true, Stop));
    });

    [Fact]
    public Task A_view_of_an_unknown_type_is_refused() => CaseAsync("InvalidArgument", async s =>
    {
        ManagedObjectReference folder = await s.FindAsync(Names.VmFolder);
        return await EndOfAsync(() => s.Client.CreateContainerViewAsync(s.Content.ViewManager!, folder, ["Nonsense"], recursive: true, Stop));
    });

    [Fact]
    public Task A_view_follows_the_inventory() => CaseAsync("1 more; as before", async s =>
    {
        ManagedObjectReference view = await s.Client.CreateContainerViewAsync(s.Content.ViewManager!, await s.FindAsync(Names.VmFolder), ["VirtualMachine"], recursive: true, Stop);
        int before = await ViewedAsync(s, view);
        ManagedObjectReference vm = await s.NewVmAsync("viewed");
        int after = await ViewedAsync(s, view);
        await s.ResultOfAsync(s.Client.DestroyTaskAsync(vm, Stop));
        int last = await ViewedAsync(s, view);
        return Lines($"{after - before} more", last == before ? "as before" : $"{last - before} more");
    });

    [Fact]
    public Task A_list_view_holds_what_it_is_given() => CaseAsync("1; 2; 1", async s =>
    {
        ManagedObjectReference stopped = await s.FindAsync(Names.Stopped);
        ManagedObjectReference view = await s.Client.CreateListViewAsync(s.Content.ViewManager!, [stopped], Stop);
        int first = await ViewedAsync(s, view);
        await s.Client.ModifyListViewAsync(view, add: [await s.FindAsync(Names.AppServer)], cancellationToken: Stop);
        int second = await ViewedAsync(s, view);
        await s.Client.ModifyListViewAsync(view, remove: [stopped], cancellationToken: Stop);
        return Lines(first, second, await ViewedAsync(s, view));
    });

    [Fact]
    public Task A_list_view_names_what_it_could_not_add() => CaseAsync("vm-that-is-not-there", async s =>
    {
        ManagedObjectReference view = await s.Client.CreateListViewAsync(s.Content.ViewManager!, [await s.FindAsync(Names.Stopped)], Stop);
        IReadOnlyList<ManagedObjectReference> unresolved = await s.Client.ModifyListViewAsync(
            view, add: [new("VirtualMachine", "vm-that-is-not-there")], cancellationToken: Stop);
        return Sorted(unresolved.Select(reference => reference.Value));
    });

    [Fact]
    public Task A_destroyed_view_is_gone() => CaseAsync("done; ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference view = await s.Client.CreateListViewAsync(s.Content.ViewManager!, cancellationToken: Stop);
        return Lines(await EndOfAsync(() => s.Client.DestroyViewAsync(view, Stop)), await EndOfAsync(() => s.Client.DestroyViewAsync(view, Stop)));
    });

    private static async Task<int> ViewedAsync(BehaviourSession s, ManagedObjectReference view)
        => await s.ReadAsync(view, "view") is IReadOnlyList<ManagedObjectReference> shown ? shown.Count : 0;

    private static async Task<List<string>> ViewedNamesAsync(BehaviourSession s, string container, IReadOnlyList<string>? types, bool recursive)
    {
        ManagedObjectReference view = await s.Client.CreateContainerViewAsync(s.Content.ViewManager!, await s.FindAsync(container), types, recursive, Stop);
        IReadOnlyList<ObjectContent> found = await RetrieveAsync(s, Specs.OfView(view, "ManagedEntity", "name"));
        return [.. found.Select(NameOf)];
    }
}
