using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class PowerOffTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_VM_that_is_off_already_fails_the_task()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();

        ManagedObjectReference task = await lab.Client.PowerOffVMTaskAsync(lab.Vm.Reference, Cancelled);

        InvalidPowerState fault = lab.FaultOf(task).Should().BeOfType<InvalidPowerState>().Subject;
        (fault.ExistingState, fault.RequestedState).Should().Be((VirtualMachinePowerState.PoweredOff, VirtualMachinePowerState.PoweredOff));
        lab.EventsOf(lab.Vm).Should().BeEmpty();
    }

    [Fact]
    public async Task A_power_off_takes_its_time_and_has_the_VM_to_itself()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.TaskDuration = TimeSpan.FromSeconds(4));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(4));

        await lab.PowerOffAsync(lab.Vm);
        Func<Task> shutdown = () => lab.Client.ShutdownGuestAsync(lab.Vm.Reference, Cancelled);

        (await shutdown.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        lab.Clock.Advance(TimeSpan.FromSeconds(4));
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        lab.EventsOf(lab.Vm).TakeLast(2).Should().Equal("VmStoppingEvent", "VmPoweredOffEvent");
    }

    [Fact]
    public async Task A_guest_that_is_asked_goes_down_after_a_while_and_the_VM_is_off_then()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromSeconds(30));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(30));

        await lab.Client.ShutdownGuestAsync(lab.Vm.Reference, Cancelled);
        lab.Clock.Advance(TimeSpan.FromSeconds(10));
        await lab.Client.ShutdownGuestAsync(lab.Vm.Reference, Cancelled);

        lab.Vm.Guest.GuestState.Should().Be("shuttingDown");
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        lab.Clock.Advance(TimeSpan.FromSeconds(20));
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        lab.Vm.Runtime.CleanPowerOff.Should().BeTrue();
        lab.EventsOf(lab.Vm).Skip(2).Should().Equal("VmGuestShutdownEvent", "VmGuestShutdownEvent", "VmStoppingEvent", "VmPoweredOffEvent");
    }

    [Fact]
    public async Task A_power_off_overtakes_a_guest_that_goes_down()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromSeconds(30));
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromSeconds(30));
        await lab.Client.ShutdownGuestAsync(lab.Vm.Reference, Cancelled);

        await lab.PowerOffAsync(lab.Vm);
        await lab.PowerOnAsync(lab.Vm);
        lab.Clock.Advance(TimeSpan.FromMinutes(5));

        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn, "the shutdown was of the start before");
    }

    [Fact]
    public async Task A_guest_without_running_Tools_cant_be_asked()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.GuestStartDuration = TimeSpan.FromSeconds(30));
        Func<Task> shutdown = () => lab.Client.ShutdownGuestAsync(lab.Vm.Reference, Cancelled);

        (await shutdown.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidPowerState>()
            .Which.ExistingState.Should().Be(VirtualMachinePowerState.PoweredOff);
        await lab.PowerOnAsync(lab.Vm);
        (await shutdown.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ToolsUnavailable");
        lab.Clock.Advance(TimeSpan.FromSeconds(30));
        await shutdown.Should().NotThrowAsync();
    }

    [Fact]
    public async Task What_vCenter_doesnt_reach_can_neither_be_stopped_nor_asked()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);
        lab.Arrange(vCenter => InventoryStates.Disconnect(vCenter, lab.Inventory.Host1));

        ManagedObjectReference task = await lab.Client.PowerOffVMTaskAsync(lab.Vm.Reference, Cancelled);
        Func<Task> shutdown = () => lab.Client.ShutdownGuestAsync(lab.Vm.Reference, Cancelled);

        lab.FaultOf(task).Should().BeOfType<HostNotConnected>();
        (await shutdown.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("HostNotConnected");
    }
}
