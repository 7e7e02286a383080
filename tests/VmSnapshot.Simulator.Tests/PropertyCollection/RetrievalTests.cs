using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

public class RetrievalTests
{
    [Fact]
    public async Task Nested_paths_and_keys_lead_to_values_below_a_property()
    {
        await using WatchedInventory small = await CreateAsync();

        Dictionary<string, object?> read = await small.ReadAsync(
            small.Vms[0].Reference,
            "name", "config.hardware.numCPU", "config.hardware.device[500]", "config.hardware.device[500].deviceInfo.label", "config.extraConfig[\"guestinfo.b.c\"].value");

        read["name"].Should().Be("vm0");
        read["config.hardware.numCPU"].Should().Be(2);
        read["config.hardware.device[500]"].Should().BeOfType<VirtualMachineVideoCard>();
        read["config.hardware.device[500].deviceInfo.label"].Should().Be("Video card ");
        read["config.extraConfig[\"guestinfo.b.c\"].value"].Should().Be("2");
    }

    [Fact]
    public async Task Lists_have_the_type_that_names_their_array_on_the_wire()
    {
        await using WatchedInventory small = await CreateAsync();

        Dictionary<string, object?> vm = await small.ReadAsync(small.Vms[0].Reference, "config.hardware.device", "disabledMethod", "recentTask", "customValue", "effectiveRole");
        Dictionary<string, object?> folder = await small.ReadAsync(small.Datacenter.VmFolder.Reference, "childEntity", "childType");

        vm["config.hardware.device"].Should().BeOfType<List<VirtualDevice>>();
        vm["disabledMethod"].Should().BeOfType<List<string>>();
        vm["recentTask"].Should().BeOfType<List<ManagedObjectReference>>().Which.Should().BeEmpty();
        vm["customValue"].Should().BeOfType<List<CustomFieldValue>>();
        vm["effectiveRole"].Should().BeOfType<List<int>>();
        folder["childEntity"].Should().BeOfType<List<ManagedObjectReference>>().Which.Should().Equal(small.Vms.Select(v => v.Reference));
        folder["childType"].Should().BeOfType<List<string>>().Which.Should().Contain("VirtualMachine");
    }

    [Fact]
    public async Task What_is_unset_is_left_out()
    {
        await using WatchedInventory small = await CreateAsync();

        Dictionary<string, object?> read = await small.ReadAsync(small.Vms[0].Reference, "name", "snapshot", "snapshot.currentSnapshot", "config.hardware.device[9999]");

        read.Keys.Should().Equal("name");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("config.hardware.nonsense")]
    [InlineData("config.hardware.numCpu")]
    [InlineData("config.hardware.device.key")]
    [InlineData("config.hardware[3]")]
    [InlineData("name.first")]
    [InlineData("parent.name")]
    [InlineData("config..hardware")]
    [InlineData("config.hardware.device[4000")]
    [InlineData("")]
    public async Task A_path_that_vim25_does_not_have_is_InvalidProperty(string path)
    {
        await using WatchedInventory small = await CreateAsync();

        VimFaultException fault = await small.RetrieveAsync(Filter(small.Vms[0].Reference, "name", path)).ShouldFailWithAsync("InvalidProperty");

        fault.Fault.Should().BeOfType<InvalidProperty>().Which.Name.Should().Be(path);
    }

    [Fact]
    public async Task A_member_that_the_library_left_out_of_a_type_is_only_unset()
    {
        await using WatchedInventory small = await CreateAsync();

        Dictionary<string, object?> read = await small.ReadAsync(small.Host.Reference, "summary.hardware.vendor", "summary.hardware.otherIdentifyingInfo");

        read.Keys.Should().Equal("summary.hardware.vendor");
    }

    [Fact]
    public async Task A_type_that_vim25_does_not_have_is_InvalidType()
    {
        await using WatchedInventory small = await CreateAsync();

        await small.RetrieveAsync(Filter("Machine", [new ObjectSpec { Obj = small.Vms[0].Reference }], "name")).ShouldFailWithAsync("InvalidType");
    }

    [Fact]
    public async Task All_reads_every_property_that_is_set()
    {
        await using WatchedInventory small = await CreateAsync();

        ObjectContent content = (await small.RetrieveAsync(new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "VirtualMachine", All = true }],
            ObjectSet = [new ObjectSpec { Obj = small.Vms[0].Reference }],
        })).Single();

        content.PropSet!.Select(p => p.Name).Should().Contain(["name", "config", "runtime", "summary", "parent", "resourcePool", "guest"]).And.NotContain("snapshot");
        content.MissingSet.Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_paths_only_the_references_come(bool isEmptyList)
    {
        await using WatchedInventory small = await CreateAsync();

        ObjectContent content = (await small.RetrieveAsync(new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "VirtualMachine", PathSet = isEmptyList ? [] : null }],
            ObjectSet = [new ObjectSpec { Obj = small.Vms[0].Reference }],
        })).Single();

        content.Obj.Should().Be(small.Vms[0].Reference);
        content.PropSet.Should().BeNull();
    }

    [Fact]
    public async Task Property_sets_of_the_type_and_of_its_bases_are_joined()
    {
        await using WatchedInventory small = await CreateAsync();

        ObjectContent content = (await small.RetrieveAsync(new PropertyFilterSpec
        {
            PropSet =
            [
                new PropertySpec { Type = "ManagedEntity", PathSet = ["name", "parent"] },
                new PropertySpec { Type = "VirtualMachine", PathSet = ["name", "runtime.powerState"] },
                new PropertySpec { Type = "Folder", PathSet = ["childType"] },
            ],
            ObjectSet = [new ObjectSpec { Obj = small.Vms[0].Reference }],
        })).Single();

        content.PropSet!.Select(p => p.Name).Should().Equal("name", "parent", "runtime.powerState");
    }

    [Fact]
    public async Task An_object_that_two_filters_select_is_answered_once_with_the_properties_of_both()
    {
        await using WatchedInventory small = await CreateAsync();
        ManagedObjectReference vm = small.Vms[0].Reference;

        IReadOnlyList<ObjectContent> contents = await small.RetrieveAsync(Filter(vm, "name"), Filter(vm, "name", "guest.guestState"), Filter(small.Vms[1].Reference, "config.guestId"));

        contents.Select(c => c.Obj).Should().Equal(vm, small.Vms[1].Reference);
        contents[0].PropSet!.Select(p => p.Name).Should().Equal("name", "guest.guestState");
        contents[1].PropSet!.Select(p => p.Name).Should().Equal("config.guestId");
    }

    [Fact]
    public async Task Objects_without_a_property_set_of_their_type_are_not_reported()
    {
        await using WatchedInventory small = await CreateAsync();

        RetrieveResult? result = await small.Client.RetrievePropertiesExAsync(
            small.Collector, [Filter("Folder", [new ObjectSpec { Obj = small.Vms[0].Reference }], "name")], new RetrieveOptions(), Stop);

        result.Should().BeNull();
    }

    [Fact]
    public async Task A_recursive_traversal_by_name_reaches_everything_below_the_root_once()
    {
        await using WatchedInventory small = await CreateAsync(3);
        static SelectionSpec Named(string name) => new() { Name = name };

        IReadOnlyList<ObjectContent> contents = await small.RetrieveAsync(Filter("ManagedEntity",
        [
            new ObjectSpec
            {
                Obj = small.User.Content.RootFolder,
                Skip = true,
                SelectSet =
                [
                    new TraversalSpec { Name = "folders", Type = "Folder", Path = "childEntity", SelectSet = [Named("folders"), Named("vms"), Named("hosts"), Named("pools")] },
                    new TraversalSpec { Name = "vms", Type = "Datacenter", Path = "vmFolder", SelectSet = [Named("folders")] },
                    new TraversalSpec { Name = "hosts", Type = "Datacenter", Path = "hostFolder", Skip = true, SelectSet = [Named("folders")] },
                    new TraversalSpec { Name = "pools", Type = "ComputeResource", Path = "resourcePool" },
                ],
            },
        ], "name"));

        contents.Select(c => (string)c.PropSet!.Single().Val!).Should().BeEquivalentTo("DC0", "vm", "C0", "Resources", "vm0", "vm1", "vm2");
    }

    [Fact]
    public async Task A_traversal_follows_references_in_nested_paths_and_a_cycle_ends()
    {
        await using WatchedInventory small = await CreateAsync();

        IReadOnlyList<ObjectContent> contents = await small.RetrieveAsync(new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = "HostSystem", PathSet = ["name"] }, new PropertySpec { Type = "VirtualMachine", PathSet = ["name"] }],
            ObjectSet =
            [
                new ObjectSpec
                {
                    Obj = small.Vms[1].Reference,
                    SelectSet =
                    [
                        new TraversalSpec
                        {
                            Name = "toHost", Type = "VirtualMachine", Path = "runtime.host",
                            SelectSet = [new TraversalSpec { Type = "HostSystem", Path = "vm", SelectSet = [new SelectionSpec { Name = "toHost" }] }],
                        },
                    ],
                },
            ],
        });

        contents.Select(c => c.Obj).Should().BeEquivalentTo([small.Vms[1].Reference, small.Host.Reference, small.Vms[0].Reference]);
    }

    [Fact]
    public async Task A_selection_by_a_name_that_nothing_has_is_InvalidArgument()
    {
        await using WatchedInventory small = await CreateAsync();

        await small.RetrieveAsync(Filter("VirtualMachine", [new ObjectSpec { Obj = small.Vms[0].Reference, SelectSet = [new SelectionSpec { Name = "nothing" }] }], "name"))
            .ShouldFailWithAsync("InvalidArgument");
    }

    [Fact]
    public async Task A_traversal_over_a_property_that_its_type_lacks_is_InvalidArgument()
    {
        await using WatchedInventory small = await CreateAsync();

        await small.RetrieveAsync(Filter("VirtualMachine", [new ObjectSpec { Obj = small.Vms[0].Reference, SelectSet = [new TraversalSpec { Type = "VirtualMachine", Path = "childEntity" }] }], "name"))
            .ShouldFailWithAsync("InvalidArgument");
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_a_fault_or_left_out_as_the_filter_says()
    {
        await using WatchedInventory small = await CreateAsync();
        var gone = new ManagedObjectReference("VirtualMachine", "vm-999");
        PropertyFilterSpec lenient = Filter("VirtualMachine", [new ObjectSpec { Obj = gone }, new ObjectSpec { Obj = small.Vms[0].Reference }], "name");
        lenient.ReportMissingObjectsInResults = true;

        VimFaultException fault = await small.RetrieveAsync(Filter(gone, "name")).ShouldFailWithAsync("ManagedObjectNotFound");
        IReadOnlyList<ObjectContent> contents = await small.RetrieveAsync(lenient);

        fault.Fault.Should().BeOfType<ManagedObjectNotFound>().Which.Obj.Should().Be(gone);
        contents.Select(c => c.Obj).Should().Equal(small.Vms[0].Reference);
    }

    [Fact]
    public async Task RetrieveProperties_answers_like_its_successor_in_one_piece()
    {
        await using WatchedInventory small = await CreateAsync(150);

        IReadOnlyList<ObjectContent> contents = await small.Client.RetrievePropertiesAsync(
            small.Collector, [Filter("VirtualMachine", [new ObjectSpec { Obj = small.Host.Reference, SelectSet = [new TraversalSpec { Type = "HostSystem", Path = "vm" }] }], "name")], Stop);

        contents.Should().HaveCount(150);
    }

    [Fact]
    public async Task Fetch_reads_one_property_of_any_object()
    {
        await using WatchedInventory small = await CreateAsync();

        (await small.Client.FetchAsync(small.Vms[0].Reference, "name", Stop)).Should().Be("vm0");
        (await small.Client.FetchAsync(small.Vms[0].Reference, "snapshot", Stop)).Should().BeNull();
        (await small.Client.FetchAsync(small.Host.Reference, "vm", Stop)).Should().BeOfType<List<ManagedObjectReference>>().Which.Should().HaveCount(2);
        (await small.Client.FetchAsync(VimClient.ServiceInstance, "serverClock", Stop)).Should().Be(small.Clock.GetUtcNow());
        await small.Client.FetchAsync(small.Vms[0].Reference, "nonsense", Stop).ShouldFailWithAsync("InvalidProperty");
    }

    [Fact]
    public async Task Without_a_session_the_service_can_be_read_and_everything_else_is_missing()
    {
        await using WatchedInventory small = await CreateAsync();
        await using var stranger = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = small.Simulator.CreateTransport });

        object? content = await stranger.FetchAsync(VimClient.ServiceInstance, "content", Stop);
        RetrieveResult? read = await stranger.RetrievePropertiesExAsync(
            small.Collector,
            [Filter(VimClient.ServiceInstance, "content"), Filter("Folder", [new ObjectSpec { Obj = small.User.Content.RootFolder, SelectSet = [new TraversalSpec { Type = "Folder", Path = "childEntity" }] }], "name")],
            new RetrieveOptions { MaxObjects = 1 },
            Stop);

        content.Should().BeOfType<ServiceContent>();
        read!.Objects!.Should().HaveCount(2);
        read.Objects![0].PropSet!.Single().Val.Should().BeOfType<ServiceContent>();
        read.Objects[1].PropSet.Should().BeNull();
        MissingProperty missing = read.Objects[1].MissingSet!.Single();
        missing.Path.Should().Be("name");
        missing.Fault!.Fault.Should().BeOfType<NotAuthenticated>().Which.PrivilegeId.Should().Be("System.View");
        await stranger.FetchAsync(small.Vms[0].Reference, "name", Stop).ShouldFailWithAsync("NotAuthenticated");
    }

    [Fact]
    public async Task What_the_user_may_not_read_is_in_the_missing_set_and_what_it_may_not_see_is_left_out()
    {
        await using WatchedInventory small = await CreateAsync();
        VirtualMachine hidden = small.Vms[1];
        small.Simulator.VCenter.Properties.Allows = (_, target, privilege) => target != hidden && (target is not VirtualMachine || privilege == "System.View");

        IReadOnlyList<ObjectContent> contents = await small.RetrieveAsync(Filter(
            "VirtualMachine", [new ObjectSpec { Obj = small.Host.Reference, SelectSet = [new TraversalSpec { Type = "HostSystem", Path = "vm" }] }], "name", "config.uuid"));

        ObjectContent content = contents.Should().ContainSingle().Subject;
        content.Obj.Should().Be(small.Vms[0].Reference);
        content.PropSet!.Single().Name.Should().Be("name");
        content.MissingSet!.Single().Path.Should().Be("config.uuid");
        content.MissingSet!.Single().Fault!.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("System.Read");
        await small.Client.FetchAsync(small.Vms[0].Reference, "config", Stop).ShouldFailWithAsync("NoPermission");
    }

    [Fact]
    public async Task Nobody_is_led_further_by_what_they_may_not_read()
    {
        await using WatchedInventory small = await CreateAsync();
        PropertyFilterSpec hosts = Filter("HostSystem", [new ObjectSpec { Obj = small.Vms[0].Reference, SelectSet = [new TraversalSpec { Type = "VirtualMachine", Path = "runtime.host" }] }], "name");
        IReadOnlyList<ObjectContent> before = await small.RetrieveAsync(hosts);

        small.Simulator.VCenter.Properties.Allows = (_, target, privilege) => target is not VirtualMachine || privilege == "System.View";

        before.Should().ContainSingle();
        (await small.RetrieveAsync(hosts)).Should().BeEmpty();
    }
}
