using System.Xml.Linq;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Shapes;

public class RecordedAnswerTests
{
    [Fact]
    public async Task The_service_content_has_the_shape_that_vCenter_gives_it()
    {
        await using ShapeLab lab = await ShapeLab.CreateAsync();

        lab.Latest.Name.LocalName.Should().Be("RetrieveServiceContentResponse");
        lab.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task Logging_in_and_out_have_the_shape_that_vCenter_gives_them()
    {
        await using ShapeLab lab = await ShapeLab.CreateAsync();

        await lab.LogInAsync();
        lab.Differences.Should().BeEmpty();

        await lab.Client.AcquireCloneTicketAsync(lab.Content.SessionManager!, ShapeLab.Cancelled);
        lab.Differences.Should().BeEmpty();

        await lab.Client.LogoutAsync(lab.Content.SessionManager!, ShapeLab.Cancelled);
        lab.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task A_refused_login_has_the_shape_that_vCenter_gives_it()
    {
        await using ShapeLab lab = await ShapeLab.CreateAsync();

        await lab.Invoking(one => one.LogInAsync(password: "wrong")).Should().ThrowAsync<VimFaultException>();

        lab.Latest.Name.LocalName.Should().Be("Fault");
        lab.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task A_view_has_the_shape_that_vCenter_gives_it()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync();

        ManagedObjectReference view = await lab.Client.CreateContainerViewAsync(lab.Content.ViewManager!, lab.Content.RootFolder!, ["Datacenter"], recursive: true, ShapeLab.Cancelled);
        lab.Differences.Should().BeEmpty();

        await lab.Client.RetrievePropertiesExAsync(lab.Collector, [ShapeLab.Spec("ContainerView", ["view"], [view])], new RetrieveOptions(), ShapeLab.Cancelled);
        lab.Differences.Should().BeEmpty();

        await lab.Client.DestroyViewAsync(view, ShapeLab.Cancelled);
        lab.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task A_VM_that_was_looked_for_has_the_shape_that_vCenter_gives_it()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync();
        ManagedObjectReference vm = lab.First("VirtualMachine");
        IReadOnlyList<ObjectContent> read = await lab.Client.RetrievePropertiesAsync(lab.Collector, [ShapeLab.Spec("VirtualMachine", ["config.instanceUuid"], [vm])], ShapeLab.Cancelled);

        ManagedObjectReference? found = await lab.Client.FindByUuidAsync(lab.Content.SearchIndex!, null, (string)read[0].PropSet![0].Val!, vmSearch: true, instanceUuid: true, ShapeLab.Cancelled);

        found.Should().Be(vm);
        lab.Differences.Should().BeEmpty();
    }

    [Fact]
    public async Task A_clone_from_its_call_to_its_result_has_the_shape_that_vCenter_gives_it()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync();
        var differences = new List<ShapeDifference>();

        ManagedObjectReference task = await lab.CloneAsync(() => differences.AddRange(lab.Differences));
        await lab.Client.RetrievePropertiesAsync(lab.Collector, [ShapeLab.Spec("Task", ["info"], [task])], ShapeLab.Cancelled);

        differences.Concat(lab.Differences).Should().BeEmpty();
        lab.Latest.Descendants().Should().Contain(element => element.Name.LocalName == "result");
    }

    [Fact]
    public async Task A_whole_inventory_has_the_shape_that_vCenter_gives_it_in_updates()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync();
        await lab.Client.CreateFilterAsync(lab.Collector, Inventory(lab), partialUpdates: true, ShapeLab.Cancelled);

        bool isTruncated;
        string version = "";
        do
        {
            UpdateSet? updates = await lab.Client.WaitForUpdatesExAsync(lab.Collector, version, new WaitOptions { MaxWaitSeconds = 0 }, ShapeLab.Cancelled);
            lab.Differences.Should().BeEmpty();
            (version, isTruncated) = (updates!.Version!, updates.Truncated == true);
        }
        while (isTruncated);
    }

    [Fact]
    public async Task A_whole_inventory_has_the_shape_that_vCenter_gives_it_in_pages()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync();

        RetrieveResult? page = await lab.Client.RetrievePropertiesExAsync(lab.Collector, [Inventory(lab)], new RetrieveOptions { MaxObjects = 10 }, ShapeLab.Cancelled);
        lab.Differences.Should().BeEmpty();
        page!.Token.Should().NotBeNull();
        while (page?.Token is { } token)
        {
            page = await lab.Client.ContinueRetrievePropertiesExAsync(lab.Collector, token, ShapeLab.Cancelled);
            lab.Differences.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task What_a_user_may_not_read_is_missing_in_the_shape_that_vCenter_gives_it()
    {
        await using ShapeLab lab = await ShapeLab.LoggedInAsync("readonly", "readonly");
        PropertyFilterSpec spec = ShapeLab.Spec("SessionManager", ["defaultLocale", "sessionList"], [lab.Content.SessionManager!]);

        await lab.Client.RetrievePropertiesAsync(lab.Collector, [spec], ShapeLab.Cancelled);

        XElement denied = lab.Latest.Descendants().Single(element => element.Name.LocalName == "missingSet");
        denied.Descendants().Single(element => element.Name.LocalName == "privilegeId").Value.Should().Be("Sessions.TerminateSession");
        // The recording is of a client without a session: NotAuthenticated is a NoPermission, and had no missingPrivileges yet.
        denied.Descendants().Attributes().Single(attribute => attribute.Value == "NoPermission").Value = "NotAuthenticated";
        lab.Differences.Should().Equal(new ShapeDifference("NotAuthenticated/missingPrivileges", "in no recording"));
    }

    private static PropertyFilterSpec Inventory(ShapeLab lab)
    {
        IReadOnlyList<string> types = ["ClusterComputeResource", "Datacenter", "Datastore", "DistributedVirtualPortgroup", "Folder", "HostSystem", "Network", "ResourcePool", "VirtualMachine"];
        Dictionary<string, List<ManagedObjectReference>> objects = lab.ObjectsByType();
        return new PropertyFilterSpec
        {
            PropSet = [.. types.Select(type => new PropertySpec { Type = type, PathSet = [.. RecordedShapes.All.Properties.Where(property => property.Type == type).Select(property => property.Path)] })],
            ObjectSet = [.. types.SelectMany(type => objects[type]).Select(known => new ObjectSpec { Obj = known })],
        };
    }
}
