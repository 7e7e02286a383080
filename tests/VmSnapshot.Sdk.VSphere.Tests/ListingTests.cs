using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>Listing and finding VMs, page by page.</summary>
public sealed class ListingTests
{
    [Fact]
    public async Task A_listing_reads_page_after_page_and_gives_the_view_back()
    {
        await using var vcenter = Paged();

        var names = new List<string>();
        await foreach (var vm in vcenter.Gateway.ListVmsAsync(nameContains: null, TestContext.Current.CancellationToken))
        {
            names.Add(vm.Name);
        }

        names.Should().Equal("web-1", "web-2", "web-3");
        vcenter.Requests("RetrievePropertiesEx").Should().OnlyContain(r => r.Child("options").Text("maxObjects") == "1");
        var continued = vcenter.Requests("ContinueRetrievePropertiesEx");
        continued.Should().HaveCountGreaterThan(1);
        continued[0].Elements().Select(e => e.Name.LocalName).Should().Equal("_this", "token");
        continued.Select(r => r.Text("token")).Should().OnlyHaveUniqueItems("each page names the next one's token");
        vcenter.Calls.Should().NotContain("CancelRetrievePropertiesEx", "the answer was read to its end");
        vcenter.Requests("DestroyView").Should().HaveSameCount(vcenter.Requests("CreateContainerView"));
    }

    [Fact]
    public async Task A_listing_that_is_left_early_cancels_the_rest_and_gives_the_view_back()
    {
        await using var vcenter = Paged();

        await foreach (var vm in vcenter.Gateway.ListVmsAsync(nameContains: null, TestContext.Current.CancellationToken))
        {
            vm.Name.Should().Be("web-1");
            break;
        }

        vcenter.Request("CancelRetrievePropertiesEx").Elements().Select(e => e.Name.LocalName).Should().Equal("_this", "token");
        vcenter.Calls.TakeLast(2).Should().Equal("CancelRetrievePropertiesEx", "DestroyView");
    }

    [Fact]
    public async Task A_listing_whose_first_page_is_lost_is_begun_anew()
    {
        await using var vcenter = new FakeVCenter(o => o.ReadRetries = 1).WithDatacenter().WithVm("vm-1", "web-1");
        var lost = 0;
        vcenter.On("RetrievePropertiesEx", request =>
            request.Descendants().Any(e => e.Value == "runtime.powerState") && lost++ == 0 ? Answer.Dropped : vcenter.Inventory.Retrieve(request));

        var vms = await ListAsync(vcenter);

        vms.Should().ContainSingle();
        lost.Should().Be(2);
    }

    [Fact]
    public async Task A_listing_whose_session_ends_in_the_middle_says_so_and_not_that_something_is_gone()
    {
        await using var vcenter = Paged();
        vcenter.OnAsync("ContinueRetrievePropertiesEx", async request =>
        {
            if (vcenter.Requests("CreateContainerView").Count == 1)
            {
                return vcenter.Inventory.Continue(request);
            }

            vcenter.On("FindChild", Answer.Fault("NotAuthenticated"), string.Empty);
            await vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "other", TestContext.Current.CancellationToken);
            return Answer.Fault("ManagedObjectNotFound", "The object has already been deleted");
        });

        var list = () => ListAsync(vcenter);

        var error = (await list.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.IsTransient.Should().BeTrue();
        error.Fault!.Name.Should().Be("NotAuthenticated");
    }

    [Fact]
    public async Task Cancelling_a_listing_of_a_server_that_hangs_does_not_take_long()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var hang = new CancellationTokenSource();
        await using var vcenter = Paged();
        vcenter.OnAsync("ContinueRetrievePropertiesEx", request =>
        {
            vcenter.OnAsync("CancelRetrievePropertiesEx", HangAsync).OnAsync("DestroyView", HangAsync);
            cancel.Cancel();
            return HangAsync(request);
        });

        var list = async () =>
        {
            await foreach (var vm in vcenter.Gateway.ListVmsAsync(nameContains: null, cancel.Token))
            {
                vm.Should().NotBeNull();
            }
        };

        var started = TimeProvider.System.GetTimestamp();
        await list.Should().ThrowAsync<OperationCanceledException>();
        var took = TimeProvider.System.GetElapsedTime(started);
        await hang.CancelAsync();

        took.Should().BeLessThan(TimeSpan.FromSeconds(9));
        vcenter.Calls.Should().Contain("DestroyView");

        async Task<Answer> HangAsync(System.Xml.Linq.XElement _)
        {
            await Task.Delay(Timeout.Infinite, hang.Token);
            return string.Empty;
        }
    }

    [Fact]
    public async Task Folders_that_hold_each_other_do_not_keep_a_listing_from_its_end()
    {
        await using var vcenter = new FakeVCenter().WithVm("vm-1", "web-1", folder: "group-v98");
        vcenter.Inventory
            .Add("Folder", "group-v98", "one", ("Folder", "group-v99"))
            .Add("Folder", "group-v99", "other", ("Folder", "group-v98"));

        var vms = await ListAsync(vcenter);
        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.MoRef, "vm-1"), TestContext.Current.CancellationToken);

        vms.Should().ContainSingle().Which.Path.Should().EndWith("/one/web-1");
        found.Should().ContainSingle().Which.Path.Should().EndWith("/one/web-1");
    }

    [Fact]
    public async Task An_object_without_a_reference_is_an_answer_that_can_not_be_used()
    {
        await using var vcenter = new FakeVCenter().On(
            "RetrievePropertiesEx", """<returnval><objects><propSet><val xsi:type="xsd:string">web</val></propSet></objects></returnval>""");

        var list = () => ListAsync(vcenter);

        (await list.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
    }

    [Fact]
    public async Task An_empty_token_names_no_further_page()
    {
        await using var vcenter = new FakeVCenter().On("RetrievePropertiesEx", "<returnval><token/></returnval>");

        (await ListAsync(vcenter)).Should().BeEmpty();

        vcenter.Calls.Should().NotContain("ContinueRetrievePropertiesEx").And.NotContain("CancelRetrievePropertiesEx");
    }

    [Fact]
    public async Task The_view_is_of_VMs_below_the_root_and_only_what_a_listing_shows_is_read()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-1", "web-1");

        await ListAsync(vcenter);

        vcenter.Requests("CreateContainerView")[^1].ShouldBe("""
            <CreateContainerView>
              <_this type="ViewManager">ViewManager</_this>
              <container type="Folder">group-d1</container>
              <type>VirtualMachine</type>
              <recursive>true</recursive>
            </CreateContainerView>
            """);
        var spec = vcenter.Requests("RetrievePropertiesEx")[^1].Child("specSet");
        spec.Child("propSet").Elements().Select(e => e.Value).Should().Contain("config.instanceUuid").And.NotContain("config").And.NotContain("config.hardware");
        spec.Child("objectSet").ShouldBe("""
            <objectSet>
              <obj type="ContainerView">session[52c1]52d2</obj>
              <skip>true</skip>
              <selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path><skip>false</skip></selectSet>
            </objectSet>
            """);
    }

    [Fact]
    public async Task VMs_come_with_path_power_and_size_and_templates_not_at_all()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter()
            .WithVm("vm-1", "web-1", power: "poweredOn").WithVm("vm-2", "golden", template: true).WithVm("vm-3", "a%2fb", power: "suspended");

        var vms = await ListAsync(vcenter);

        vms.Should().BeEquivalentTo(
        [
            new VmSummary
            {
                Name = "web-1",
                Path = "/DC%2f0/vm/Prod/web-1",
                MoRef = new MoRef("VirtualMachine", "vm-1"),
                InstanceUuid = "5012ab34-cdef-4a5b-8c9d-000000000001",
                PowerState = VmPowerState.PoweredOn,
                Cpus = 2,
                MemoryMiB = 4096,
            },
            new VmSummary
            {
                Name = "a/b",
                Path = "/DC%2f0/vm/Prod/a%2fb",
                MoRef = new MoRef("VirtualMachine", "vm-3"),
                InstanceUuid = "5012ab34-cdef-4a5b-8c9d-000000000003",
                PowerState = VmPowerState.Suspended,
                Cpus = 2,
                MemoryMiB = 4096,
            },
        ]);
    }

    [Fact]
    public async Task A_part_of_the_name_is_looked_for_as_people_see_it()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-1", "web-1").WithVm("vm-3", "A%2fB");

        var vms = await ListAsync(vcenter, "a/");

        vms.Should().ContainSingle().Which.Name.Should().Be("A/B");
    }

    [Fact]
    public async Task A_VM_whose_configuration_can_not_be_read_is_listed_with_what_is_known()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-1", "orphan").WithVm("vm-2", "web");
        vcenter.Inventory.Hide("vm-1", "config.template", "config.instanceUuid", "config.hardware.numCPU", "config.hardware.memoryMB");

        var vms = await ListAsync(vcenter);

        vms.Select(vm => vm.Name).Should().Equal("orphan", "web");
        vms[0].InstanceUuid.Should().BeEmpty();
        vms[0].Cpus.Should().Be(0);
        vms[0].Path.Should().Be("/DC%2f0/vm/Prod/orphan");
    }

    [Fact]
    public async Task A_VM_of_a_vApp_has_the_path_of_the_vApps_folder()
    {
        await using var vcenter = WithVmInVApp();

        var vms = await ListAsync(vcenter);

        vms.Should().ContainSingle().Which.Path.Should().Be("/DC%2f0/vm/Prod/Shop/db");
    }

    [Fact]
    public async Task A_VM_is_found_by_its_name_among_all()
    {
        await using var vcenter = new FakeVCenter(o => o.PageSize = 2).WithDatacenter()
            .WithVm("vm-1", "web-1").WithVm("vm-2", "a%2fb").WithVm("vm-3", "web-3").WithVm("vm-4", "A%2fB");

        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Name, "a/b"), TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.MoRef.Value.Should().Be("vm-2");
        vcenter.Calls.Should().NotContain("FindByInventoryPath").And.NotContain("FindByUuid");
    }

    [Fact]
    public async Task A_VM_is_found_by_its_instance_uuid()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-1", "web-1")
            .On("FindByUuid", """<returnval type="VirtualMachine">vm-1</returnval>""");

        var found = await vcenter.Gateway.FindVmsAsync(
            new VmReference(VmReferenceKind.InstanceUuid, "5012AB34-CDEF-4A5B-8C9D-000000000001"), TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.Name.Should().Be("web-1");
        vcenter.Request("FindByUuid").ShouldBe("""
            <FindByUuid>
              <_this type="SearchIndex">SearchIndex</_this>
              <uuid>5012ab34-cdef-4a5b-8c9d-000000000001</uuid>
              <vmSearch>true</vmSearch>
              <instanceUuid>true</instanceUuid>
            </FindByUuid>
            """);
    }

    [Fact]
    public async Task A_VM_is_found_by_its_path_with_the_escapes_as_they_are()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-3", "a%2fb")
            .On("FindByInventoryPath", """<returnval type="VirtualMachine">vm-3</returnval>""");

        var found = await vcenter.Gateway.FindVmsAsync(
            new VmReference(VmReferenceKind.Path, "/DC%2f0/vm/Prod/a%2fb"), TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.Path.Should().Be("/DC%2f0/vm/Prod/a%2fb");
        vcenter.Request("FindByInventoryPath").Text("inventoryPath").Should().Be("DC%2f0/vm/Prod/a%2fb");
    }

    [Fact]
    public async Task A_path_that_leads_to_something_else_finds_no_VM()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().On("FindByInventoryPath", """<returnval type="Folder">group-v7</returnval>""");

        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Path, "/DC%2f0/vm/Prod"), TestContext.Current.CancellationToken);

        found.Should().BeEmpty();
    }

    [Fact]
    public async Task A_moRef_of_a_VM_that_is_gone_finds_nothing()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter();

        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.MoRef, "vm-404"), TestContext.Current.CancellationToken);

        found.Should().BeEmpty();
    }

    [Fact]
    public async Task A_listing_without_the_privilege_names_privilege_and_object()
    {
        await using var vcenter = new FakeVCenter().On("CreateContainerView", Answer.Fault(
            "NoPermission", "Permission to perform this operation was denied.", """<object type="Folder">group-d1</object><privilegeId>System.View</privilegeId>"""));

        var list = () => ListAsync(vcenter);

        (await list.Should().ThrowAsync<VmSnapshotException>().WithMessage("*System.View*group-d1*")).Which.Code.Should().Be(VmSnapshotErrorCodes.PrivilegeMissing);
    }

    internal static FakeVCenter WithVmInVApp()
    {
        var vcenter = new FakeVCenter().WithDatacenter();
        vcenter.Inventory.Add(
            "VirtualMachine",
            "vm-50",
            ("name", Property.Text("db")),
            ("parentVApp", Property.Reference("VirtualApp", "resgroup-v12")),
            ("resourcePool", Property.Reference("VirtualApp", "resgroup-v12")),
            ("runtime.powerState", Property.Value("VirtualMachinePowerState", "poweredOff")),
            ("config.template", Property.Flag(false)),
            ("config.hardware", Property.Value("VirtualHardware", "<numCPU>1</numCPU><memoryMB>512</memoryMB>")));
        return vcenter;
    }

    private static FakeVCenter Paged() => new FakeVCenter(o => o.PageSize = 1).WithDatacenter()
        .WithVm("vm-1", "web-1").WithVm("vm-2", "web-2").WithVm("vm-3", "web-3");

    private static async Task<IReadOnlyList<VmSummary>> ListAsync(FakeVCenter vcenter, string? nameContains = null)
    {
        var vms = new List<VmSummary>();
        await foreach (var vm in vcenter.Gateway.ListVmsAsync(nameContains, TestContext.Current.CancellationToken))
        {
            vms.Add(vm);
        }

        return vms;
    }
}
