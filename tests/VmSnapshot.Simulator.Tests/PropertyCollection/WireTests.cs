using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.PropertyCollection;

/// <summary>The same through the codec, which refuses what isn't of the schema's type.</summary>
public class WireTests
{
    [Theory]
    [InlineData("VirtualMachine")]
    [InlineData("HostSystem")]
    [InlineData("Folder")]
    [InlineData("Datacenter")]
    [InlineData("ClusterComputeResource")]
    [InlineData("ResourcePool")]
    [InlineData("ContainerView")]
    [InlineData("ServiceInstance")]
    public async Task All_properties_cross_the_wire(string type)
    {
        await using WatchedInventory small = await CreateAsync(isStrict: true);
        ManagedObjectReference view = await small.Client.CreateContainerViewAsync(small.ViewManager, small.Datacenter.Reference, null, true, Stop);
        ManagedObjectReference target = type switch
        {
            "ContainerView" => view,
            "ServiceInstance" => VimClient.ServiceInstance,
            _ => small.Do(() => small.World.Objects.First(o => o.Reference.Type == type).Reference),
        };

        ObjectContent content = (await small.RetrieveAsync(new PropertyFilterSpec
        {
            PropSet = [new PropertySpec { Type = type, All = true }],
            ObjectSet = [new ObjectSpec { Obj = target }],
        })).Single();

        content.PropSet.Should().NotBeEmpty();
        content.MissingSet.Should().BeNull();
        small.Simulator.StrictFailures.Should().BeEmpty();
    }

    [Fact]
    public async Task Updates_cross_the_wire()
    {
        await using WatchedInventory small = await CreateAsync(isStrict: true);
        ManagedObjectReference filter = await UpdateTests.CreateFilterAsync(
            small, small.Collector, Filter(small.Vms[0].Reference, "name", "config", "recentTask", "parentVApp", "snapshot.currentSnapshot"), isPartial: true);
        UpdateSet first = (await small.WaitAsync(small.Collector, "", seconds: 0))!;
        small.Do(() =>
        {
            small.Vms[0].ChangeConfig(config =>
            {
                config.Annotation = null;
                config.Hardware!.Device = [.. config.Hardware.Device!.Skip(1), new VirtualDisk { Key = 2000, CapacityInKB = 1024 }];
            });
            small.Vms[0].RecentTasks.Add(new ManagedObjectReference("Task", "task-7"));
        });
        UpdateSet second = (await small.WaitAsync(small.Collector, first.Version!, seconds: 0))!;
        small.RemoveVm(small.Vms[0]);
        UpdateSet third = (await small.WaitAsync(small.Collector, second.Version!, seconds: 0))!;

        first.FilterSet!.Single().Filter.Should().Be(filter);
        VersionTests.Updates(first).Single().ChangeSet!.Single(c => c.Name == "recentTask").Val.Should().BeOfType<List<ManagedObjectReference>>();
        VersionTests.Updates(second).Single().ChangeSet!.Select(c => (c.Name, c.Op)).Should().BeEquivalentTo(
        [
            ("config.changeVersion", PropertyChangeOp.Assign),
            ("config.annotation", PropertyChangeOp.Assign),
            ("config.hardware.device[200]", PropertyChangeOp.Remove),
            ("config.hardware.device[2000]", PropertyChangeOp.Add),
            ("recentTask[\"task-7\"]", PropertyChangeOp.Add),
        ]);
        VersionTests.Updates(third).Single().Kind.Should().Be(ObjectUpdateKind.Leave);
        small.Simulator.StrictFailures.Should().BeEmpty();
    }

    [Fact]
    public async Task Fetched_values_cross_the_wire()
    {
        await using WatchedInventory small = await CreateAsync(isStrict: true);

        (await small.Client.FetchAsync(small.Datacenter.VmFolder.Reference, "childType", Stop)).Should().BeOfType<List<string>>().Which.Should().Contain("VirtualMachine");
        (await small.Client.FetchAsync(small.Vms[0].Reference, "config.hardware.device", Stop)).Should().BeOfType<List<VirtualDevice>>();
        (await small.Client.FetchAsync(small.Vms[0].Reference, "runtime.powerState", Stop)).Should().Be(VirtualMachinePowerState.PoweredOff);
        small.Simulator.StrictFailures.Should().BeEmpty();
    }

    [Fact]
    public async Task Sums_of_other_objects_are_reported_when_those_change()
    {
        await using WatchedInventory small = await CreateAsync(isStrict: true);
        StoragePod pod = small.Do(() => small.Simulator.VCenter.Inventory.AddPod(small.Datacenter, "pod"));
        Datastore datastore = small.Do(() => small.Simulator.VCenter.Inventory.AddDatastore(small.Datacenter, "ds", 1L << 40, [small.Host], pod));
        await UpdateTests.CreateFilterAsync(small, small.Collector, Filter(pod.Reference, "summary.freeSpace"));
        await UpdateTests.CreateFilterAsync(small, small.Collector, Filter(small.Cluster.Reference, "summary.numEffectiveHosts"));
        await small.WaitAsync(small.Collector, "");

        small.Do(() => datastore.Allocate("[ds] a/a.vmdk", 1L << 30, 1L << 30));
        small.Do(() => small.Host.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: true));
        UpdateSet set = (await small.WaitAsync(small.Collector, "1", seconds: 0))!;

        VersionTests.Updates(set).Select(u => (u.Obj, u.ChangeSet!.Single().Val)).Should().BeEquivalentTo<(ManagedObjectReference?, object?)>(
            [(pod.Reference, (1L << 40) - (1L << 30)), (small.Cluster.Reference, 0)]);
    }
}
