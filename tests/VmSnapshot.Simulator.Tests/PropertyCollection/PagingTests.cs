using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

public class PagingTests
{
    [Fact]
    public async Task Pages_have_as_many_objects_as_asked_for_and_the_last_has_no_token()
    {
        await using WatchedInventory small = await CreateAsync(5);

        RetrieveResult first = (await BeginAsync(small, 2))!;
        RetrieveResult second = await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, first.Token!, Stop);
        RetrieveResult third = await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, second.Token!, Stop);

        new[] { first, second, third }.Select(page => page.Objects!.Count).Should().Equal(2, 2, 1);
        new[] { first, second, third }.SelectMany(page => page.Objects!).Select(o => o.Obj).Should().Equal(small.Vms.Select(vm => vm.Reference));
        third.Token.Should().BeNull();
    }

    [Fact]
    public async Task A_page_that_holds_everything_has_no_token()
    {
        await using WatchedInventory small = await CreateAsync(2);

        (await BeginAsync(small, 2))!.Token.Should().BeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_page_size_below_one_is_InvalidArgument(int size)
    {
        await using WatchedInventory small = await CreateAsync();

        await BeginAsync(small, size).ShouldFailWithAsync("InvalidArgument");
    }

    [Fact]
    public async Task A_token_is_good_once_on_its_collector_in_its_session()
    {
        await using WatchedInventory small = await CreateAsync(5);
        await using LoggedIn other = await LoggedIn.ToAsync(small.Simulator);
        ManagedObjectReference otherCollector = await small.Client.CreatePropertyCollectorAsync(small.Collector, Stop);
        string token = (await BeginAsync(small, 2))!.Token!;

        await other.Client.ContinueRetrievePropertiesExAsync(small.Collector, token, Stop).ShouldFailWithAsync("InvalidArgument");
        await small.Client.ContinueRetrievePropertiesExAsync(otherCollector, token, Stop).ShouldFailWithAsync("InvalidArgument");
        await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, token, Stop);
        await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, token, Stop).ShouldFailWithAsync("InvalidArgument");
        await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, "nonsense", Stop).ShouldFailWithAsync("InvalidArgument");
    }

    [Fact]
    public async Task A_cancelled_retrieval_cannot_go_on()
    {
        await using WatchedInventory small = await CreateAsync(5);
        string token = (await BeginAsync(small, 2))!.Token!;

        await small.Client.CancelRetrievePropertiesExAsync(small.Collector, token, Stop);

        await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, token, Stop).ShouldFailWithAsync("InvalidArgument");
    }

    [Fact]
    public async Task Later_pages_are_read_when_they_are_asked_for_and_lack_what_went()
    {
        await using WatchedInventory small = await CreateAsync(4);
        string token = (await BeginAsync(small, 2))!.Token!;
        small.RemoveVm(small.Vms[2]);
        small.Do(() => small.Vms[3].Rename("renamed"));

        RetrieveResult page = await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, token, Stop);

        page.Objects!.Should().ContainSingle().Which.PropSet!.Single().Val.Should().Be("renamed");
        page.Token.Should().BeNull();
    }

    [Fact]
    public async Task An_object_asked_for_by_name_that_goes_between_pages_is_ManagedObjectNotFound_unless_missing_ones_are_reported()
    {
        await using WatchedInventory small = await CreateAsync(4);
        PropertyFilterSpec Named(bool lenient)
        {
            PropertyFilterSpec filter = Filter("VirtualMachine", [.. small.Vms.Select(vm => new ObjectSpec { Obj = vm.Reference })], "name");
            filter.ReportMissingObjectsInResults = lenient;
            return filter;
        }

        RetrieveResult strict = (await small.Client.RetrievePropertiesExAsync(small.Collector, [Named(false)], new RetrieveOptions { MaxObjects = 2 }, Stop))!;
        RetrieveResult lenient = (await small.Client.RetrievePropertiesExAsync(small.Collector, [Named(true)], new RetrieveOptions { MaxObjects = 2 }, Stop))!;
        small.RemoveVm(small.Vms[3]);

        await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, strict.Token!, Stop).ShouldFailWithAsync("ManagedObjectNotFound");
        (await small.Client.ContinueRetrievePropertiesExAsync(small.Collector, lenient.Token!, Stop)).Objects!.Single().Obj.Should().Be(small.Vms[2].Reference);
    }

    private static Task<RetrieveResult?> BeginAsync(WatchedInventory small, int size) => small.Client.RetrievePropertiesExAsync(
        small.Collector,
        [Filter("VirtualMachine", [new ObjectSpec { Obj = small.Host.Reference, Skip = true, SelectSet = [new TraversalSpec { Type = "HostSystem", Path = "vm" }] }], "name")],
        new RetrieveOptions { MaxObjects = size },
        Stop);
}
