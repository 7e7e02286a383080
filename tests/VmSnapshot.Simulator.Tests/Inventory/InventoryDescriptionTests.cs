using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Inventory;

public class InventoryDescriptionTests
{
    [Fact]
    public async Task The_default_inventory_has_machines_of_every_shape()
    {
        await using var simulator = new VCenterSimulator();

        VirtualMachine[] vms = [.. simulator.VCenter.World.Objects.OfType<VirtualMachine>()];

        vms.Should().HaveCount(14);
        vms.Where(vm => vm.IsTemplate).Select(vm => vm.Name).Should().Equal("ubuntu-template");
        vms.Should().Contain(vm => vm.Name == "build%2fagent");
        vms.Single(vm => vm.Name == "db-1").Devices.OfType<VirtualDisk>().Select(disk => disk.Key).Should().Equal(2000, 2016, 2017);
        vms.Single(vm => vm.Name == "router-1").Networks.Count.Should().Be(3);
        vms.Single(vm => vm.Name == "legacy").Devices.OfType<VirtualDisk>().Single().Key.Should().Be(3000);
        vms.Select(vm => vm.Config.InstanceUuid).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Machines_that_run_have_run_since_before_the_test_began()
    {
        await using var simulator = new VCenterSimulator();

        SimulatedVm web = simulator.Inventory.GetVirtualMachine("web-1");

        web.IsPoweredOn.Should().BeTrue();
        web.Guest.ToolsRunningStatus.Should().Be("guestToolsRunning");
        web.Guest.IpAddress.Should().NotBeNullOrEmpty();
        web.Devices.OfType<VirtualEthernetCard>().Single().Connectable!.Connected.Should().BeTrue();
        simulator.Inventory.GetVirtualMachine("appliance").Guest.ToolsRunningStatus.Should().Be("guestToolsNotRunning");
        simulator.Inventory.GetVirtualMachine("legacy").IsPoweredOn.Should().BeFalse();
    }

    [Fact]
    public async Task Snapshots_of_machines_that_run_from_the_start_leave_no_chain_when_they_are_removed()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference db = simulator.Inventory.GetVirtualMachine("db-1").Reference;

        await user.Client.CreateSnapshotTaskAsync(db, "before", description: null, memory: false, quiesce: true, TestContext.Current.CancellationToken);
        SimulatedVm between = simulator.Inventory.GetVirtualMachine("db-1");
        await user.Client.RemoveSnapshotTaskAsync(between.Snapshots!.CurrentSnapshot!, removeChildren: false, consolidate: true, TestContext.Current.CancellationToken);

        between.Devices.OfType<VirtualDisk>().Should().OnlyContain(disk => ((VirtualDiskFlatVer2BackingInfo)disk.Backing!).Parent != null);
        simulator.Inventory.GetVirtualMachine("db-1").Devices.OfType<VirtualDisk>().Should().OnlyContain(disk => ((VirtualDiskFlatVer2BackingInfo)disk.Backing!).Parent == null);
    }

    [Fact]
    public async Task Custom_values_are_set_on_the_machines_that_have_them()
    {
        await using var simulator = new VCenterSimulator(inventory: new InventoryDescription()
            .AddCustomField("owner")
            .AddDatacenter("DC", datacenter => datacenter.AddCluster("C").AddDatastore("ds").AddNetwork("net").AddVm("web", vm => vm.CustomValues["owner"] = "portal")));

        VirtualMachine web = simulator.VCenter.World.Objects.OfType<VirtualMachine>().Single();

        web.Get<IReadOnlyList<CustomFieldValue>>("customValue").Should().ContainSingle().Which.Should().BeOfType<CustomFieldStringValue>().Which.Value.Should().Be("portal");
    }

    [Fact]
    public async Task Two_simulators_with_the_same_inventory_have_the_same_references()
    {
        await using var first = new VCenterSimulator();
        await using var second = new VCenterSimulator();

        second.VCenter.World.Objects.Select(found => found.Reference).Should().BeEquivalentTo(first.VCenter.World.Objects.Select(found => found.Reference));
    }

    [Fact]
    public void An_inventory_can_be_read_from_a_file_in_which_most_is_left_out()
    {
        InventoryDescription inventory = Read("""
            {
              // comments are taken
              "datacenters": [{
                "name": "DC1",
                "clusters": [{ "name": "C1", "hosts": [{ "name": "h1" }] }],
                "datastores": [{ "name": "ds", "capacityGiB": 100 }],
                "networks": [{ "name": "net", "kind": "DistributedPortgroup" }],
                "virtualMachines": [{ "name": "app-", "count": 3, "cpus": 2, "disks": [{ "capacityGiB": 5, "controller": "Nvme" }], }],
              }],
            }
            """);

        using var simulator = new Disposing(new VCenterSimulator(inventory: inventory));

        simulator.Value.VCenter.World.Objects.OfType<VirtualMachine>().Select(vm => vm.Name).Should().Equal("app-1", "app-2", "app-3");
        simulator.Value.VCenter.World.Objects.OfType<VirtualMachine>().First().Config.Hardware!.NumCPU.Should().Be(2);
    }

    [Theory]
    [InlineData("""{ "datacenters": [{ "name": "DC", "vms": [] }] }""", "*vms*")]
    [InlineData("""{ "datacenters": [{ }] }""", "*name*")]
    [InlineData("""{ "datacenters": 5 }""", "*line 1*")]
    [InlineData("""{ "datacenters": [{ "name": "DC", "networks": [{ "name": "n", "kind": "other" }] }] }""", "*networks?0?.kind*standard, distributedPortgroup, opaque.")]
    [InlineData("nonsense", "*line 1*")]
    [InlineData("null", "*null*")]
    public void A_file_that_is_no_inventory_is_refused_with_place_and_reason(string text, string message)
        => FluentActions.Invoking(() => Read(text)).Should().Throw<InvalidDataException>().WithMessage(message);

    [Fact]
    public void A_name_that_nothing_has_is_refused()
    {
        InventoryDescription inventory = new InventoryDescription().AddDatacenter("DC", datacenter => datacenter
            .AddCluster("C").AddDatastore("ds").AddNetwork("net").AddVm("web", vm => vm.Datastore = "other"));

        FluentActions.Invoking(() => new VCenterSimulator(inventory: inventory)).Should().Throw<InvalidDataException>().WithMessage("*'web'*datastore 'other'*");
    }

    private static InventoryDescription Read(string text)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return InventoryDescription.Load(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed class Disposing(VCenterSimulator value) : IDisposable
    {
        internal VCenterSimulator Value => value;

        public void Dispose() => value.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
