using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

public class VersionTests
{
    [Fact]
    public async Task An_empty_version_begins_anew_with_the_full_state()
    {
        await using WatchedInventory small = await CreateAsync(3);
        await WatchVmsAsync(small);
        UpdateSet first = (await small.WaitAsync(small.Collector, "", seconds: 0))!;
        small.Do(() => small.Vms[0].Rename("renamed"));

        UpdateSet again = (await small.WaitAsync(small.Collector, "", seconds: 0))!;

        first.Version.Should().Be("1");
        again.Version.Should().Be("2");
        Updates(again).Select(u => u.Kind).Should().AllBeEquivalentTo(ObjectUpdateKind.Enter).And.HaveCount(3);
        Updates(again)[0].ChangeSet!.Single().Val.Should().Be("renamed");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("1_1")]
    [InlineData("nonsense")]
    public async Task A_version_that_was_never_given_is_InvalidCollectorVersion(string version)
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "", seconds: 0);

        await small.WaitAsync(small.Collector, version, seconds: 0).ShouldFailWithAsync("InvalidCollectorVersion");
        await small.Client.CheckForUpdatesAsync(small.Collector, version, Stop).ShouldFailWithAsync("InvalidCollectorVersion");
    }

    [Fact]
    public async Task A_version_may_be_used_again_to_get_a_lost_answer()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "", seconds: 0);
        small.Do(() => small.Vms[0].Rename("second"));
        UpdateSet lost = (await small.WaitAsync(small.Collector, "1", seconds: 0))!;
        small.Do(() => small.Vms[0].Rename("third"));

        UpdateSet again = (await small.WaitAsync(small.Collector, "1", seconds: 0))!;
        UpdateSet next = (await small.WaitAsync(small.Collector, "2", seconds: 0))!;

        again.Should().BeEquivalentTo(lost);
        next.Version.Should().Be("3");
        Updates(next).Single().ChangeSet!.Single().Val.Should().Be("third");
        await small.WaitAsync(small.Collector, "1", seconds: 0).ShouldFailWithAsync("InvalidCollectorVersion");
    }

    [Fact]
    public async Task Updates_are_cut_off_after_as_many_objects_as_asked_for()
    {
        await using WatchedInventory small = await CreateAsync(5);
        await WatchVmsAsync(small);

        UpdateSet first = (await small.WaitAsync(small.Collector, "", max: 2))!;
        UpdateSet second = (await small.WaitAsync(small.Collector, first.Version!, max: 2))!;
        UpdateSet third = (await small.WaitAsync(small.Collector, second.Version!, max: 2))!;

        new[] { first, second, third }.Select(set => (set.Version, set.Truncated, Updates(set).Count)).Should().Equal(("0_1", true, 2), ("0_2", true, 2), ("1", null, 1));
        new[] { first, second, third }.SelectMany(Updates).Select(u => u.Obj).Should().OnlyHaveUniqueItems().And.HaveCount(5);
    }

    [Fact]
    public async Task Never_more_than_a_hundred_objects_come_at_a_time()
    {
        await using WatchedInventory small = await CreateAsync(150);
        await WatchVmsAsync(small);

        UpdateSet first = (await small.WaitAsync(small.Collector, "", max: 1000))!;
        UpdateSet rest = (await small.WaitAsync(small.Collector, first.Version!, max: 1000))!;

        Updates(first).Should().HaveCount(100);
        Updates(rest).Should().HaveCount(50);
        rest.Truncated.Should().BeNull();
    }

    [Fact]
    public async Task A_change_between_two_parts_is_not_lost()
    {
        await using WatchedInventory small = await CreateAsync(4);
        await WatchVmsAsync(small);
        UpdateSet first = (await small.WaitAsync(small.Collector, "", max: 2))!;

        small.Do(() => small.Vms[0].Rename("zero"));
        small.Do(() => small.Vms[3].Rename("three"));
        UpdateSet second = (await small.WaitAsync(small.Collector, first.Version!, max: 2))!;
        UpdateSet third = (await small.WaitAsync(small.Collector, second.Version!, seconds: 0))!;

        Updates(second).Select(u => u.ChangeSet!.Single().Val).Should().Contain("three");
        Updates(third).Should().ContainSingle().Which.Obj.Should().Be(small.Vms[0].Reference);
    }

    [Fact]
    public async Task A_truncated_version_is_good_once_and_not_for_CheckForUpdates()
    {
        await using WatchedInventory small = await CreateAsync(5);
        await WatchVmsAsync(small);
        UpdateSet first = (await small.WaitAsync(small.Collector, "", max: 2))!;

        await small.Client.CheckForUpdatesAsync(small.Collector, first.Version, Stop).ShouldFailWithAsync("InvalidCollectorVersion");
        await small.WaitAsync(small.Collector, first.Version!, max: 2);
        await small.WaitAsync(small.Collector, first.Version!, max: 2).ShouldFailWithAsync("InvalidCollectorVersion");
    }

    [Fact]
    public async Task A_series_of_parts_can_be_asked_for_again_from_its_beginning()
    {
        await using WatchedInventory small = await CreateAsync(5);
        await WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "", seconds: 0);
        small.Do(() =>
        {
            foreach (var vm in small.Vms)
            {
                vm.Rename(vm.Name + "x");
            }
        });
        UpdateSet first = (await small.WaitAsync(small.Collector, "1", max: 2))!;
        await small.WaitAsync(small.Collector, first.Version!, max: 2);

        UpdateSet again = (await small.WaitAsync(small.Collector, "1", max: 2))!;
        UpdateSet second = (await small.WaitAsync(small.Collector, again.Version!, max: 2))!;
        UpdateSet third = (await small.WaitAsync(small.Collector, second.Version!, max: 2))!;

        again.Should().BeEquivalentTo(first);
        third.Version.Should().Be("2");
        new[] { again, second, third }.SelectMany(Updates).Select(u => u.Obj).Should().Equal(small.Vms.Select(vm => vm.Reference));
    }

    [Fact]
    public async Task CheckForUpdates_gives_everything_at_once_and_nothing_when_nothing_is_new()
    {
        await using WatchedInventory small = await CreateAsync(150);
        await WatchVmsAsync(small);

        UpdateSet first = (await small.Client.CheckForUpdatesAsync(small.Collector, "", Stop))!;

        Updates(first).Should().HaveCount(150);
        first.Version.Should().Be("1");
        (await small.Client.CheckForUpdatesAsync(small.Collector, "1", Stop)).Should().BeNull();
    }

    [Fact]
    public async Task WaitForUpdates_waits_for_a_change()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchVmsAsync(small);
        UpdateSet first = (await small.Client.WaitForUpdatesAsync(small.Collector, "", Stop))!;

        Task<UpdateSet> wait = small.Client.WaitForUpdatesAsync(small.Collector, first.Version, Stop)!;
        small.Do(() => small.Vms[0].Rename("renamed"));

        Updates(await wait.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Single().Obj.Should().Be(small.Vms[0].Reference);
    }

    [Fact]
    public async Task Two_waits_after_the_same_version_get_the_same_updates()
    {
        await using WatchedInventory small = await CreateAsync();
        await WatchVmsAsync(small);
        await small.WaitAsync(small.Collector, "");

        Task<UpdateSet?> one = small.WaitAsync(small.Collector, "1");
        Task<UpdateSet?> other = small.WaitAsync(small.Collector, "1");
        small.Do(() => small.Vms[0].Rename("renamed"));
        UpdateSet?[] sets = await Task.WhenAll(one, other).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        sets[0]!.Version.Should().Be("2");
        sets[1].Should().BeEquivalentTo(sets[0]);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    public async Task Options_that_make_no_sense_are_InvalidArgument(int seconds, int max)
    {
        await using WatchedInventory small = await CreateAsync();

        await small.WaitAsync(small.Collector, "", seconds, max).ShouldFailWithAsync("InvalidArgument");
    }

    internal static Task<ManagedObjectReference> WatchVmsAsync(WatchedInventory small) => UpdateTests.CreateFilterAsync(small, small.Collector, Filter(
        "VirtualMachine", [new ObjectSpec { Obj = small.Datacenter.VmFolder.Reference, SelectSet = [new TraversalSpec { Type = "Folder", Path = "childEntity" }] }], "name"));

    internal static IReadOnlyList<ObjectUpdate> Updates(UpdateSet set) => [.. set.FilterSet!.SelectMany(filter => filter.ObjectSet ?? [])];
}
