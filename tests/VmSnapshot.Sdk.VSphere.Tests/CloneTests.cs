using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>What CloneVM_Task is sent.</summary>
public sealed class CloneTests
{
    private static readonly Guid Uuid = new("5012ab34-cdef-4a5b-8c9d-0123456789ab");

    private static readonly CloneVm Full = new()
    {
        Source = new MoRef("VirtualMachine", "vm-42"),
        Name = "web <01> & more",
        Folder = new MoRef("Folder", "group-v3"),
        ResourcePool = new MoRef("ResourcePool", "resgroup-9"),
        Datastore = new MoRef("Datastore", "datastore-11"),
        InstanceUuid = Uuid,
        Marker = new OwnershipMarker { StoreId = "store", OperationId = "op-1", Item = 2, InstanceUuid = Uuid },
    };

    private static string Marker => Full.Marker.ToExtraConfigValue();

    [Fact]
    public async Task A_full_clone_consolidates_the_disks_and_carries_uuid_and_marker()
    {
        await using var vcenter = Cloning();

        var task = await vcenter.Gateway.StartCloneAsync(Full, TestContext.Current.CancellationToken);

        task.Should().Be(new MoRef("Task", "task-100"));
        vcenter.Request("CloneVM_Task").ShouldBe($"""
            <CloneVM_Task>
              <_this type="VirtualMachine">vm-42</_this>
              <folder type="Folder">group-v3</folder>
              <name>web &lt;01&gt; &amp; more</name>
              <spec>
                <location>
                  <datastore type="Datastore">datastore-11</datastore>
                  <diskMoveType>moveAllDiskBackingsAndConsolidate</diskMoveType>
                  <pool type="ResourcePool">resgroup-9</pool>
                </location>
                <template>false</template>
                <config>
                  <instanceUuid>5012ab34-cdef-4a5b-8c9d-0123456789ab</instanceUuid>
                  <extraConfig><key>vmsnapshot.operation</key><value xsi:type="xsd:string">{Marker}</value></extraConfig>
                </config>
                <powerOn>false</powerOn>
              </spec>
            </CloneVM_Task>
            """);
    }

    [Fact]
    public async Task A_linked_clone_stands_on_the_native_snapshot_and_stays_where_the_source_is()
    {
        await using var vcenter = Cloning();

        await vcenter.Gateway.StartCloneAsync(
            Full with { Name = "web", Datastore = null, Linked = true, NativeSnapshot = new MoRef("VirtualMachineSnapshot", "snapshot-7") },
            TestContext.Current.CancellationToken);

        vcenter.Request("CloneVM_Task").Child("spec").ShouldBe($"""
            <spec>
              <location>
                <diskMoveType>createNewChildDiskBacking</diskMoveType>
                <pool type="ResourcePool">resgroup-9</pool>
              </location>
              <template>false</template>
              <config>
                <instanceUuid>5012ab34-cdef-4a5b-8c9d-0123456789ab</instanceUuid>
                <extraConfig><key>vmsnapshot.operation</key><value xsi:type="xsd:string">{Marker}</value></extraConfig>
              </config>
              <powerOn>false</powerOn>
              <snapshot type="VirtualMachineSnapshot">snapshot-7</snapshot>
            </spec>
            """);
    }

    [Fact]
    public async Task A_full_clone_of_a_native_snapshot_names_it_too()
    {
        await using var vcenter = Cloning();

        await vcenter.Gateway.StartCloneAsync(
            Full with { NativeSnapshot = new MoRef("VirtualMachineSnapshot", "snapshot-7") }, TestContext.Current.CancellationToken);

        var spec = vcenter.Request("CloneVM_Task").Child("spec");
        spec.Child("location").Text("diskMoveType").Should().Be("moveAllDiskBackingsAndConsolidate");
        spec.Text("snapshot").Should().Be("snapshot-7");
    }

    [Theory]
    [InlineData("a/b", "a%2fb")]
    [InlineData(@"a\b", "a%5cb")]
    [InlineData("100%", "100%25")]
    [InlineData("a%2fb", "a%252fb")]
    [InlineData("Ünïcode 名", "Ünïcode 名")]
    public async Task A_name_is_sent_with_slashes_and_percent_signs_escaped(string name, string sent)
    {
        await using var vcenter = Cloning().On("FindChild", """<returnval type="VirtualMachine">vm-77</returnval>""");

        await vcenter.Gateway.StartCloneAsync(Full with { Name = name }, TestContext.Current.CancellationToken);
        var found = await vcenter.Gateway.FindVmInFolderAsync(Full.Folder, name, TestContext.Current.CancellationToken);

        vcenter.Request("CloneVM_Task").Text("name").Should().Be(sent);
        found.Should().Be(new MoRef("VirtualMachine", "vm-77"));
        var find = vcenter.Request("FindChild");
        find.Text("_this").Should().Be("SearchIndex");
        find.Text("entity").Should().Be("group-v3");
        find.Text("name").Should().Be(sent);
    }

    [Fact]
    public async Task A_name_that_nothing_has_is_not_found()
    {
        await using var vcenter = Cloning().On("FindChild", string.Empty);

        var found = await vcenter.Gateway.FindVmInFolderAsync(Full.Folder, "nothing", TestContext.Current.CancellationToken);

        found.Should().BeNull();
    }

    [Theory]
    [InlineData(true, "host-31", null)]
    [InlineData(false, "host-31", "host-31")]
    [InlineData(false, "host-99", "host-32")]
    public async Task A_host_is_named_only_where_DRS_does_not_choose_one(bool drs, string sourceHost, string? named)
    {
        await using var vcenter = Cloning(drs, sourceHost);

        await vcenter.Gateway.StartCloneAsync(Full, TestContext.Current.CancellationToken);

        var location = vcenter.Request("CloneVM_Task").Child("spec").Child("location");
        location.Elements().Select(e => e.Name.LocalName).Should().Equal(
            ["datastore", "diskMoveType", "pool", .. named is null ? Array.Empty<string>() : ["host"]]);
        location.Children("host").Select(h => h.Value).SingleOrDefault().Should().Be(named);
    }

    private static FakeVCenter Cloning(bool drs = true, string sourceHost = "host-31")
    {
        var vcenter = new FakeVCenter().On("CloneVM_Task", """<returnval type="Task">task-100</returnval>""");
        vcenter.Inventory
            .Add("VirtualMachine", "vm-42", ("runtime.host", Property.Reference("HostSystem", sourceHost)))
            .Add("ResourcePool", "resgroup-9", ("owner", Property.Reference("ClusterComputeResource", "domain-c8")))
            .Add(
                "ClusterComputeResource",
                "domain-c8",
                ("host", Property.References(("HostSystem", "host-30"), ("HostSystem", "host-31"), ("HostSystem", "host-32"))),
                ("configuration.drsConfig.enabled", Property.Flag(drs)))
            .Add("HostSystem", "host-30", ("runtime.inMaintenanceMode", Property.Flag(true)))
            .Add("HostSystem", "host-31", ("runtime.inMaintenanceMode", Property.Flag(true)))
            .Add("HostSystem", "host-32", ("runtime.inMaintenanceMode", Property.Flag(false)));
        return vcenter;
    }
}
