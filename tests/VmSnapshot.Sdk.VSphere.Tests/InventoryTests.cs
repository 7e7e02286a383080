using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>Finding datastores, networks, pools and folders by name and path.</summary>
public sealed class InventoryTests
{
    private static readonly MoRef TheDatacenter = new("Datacenter", "datacenter-2");

    [Theory]
    [InlineData(InventoryKind.Datastore, "ssd-1", "Datastore:datastore-11", "/DC%2f0/datastore/ssd-1")]
    [InlineData(InventoryKind.Network, "LAN", "Network:network-5", "/DC%2f0/network/LAN")]
    [InlineData(InventoryKind.Network, "App", "DistributedVirtualPortgroup:dvportgroup-21", "/DC%2f0/network/App")]
    [InlineData(InventoryKind.Network, "Segment", "OpaqueNetwork:network-o31", "/DC%2f0/network/Segment")]
    [InlineData(InventoryKind.ResourcePool, "Silver", "ResourcePool:resgroup-10", "/DC%2f0/host/Cluster/Resources/Silver")]
    [InlineData(InventoryKind.ResourcePool, "Cluster", "ResourcePool:resgroup-9", "/DC%2f0/host/Cluster/Resources")]
    [InlineData(InventoryKind.Folder, "Prod", "Folder:group-v7", "/DC%2f0/vm/Prod")]
    public async Task Objects_are_found_by_name(InventoryKind kind, string name, string moRef, string path)
    {
        await using var vcenter = new FakeVCenter().WithDatacenter();

        var found = await vcenter.Gateway.FindAsync(kind, name, TheDatacenter, TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.Should().Be(new InventoryObject { MoRef = MoRef.Parse(moRef), Name = path[(path.LastIndexOf('/') + 1)..], Path = path });
        vcenter.Request("CreateContainerView").Text("container").Should().Be(kind == InventoryKind.Folder ? "group-v3" : "datacenter-2");
        vcenter.Requests("DestroyView").Should().ContainSingle();
    }

    [Fact]
    public async Task A_name_with_a_slash_is_found_as_people_see_it()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().On("FindChild", string.Empty);

        var found = await vcenter.Gateway.FindAsync(InventoryKind.Datastore, "a/b", TheDatacenter, TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.Should().Be(new InventoryObject
        {
            MoRef = new MoRef("Datastore", "datastore-12"),
            Name = "a/b",
            Path = "/DC%2f0/datastore/a%2fb",
        });
    }

    [Theory]
    [InlineData(InventoryKind.Datastore, "/DC%2f0/datastore/ssd-1", "Datastore:datastore-11")]
    [InlineData(InventoryKind.Network, "/DC%2f0/network/App", "DistributedVirtualPortgroup:dvportgroup-21")]
    [InlineData(InventoryKind.ResourcePool, "/DC%2f0/host/Cluster/Resources/Silver", "ResourcePool:resgroup-10")]
    [InlineData(InventoryKind.Folder, "/DC%2f0/vm/Prod", "Folder:group-v7")]
    public async Task Objects_are_found_by_their_whole_path(InventoryKind kind, string path, string moRef)
    {
        var expected = MoRef.Parse(moRef);
        await using var vcenter = new FakeVCenter().WithDatacenter()
            .On("FindByInventoryPath", $"""<returnval type="{expected.Type}">{expected.Value}</returnval>""");

        var found = await vcenter.Gateway.FindAsync(kind, path, TheDatacenter, TestContext.Current.CancellationToken);

        var hit = found.Should().ContainSingle().Subject;
        hit.MoRef.Should().Be(expected);
        hit.Path.Should().Be(path);
        vcenter.Request("FindByInventoryPath").ShouldBe($"""
            <FindByInventoryPath><_this type="SearchIndex">SearchIndex</_this><inventoryPath>{path[1..]}</inventoryPath></FindByInventoryPath>
            """);
        vcenter.Calls.Should().NotContain("CreateContainerView");
    }

    [Fact]
    public async Task A_clusters_path_stands_for_its_root_pool()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter()
            .On("FindByInventoryPath", """<returnval type="ClusterComputeResource">domain-c8</returnval>""");

        var found = await vcenter.Gateway.FindAsync(InventoryKind.ResourcePool, "/DC%2f0/host/Cluster", TheDatacenter, TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.MoRef.Value.Should().Be("resgroup-9");
    }

    [Theory]
    [InlineData(InventoryKind.Folder, "group-v3")]
    [InlineData(InventoryKind.Datastore, "group-s5")]
    [InlineData(InventoryKind.Network, "group-n6")]
    [InlineData(InventoryKind.ResourcePool, "group-h4")]
    public async Task A_path_below_the_datacenter_is_descended_from_the_folder_of_its_kind(InventoryKind kind, string root)
    {
        await using var vcenter = new FakeVCenter().WithDatacenter()
            .On("FindChild", """<returnval type="Folder">group-v7</returnval>""", string.Empty);

        await vcenter.Gateway.FindAsync(kind, "Prod/a%2fb", TheDatacenter, TestContext.Current.CancellationToken);

        vcenter.Requests("FindChild").Select(r => (r.Text("entity"), r.Text("name"))).Should().Equal((root, "Prod"), ("group-v7", "a%2fb"));
    }

    [Fact]
    public async Task A_folder_that_holds_no_VMs_is_not_taken_for_one()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().On("FindByInventoryPath", """<returnval type="Folder">group-s5</returnval>""");

        var found = await vcenter.Gateway.FindAsync(InventoryKind.Folder, "/DC%2f0/datastore", TheDatacenter, TestContext.Current.CancellationToken);

        found.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter();

        var found = await vcenter.Gateway.FindAsync(InventoryKind.Network, "nothing", TheDatacenter, TestContext.Current.CancellationToken);

        found.Should().BeEmpty();
    }

    [Fact]
    public async Task Objects_are_read_with_their_paths_and_those_that_are_gone_are_left_out()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter();

        var read = await vcenter.Gateway.ReadObjectsAsync(
            [new MoRef("Datastore", "datastore-12"), new MoRef("Datastore", "datastore-404"), new MoRef("ResourcePool", "resgroup-10")],
            TestContext.Current.CancellationToken);

        read.Select(o => o.Path).Should().Equal("/DC%2f0/datastore/a%2fb", "/DC%2f0/host/Cluster/Resources/Silver");
    }

    [Fact]
    public async Task Objects_that_are_all_there_are_read_in_one_request()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter();

        var read = await vcenter.Gateway.ReadObjectsAsync(
            [new MoRef("Datastore", "datastore-12"), new MoRef("Folder", "group-v7")], TestContext.Current.CancellationToken);

        read.Should().HaveCount(2);
        vcenter.Requests("RetrievePropertiesEx").Should().ContainSingle();
    }
}
