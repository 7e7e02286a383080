using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>The search index.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_path_leads_to_its_object() => CaseAsync("VirtualMachine; VirtualMachine; Folder; ResourcePool; Datastore", async s => Lines(
        await TypeAtAsync(s, Names.Stopped),
        await TypeAtAsync(s, "/" + Names.Stopped),
        await TypeAtAsync(s, Names.Golden),
        await TypeAtAsync(s, Names.OtherPool),
        await TypeAtAsync(s, Names.Datastore)));

    [Fact]
    public Task A_path_to_nothing_leads_to_nothing() => CaseAsync("nothing; nothing; nothing", async s => Lines(
        await TypeAtAsync(s, "DC0/vm/no-such-vm"),
        await TypeAtAsync(s, "DC0/vm/no-such-folder/vm"),
        await TypeAtAsync(s, "no-such-datacenter/vm")));

    [Fact]
    public Task A_name_with_a_slash_is_found_by_its_escaped_form_and_read_as_it() => CaseAsync("db%2fprimary", async s =>
        $"{await s.ReadAsync(await s.FindAsync(Names.EscapedVm), "name")}");

    [Fact]
    public Task A_UUID_leads_to_its_VM() => CaseAsync("stopped; stopped; nothing; nothing", async s =>
    {
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.FindAsync(Names.Stopped));
        return Lines(
            await NameAsync(s, await FindAsync(config.Uuid!, instanceUuid: null)),
            await NameAsync(s, await FindAsync(config.InstanceUuid!, instanceUuid: true)),
            await NameAsync(s, await FindAsync(config.InstanceUuid!, instanceUuid: false)),
            await NameAsync(s, await FindAsync("6f9619ff-8b86-d011-b42d-00cf4fc964ff", instanceUuid: true)));

        Task<ManagedObjectReference?> FindAsync(string uuid, bool? instanceUuid)
            => s.Client.FindByUuidAsync(s.Content.SearchIndex!, null, uuid, vmSearch: true, instanceUuid, Stop);
    });

    [Fact]
    public Task A_UUID_is_looked_for_in_one_datacenter_on_request() => CaseAsync("stopped", async s =>
    {
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.FindAsync(Names.Stopped));
        return await NameAsync(s, await s.Client.FindByUuidAsync(
            s.Content.SearchIndex!, await s.FindAsync(Names.Datacenter), config.InstanceUuid!, vmSearch: true, instanceUuid: true, Stop));
    });

    [Fact]
    public Task All_VMs_of_a_UUID_can_be_asked_for() => CaseAsync("stopped; 0", async s =>
    {
        VirtualMachineConfigInfo config = await s.ConfigAsync(await s.FindAsync(Names.Stopped));
        IReadOnlyList<ManagedObjectReference> found = await s.Client.FindAllByUuidAsync(s.Content.SearchIndex!, null, config.Uuid!, vmSearch: true, instanceUuid: false, Stop);
        IReadOnlyList<ManagedObjectReference> none = await s.Client.FindAllByUuidAsync(s.Content.SearchIndex!, null, "6f9619ff-8b86-d011-b42d-00cf4fc964ff", vmSearch: true, instanceUuid: true, Stop);
        return Lines(await NameAsync(s, found.Single()), none.Count);
    });

    [Fact]
    public Task A_child_is_found_by_name() => CaseAsync("VirtualMachine; nothing; ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference folder = await s.FindAsync(Names.VmFolder);
        ManagedObjectReference? found = await s.Client.FindChildAsync(s.Content.SearchIndex!, folder, "stopped", Stop);
        ManagedObjectReference? none = await s.Client.FindChildAsync(s.Content.SearchIndex!, folder, "golden-linux", Stop);
        return Lines(
            found?.Type ?? "nothing",
            none?.Type ?? "nothing",
            await EndOfAsync(() => s.Client.FindChildAsync(s.Content.SearchIndex!, new("Folder", "group-that-is-not-there"), "stopped", Stop)));
    });

    [Fact]
    public Task A_new_name_is_found_and_the_old_one_is_not() => CaseAsync("nothing; VirtualMachine", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("search-old");
        await s.ResultOfAsync(s.Client.RenameTaskAsync(vm, "search-new", Stop));
        return Lines(await TypeAtAsync(s, "DC0/vm/search-old"), await TypeAtAsync(s, "DC0/vm/search-new"));
    });

    private static async Task<string> TypeAtAsync(BehaviourSession s, string path)
        => (await s.Client.FindByInventoryPathAsync(s.Content.SearchIndex!, path, Stop))?.Type ?? "nothing";

    private static async Task<string> NameAsync(BehaviourSession s, ManagedObjectReference? entity)
        => entity is null ? "nothing" : await s.ReadAsync<string>(entity, "name");
}
