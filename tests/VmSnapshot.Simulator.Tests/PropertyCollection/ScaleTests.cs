using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

public class ScaleTests
{
    private const int Vms = 5_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_change_of_one_VM_reads_no_other(bool throughView)
    {
        await using WatchedInventory small = await CreateAsync(Vms);
        int reads = 0;
        small.Simulator.VCenter.Properties.Provide("VirtualMachine", "tag", (_, _) =>
        {
            reads++;
            return null;
        });
        IReadOnlyList<ObjectSpec> start = throughView
            ? ThroughView(await small.Client.CreateContainerViewAsync(small.ViewManager, small.User.Content.RootFolder!, ["VirtualMachine"], true, Stop))
            : [new ObjectSpec { Obj = small.Host.Reference, SelectSet = [new TraversalSpec { Type = "HostSystem", Path = "vm" }] }];
        await UpdateTests.CreateFilterAsync(small, small.Collector, Filter("VirtualMachine", start, "name", "tag"));
        await small.Client.CheckForUpdatesAsync(small.Collector, "", Stop);
        int readAtFirst = reads;

        small.Do(() => small.Vms[Vms / 2].Rename("renamed"));
        UpdateSet changed = (await small.Client.CheckForUpdatesAsync(small.Collector, "1", Stop))!;
        int readForChange = reads - readAtFirst;
        small.AddVm("added");
        UpdateSet added = (await small.Client.CheckForUpdatesAsync(small.Collector, "2", Stop))!;
        int readForNew = reads - readAtFirst - readForChange;
        small.RemoveVm(small.Vms[0]);
        UpdateSet removed = (await small.Client.CheckForUpdatesAsync(small.Collector, "3", Stop))!;

        readAtFirst.Should().Be(Vms);
        VersionTests.Updates(changed).Should().ContainSingle();
        readForChange.Should().Be(1);
        VersionTests.Updates(added).Should().ContainSingle().Which.Kind.Should().Be(ObjectUpdateKind.Enter);
        readForNew.Should().Be(1);
        VersionTests.Updates(removed).Should().ContainSingle().Which.Kind.Should().Be(ObjectUpdateKind.Leave);
        reads.Should().Be(readAtFirst + readForChange + readForNew);
    }

    [Fact]
    public async Task A_watch_that_fell_far_behind_still_learns_of_all_that_went()
    {
        await using WatchedInventory small = await CreateAsync(200);
        await VersionTests.WatchVmsAsync(small);
        await small.Client.CheckForUpdatesAsync(small.Collector, "", Stop);

        small.RemoveVm(small.Vms[7]);
        for (int number = 0; number < 10_001; number++)
        {
            small.Do(() => small.World.Remove(small.World.Add(new Simulator.Objects.ManagedObject(small.World, new("Task", small.World.NewId("task"))))));
        }

        UpdateSet set = (await small.Client.CheckForUpdatesAsync(small.Collector, "1", Stop))!;

        bool remembers = small.Do(() => small.World.RemembersSince(1));
        remembers.Should().BeFalse();
        VersionTests.Updates(set).Should().ContainSingle().Which.Obj.Should().Be(small.Vms[7].Reference);
    }

    [Fact]
    public async Task Many_waits_at_once_are_each_woken_by_their_own_object_only()
    {
        await using WatchedInventory small = await CreateAsync(200);
        var waits = new List<Task<UpdateSet?>>();
        foreach (var vm in small.Vms)
        {
            ManagedObjectReference collector = await small.Client.CreatePropertyCollectorAsync(small.Collector, Stop);
            await UpdateTests.CreateFilterAsync(small, collector, Filter(vm.Reference, "name"));
            await small.WaitAsync(collector, "");
            waits.Add(small.WaitAsync(collector, "1"));
        }

        small.Do(() => small.Vms[42].Rename("renamed"));
        UpdateSet woken = (await waits[42].WaitAsync(TimeSpan.FromSeconds(30), Stop))!;

        VersionTests.Updates(woken).Should().ContainSingle().Which.Obj.Should().Be(small.Vms[42].Reference);
        waits.Count(wait => wait.IsCompleted).Should().Be(1);
    }
}
