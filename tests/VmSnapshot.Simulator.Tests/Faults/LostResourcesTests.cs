using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Faults;

public class LostResourcesTests
{
    [Fact]
    public async Task A_full_datastore_has_no_room_until_it_is_emptied()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        Datastore datastore = new SmallInventory(simulator).Datastore1;
        long free = datastore.FreeBytes;

        using (simulator.Faults.FillDatastore("datastore1", freeBytes: 10))
        {
            datastore.FreeBytes.Should().Be(10);
            datastore.Invoking(full => full.Allocate("[datastore1] a", 11, 11)).Should().Throw<VimFaultException>().Which.FaultName.Should().Be("NoDiskSpace");
        }

        datastore.FreeBytes.Should().Be(free);
    }

    [Fact]
    public async Task A_lost_host_does_not_respond_and_its_machines_are_disconnected_until_it_is_back()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var inventory = new SmallInventory(simulator);

        using (simulator.Faults.LoseHost(inventory.Host1.Reference.Value))
        {
            inventory.Host1.ConnectionState.Should().Be(HostSystemConnectionState.NotResponding);
            inventory.Host2.ConnectionState.Should().Be(HostSystemConnectionState.Connected);
            inventory.Vm.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Disconnected);
        }

        inventory.Host1.ConnectionState.Should().Be(HostSystemConnectionState.Connected);
        inventory.Vm.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Connected);
    }

    [Fact]
    public async Task A_host_that_is_back_does_not_bring_back_what_a_lost_datastore_holds()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        SimulatedVm vm = simulator.Inventory.VirtualMachines.First(candidate => candidate.IsPoweredOn);
        string datastore = vm.Config.Files!.VmPathName!.Split('[', ']')[1];
        VirtualMachineConnectionState State() => simulator.Inventory.GetVirtualMachine(vm.Path).Runtime.ConnectionState;
        simulator.Inventory.LoseDatastore(datastore);

        using (simulator.Faults.LoseHost(vm.Runtime.Host!.Value))
        {
            State().Should().Be(VirtualMachineConnectionState.Disconnected);
        }

        State().Should().Be(VirtualMachineConnectionState.Inaccessible);
        simulator.Inventory.RecoverDatastore(datastore);
        State().Should().Be(VirtualMachineConnectionState.Connected);
        simulator.VCenter.Events.All.OfType<VmDisconnectedEvent>().Should().Contain(posted => posted.Vm!.Vm == vm.Reference);
    }

    [Fact]
    public async Task Paths_are_taken_as_the_inventory_takes_them()
    {
        await using var simulator = new VCenterSimulator();

        using (simulator.Faults.FillDatastore("/DC0/datastore/small"))
        {
            simulator.Inventory.GetFreeBytes("/DC0/datastore/small").Should().Be(0);
        }

        simulator.Faults.LoseHost("/DC0/host/Cluster0/cluster0-host1.example.com").Dispose();
    }

    [Fact]
    public async Task A_name_that_nothing_has_is_refused()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();

        simulator.Faults.Invoking(faults => faults.LoseHost("nowhere")).Should().Throw<ArgumentException>().WithMessage("*nowhere*");
        simulator.Faults.Invoking(faults => faults.FillDatastore("nowhere")).Should().Throw<ArgumentException>().WithMessage("*nowhere*");
    }
}
