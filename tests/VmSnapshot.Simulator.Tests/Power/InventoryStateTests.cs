using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class InventoryStateTests
{
    [Fact]
    public async Task The_VMs_of_a_lost_host_are_disconnected_and_those_that_run_are_still_shown_running()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine off = lab.AddVm("off");
        await lab.PowerOnAsync(lab.Vm);

        lab.Arrange(vCenter => InventoryStates.StopResponding(vCenter, lab.Inventory.Host1));

        (lab.Vm.Runtime.ConnectionState, off.Runtime.ConnectionState).Should().Be((VirtualMachineConnectionState.Disconnected, VirtualMachineConnectionState.Disconnected));
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        lab.Vm.Guest.IpAddress.Should().NotBeNull("it is what was last known");
        lab.Vm.Get<ManagedEntityStatus>("guestHeartbeatStatus").Should().Be(ManagedEntityStatus.Gray);
        HostRuntimeInfo host = lab.Inventory.Host1.Get<HostRuntimeInfo>("runtime")!;
        (host.ConnectionState, host.PowerState).Should().Be((HostSystemConnectionState.NotResponding, HostSystemPowerState.Unknown));
        lab.Inventory.Host1.Get<HostListSummary>("summary")!.OverallStatus.Should().Be(ManagedEntityStatus.Red);
        lab.EventsOf(off).Should().Equal("VmDisconnectedEvent");

        lab.Arrange(vCenter => InventoryStates.Reconnect(vCenter, lab.Inventory.Host1));

        lab.Vm.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Connected);
        lab.Vm.Get<ManagedEntityStatus>("guestHeartbeatStatus").Should().Be(ManagedEntityStatus.Green);
        lab.EventsOf(off).Should().Equal("VmDisconnectedEvent", "VmConnectedEvent");
    }

    [Fact]
    public async Task What_a_guest_did_while_its_host_was_lost_shows_when_that_is_back()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromMinutes(1));
        await lab.PowerOnAsync(lab.Vm);
        lab.Arrange(vCenter => InventoryStates.Disconnect(vCenter, lab.Inventory.Host1));

        lab.Clock.Advance(TimeSpan.FromMinutes(5));
        lab.Vm.Guest.GuestState.Should().Be("notRunning");
        lab.Arrange(vCenter => InventoryStates.Reconnect(vCenter, lab.Inventory.Host1));

        lab.Vm.Guest.GuestState.Should().Be("running");
    }

    [Fact]
    public async Task The_VMs_that_live_on_a_lost_datastore_are_inaccessible_until_it_is_back()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine elsewhere = lab.AddVm("elsewhere", diskStore: lab.Inventory.Datastore2);

        lab.Arrange(vCenter => InventoryStates.Lose(vCenter, lab.Inventory.Datastore1));

        lab.Vm.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Inaccessible);
        elsewhere.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Connected);
        lab.Inventory.Datastore1.Get<DatastoreSummary>("summary")!.Accessible.Should().BeFalse();
        lab.Inventory.Datastore1.Get<IReadOnlyList<DatastoreHostMount>>("host")!.Should().OnlyContain(mount => mount.MountInfo!.Accessible == false);
        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: TestContext.Current.CancellationToken);
        lab.FaultOf(task).IsKindOf("InvalidState").Should().BeTrue();

        lab.Arrange(vCenter => InventoryStates.Recover(vCenter, lab.Inventory.Datastore1));

        lab.Vm.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Connected);
        await lab.PowerOnAsync(lab.Vm);
    }

    [Fact]
    public async Task DRS_moves_running_VMs_off_a_host_that_goes_into_maintenance()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);

        lab.Arrange(vCenter => InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host1));

        lab.Vm.Host.Should().Be(lab.Inventory.Host2);
        lab.LastEvent<DrsVmMigratedEvent>().SourceHost!.Name.Should().Be("host-1.example.com");
        Action other = () => lab.Arrange(vCenter => InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host2));
        other.Should().Throw<InvalidOperationException>().WithMessage("*web-1*");
        lab.Inventory.Host2.InMaintenanceMode.Should().BeFalse();
    }
}
