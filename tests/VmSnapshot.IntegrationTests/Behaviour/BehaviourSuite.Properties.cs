using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Reading properties once.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task Properties_come_with_name_and_typed_value() => CaseAsync("name = stopped; config.hardware.numCPU = 1; config.template = False", async s =>
    {
        ObjectContent vm = (await RetrieveAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name", "config.hardware.numCPU", "config.template"))).Single();
        return Lines(vm.PropSet!.OrderByDescending(found => found.Name == "name").ThenBy(found => found.Name, StringComparer.Ordinal).Select(found => $"{found.Name} = {found.Val}"));
    });

    [Fact]
    public Task A_data_object_comes_whole() => CaseAsync("VirtualMachineConfigInfo; 512; debian8_64Guest", async s =>
    {
        object? config = await s.ReadAsync(await s.FindAsync(Names.Stopped), "config");
        return config is VirtualMachineConfigInfo info ? Lines(info.WireTypeName, info.Hardware!.MemoryMB, info.GuestId) : Lines(config?.GetType());
    });

    [Fact]
    public Task An_array_is_typed_by_its_items() => CaseAsync("ManagedObjectReference Datastore; VirtualDevice", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        object? datastores = await s.ReadAsync(vm, "datastore");
        object? devices = await s.ReadAsync(vm, "config.hardware.device");
        return Lines(
            datastores is IReadOnlyList<ManagedObjectReference> list ? $"ManagedObjectReference {list.Single().Type}" : datastores?.GetType().ToString(),
            devices is IReadOnlyList<VirtualDevice> { Count: > 2 } ? "VirtualDevice" : devices?.GetType().ToString());
    });

    [Fact]
    public Task A_device_can_be_addressed_by_its_key() => CaseAsync("VirtualDisk 8388608", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        VirtualDisk disk = (await s.DevicesAsync<VirtualDisk>(vm)).Single();
        object? found = await s.ReadAsync(vm, $"config.hardware.device[{disk.Key}]");
        return found is VirtualDisk same ? $"VirtualDisk {same.CapacityInKB}" : $"{found}";
    });

    [Fact]
    public Task A_property_without_a_value_is_left_out() => CaseAsync("values: name; missing: ", async s =>
    {
        ObjectContent vm = (await RetrieveAsync(s, Specs.Of(await s.FindAsync(Names.Stopped), "name", "snapshot"))).Single();
        return $"values: {Sorted(vm.PropSet!.Select(found => found.Name))}; missing: {Sorted((vm.MissingSet ?? []).Select(found => found.Path))}";
    });

    [Fact]
    public Task A_property_that_the_type_does_not_have_is_refused() => CaseAsync("InvalidProperty; nonsense", async s =>
    {
        PropertyFilterSpec spec = Specs.Of(await s.FindAsync(Names.Stopped), "name", "nonsense");
        try
        {
            ObjectContent vm = (await RetrieveAsync(s, spec)).Single();
            return $"missing {Sorted((vm.MissingSet ?? []).Select(missing => $"{missing.Path}: {missing.Fault?.Fault?.WireTypeName}"))}";
        }
        catch (VimFaultException fault)
        {
            return Lines(fault.FaultName, (fault.Fault as InvalidProperty)?.Name);
        }
    });

    [Fact]
    public Task A_path_below_a_property_that_its_type_does_not_have_is_refused() => CaseAsync("InvalidProperty", async s =>
        await EndOfAsync(async () => await s.ReadAsync(await s.FindAsync(Names.Datastore), "summary.nonsense")));

    [Fact]
    public Task All_gives_every_property() => CaseAsync("config, guest, name, parent, runtime, summary", async s =>
    {
        var spec = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "VirtualMachine", All = true }],
            ObjectSet = [new ObjectSpec { Obj = await s.FindAsync(Names.Stopped) }],
        };
        ObjectContent vm = (await RetrieveAsync(s, spec)).Single();
        return Sorted(vm.PropSet!.Select(found => found.Name).Intersect(["config", "guest", "name", "parent", "runtime", "summary"]));
    });

    [Fact]
    public Task A_base_type_takes_in_what_derives_from_it() => CaseAsync("DC0_C0", async s =>
    {
        var spec = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "ManagedEntity", PathSet = ["name"] }],
            ObjectSet = [new ObjectSpec { Obj = await s.FindAsync(Names.Cluster) }],
        };
        return $"{(await RetrieveAsync(s, spec)).Single().PropSet!.Single().Val}";
    });

    [Fact]
    public Task What_no_type_asks_for_is_left_out() => CaseAsync("0 objects", async s =>
    {
        PropertyFilterSpec spec = Specs.Of(await s.FindAsync(Names.Stopped), "name");
        spec.PropSet = [new PropertySpec { Type = "HostSystem", PathSet = ["name"] }];
        return $"{(await RetrieveAsync(s, spec)).Count} objects";
    });

    [Fact]
    public Task A_traversal_leads_from_a_datacenter_to_its_folder() => CaseAsync("vm", async s =>
    {
        var spec = new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "Folder", PathSet = ["name"] }],
            ObjectSet =
            [
                new ObjectSpec
                {
                    Obj = await s.FindAsync(Names.Datacenter),
                    Skip = true,
                    SelectSet = [new TraversalSpec { Type = "Datacenter", Path = "vmFolder" }],
                },
            ],
        };
        return Sorted((await RetrieveAsync(s, spec)).Select(NameOf));
    });

    [Fact]
    public Task A_selection_that_names_itself_goes_through_folders_in_folders() => CaseAsync("golden-linux, twin, twin", async s =>
    {
        IReadOnlyList<ObjectContent> found = await RetrieveAsync(s, Specs.Below(await s.FindAsync(Names.VmFolder), "VirtualMachine", "name"));
        return Sorted(found.Select(NameOf).Where(name => name is "golden-linux" or "twin"));
    });

    [Fact]
    public Task A_selection_of_unknown_name_is_refused() => CaseAsync("InvalidArgument", async s =>
    {
        PropertyFilterSpec spec = Specs.Of(await s.FindAsync(Names.VmFolder), "name");
        spec.ObjectSet![0].SelectSet = [new SelectionSpec { Name = "nowhere" }];
        return await EndOfAsync(() => RetrieveAsync(s, spec));
    });

    [Fact]
    public Task An_object_that_is_reached_twice_comes_once() => CaseAsync("1", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        PropertyFilterSpec spec = Specs.Of(vm, "name");
        spec.ObjectSet = [new ObjectSpec { Obj = vm }, new ObjectSpec { Obj = vm }];
        return $"{(await RetrieveAsync(s, spec)).Count}";
    });

    [Fact]
    public Task A_missing_object_is_refused_or_left_out_as_asked() => CaseAsync("ManagedObjectNotFound; stopped", async s =>
    {
        PropertyFilterSpec spec = Specs.Of(new("VirtualMachine", "vm-that-is-not-there"), "name");
        string refused = await EndOfAsync(() => RetrieveAsync(s, spec));
        spec.ReportMissingObjectsInResults = true;
        spec.ObjectSet = [.. spec.ObjectSet!, new ObjectSpec { Obj = await s.FindAsync(Names.Stopped) }];
        return Lines(refused, Sorted((await RetrieveAsync(s, spec)).Where(found => found.PropSet is { Count: > 0 }).Select(NameOf)));
    });

    [Fact]
    public Task The_first_method_for_reading_still_works() => CaseAsync("stopped", async s =>
    {
        IReadOnlyList<ObjectContent> found = await s.Client.RetrievePropertiesAsync(
            s.Content.PropertyCollector!, [Specs.Of(await s.FindAsync(Names.Stopped), "name")], Stop);
        return NameOf(found.Single());
    });

    [Fact]
    public Task A_large_answer_comes_in_pages() => CaseAsync("2 with a token; 1 without a token; all different", async s =>
    {
        PropertyFilterSpec spec = await ThreeVmsAsync(s);
        RetrieveResult first = (await s.Client.RetrievePropertiesExAsync(s.Content.PropertyCollector!, [spec], new RetrieveOptions { MaxObjects = 2 }, Stop))!;
        string seen = Page(first);
        if (first.Token is null)
        {
            return seen;
        }

        RetrieveResult second = await s.Client.ContinueRetrievePropertiesExAsync(s.Content.PropertyCollector!, first.Token, Stop);
        int different = first.Objects!.Concat(second.Objects!).Select(found => found.Obj).Distinct().Count();
        return Lines(seen, Page(second), different == 3 ? "all different" : $"{different} different");
    });

    [Fact]
    public Task A_retrieval_that_is_given_up_has_no_next_page() => CaseAsync("refused", async s =>
    {
        PropertyFilterSpec spec = await ThreeVmsAsync(s);
        RetrieveResult first = (await s.Client.RetrievePropertiesExAsync(s.Content.PropertyCollector!, [spec], new RetrieveOptions { MaxObjects = 2 }, Stop))!;
        string token = first.Token ?? "none";
        await s.Client.CancelRetrievePropertiesExAsync(s.Content.PropertyCollector!, token, Stop);
        string end = await EndOfAsync(() => s.Client.ContinueRetrievePropertiesExAsync(s.Content.PropertyCollector!, token, Stop));
        return end is "InvalidArgument" or "InvalidProperty" ? "refused" : end;
    });

    private static async Task<IReadOnlyList<ObjectContent>> RetrieveAsync(BehaviourSession s, PropertyFilterSpec spec)
        => (await s.Client.RetrievePropertiesExAsync(s.Content.PropertyCollector!, [spec], new RetrieveOptions(), Stop))?.Objects ?? [];

    private static async Task<PropertyFilterSpec> ThreeVmsAsync(BehaviourSession s)
    {
        PropertyFilterSpec spec = Specs.Of(await s.FindAsync(Names.Stopped), "name");
        spec.ObjectSet = [.. spec.ObjectSet!, new ObjectSpec { Obj = await s.FindAsync(Names.AppServer) }, new ObjectSpec { Obj = await s.FindAsync(Names.EscapedVm) }];
        return spec;
    }

    private static string NameOf(ObjectContent found) => $"{found.PropSet?.SingleOrDefault(value => value.Name == "name")?.Val ?? "without a name"}";

    private static string Page(RetrieveResult page) => $"{page.Objects!.Count} {(page.Token is null ? "without" : "with")} a token";
}
