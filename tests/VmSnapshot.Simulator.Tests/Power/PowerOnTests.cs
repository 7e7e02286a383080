using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class PowerOnTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_power_on_takes_its_time_and_has_the_VM_to_itself()
    {
        await using GuestLab lab = await GuestLab.CreateAsync(options => options.TaskDuration = TimeSpan.FromSeconds(8));

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);
        Func<Task> again = () => lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        (await again.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<TaskInProgress>().Which.Task.Should().Be(task);
        lab.Clock.Advance(TimeSpan.FromSeconds(7));
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        lab.EventsOf(lab.Vm).Should().Equal("VmStartingEvent");
        lab.Clock.Advance(TimeSpan.FromSeconds(1));
        lab.InfoOf(task).State.Should().Be(TaskInfoState.Success);
        lab.InfoOf(task).DescriptionId.Should().Be("VirtualMachine.powerOn");
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        lab.EventsOf(lab.Vm).Should().Equal("VmStartingEvent", "DrsVmPoweredOnEvent");
    }

    [Fact]
    public async Task A_running_VM_has_its_boot_time_its_limits_and_its_adapters_and_weighs_on_its_host()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();

        await lab.PowerOnAsync(lab.Vm);

        VirtualMachineRuntimeInfo runtime = lab.Vm.Runtime;
        runtime.BootTime.Should().Be(lab.Clock.GetUtcNow());
        runtime.CleanPowerOff.Should().BeNull();
        runtime.MaxCpuUsage.Should().Be(2600);
        runtime.MaxMemoryUsage.Should().Be(1024);
        lab.Vm.Devices.OfType<VirtualEthernetCard>().Single().Connectable!.Connected.Should().BeTrue();
        HostListSummaryQuickStats load = lab.Inventory.Host1.Get<HostListSummary>("summary")!.QuickStats!;
        (load.OverallMemoryUsage, load.OverallCpuUsage).Should().Be((1024, 260));

        await lab.PowerOffAsync(lab.Vm);

        runtime = lab.Vm.Runtime;
        (runtime.BootTime, runtime.MaxCpuUsage, runtime.MaxMemoryUsage, runtime.CleanPowerOff).Should().Be((null, null, null, true));
        lab.Vm.Devices.OfType<VirtualEthernetCard>().Single().Connectable!.Connected.Should().BeFalse();
        lab.Inventory.Host1.Get<HostListSummary>("summary")!.QuickStats!.OverallMemoryUsage.Should().Be(0);
    }

    [Fact]
    public async Task An_adapter_that_isnt_to_start_connected_stays_unconnected()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(_ => lab.Vm.ChangeConfig(config => config.Hardware!.Device!.OfType<VirtualEthernetCard>().Single().Connectable!.StartConnected = false));

        await lab.PowerOnAsync(lab.Vm);

        lab.Vm.Devices.OfType<VirtualEthernetCard>().Single().Connectable!.Connected.Should().BeFalse();
        lab.Vm.Guest.Net.Should().BeNull();
    }

    [Fact]
    public async Task A_template_is_refused_by_the_call()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(_ => lab.Vm.ChangeConfig(config => config.Template = true));

        Func<Task> on = () => lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);
        Func<Task> off = () => lab.Client.PowerOffVMTaskAsync(lab.Vm.Reference, Cancelled);

        (await on.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotSupported");
        (await off.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotSupported");
    }

    [Fact]
    public async Task A_VM_that_is_on_already_fails_the_task_and_leaves_an_event()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        lab.FaultOf(task).Should().BeOfType<InvalidPowerState>().Which.ExistingState.Should().Be(VirtualMachinePowerState.PoweredOn);
        VmFailedToPowerOnEvent failed = lab.LastEvent<VmFailedToPowerOnEvent>();
        failed.Reason!.Fault.Should().BeOfType<InvalidPowerState>();
        failed.UserName.Should().Be("user");
        (failed.Vm!.Name, failed.Host!.Name, failed.ComputeResource!.Name, failed.Datacenter!.Name).Should().Be(("web-1", "host-1.example.com", "Cluster0", "DC0"));
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
    }

    [Fact]
    public async Task A_VM_starts_on_the_host_that_was_asked_for()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();

        await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, lab.Inventory.Host2.Reference, Cancelled);

        lab.Vm.Host.Should().Be(lab.Inventory.Host2);
        lab.Inventory.Host1.Vms.Snapshot.Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_that_doesnt_fit_is_ignored()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(_ => lab.Inventory.Host2.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: true));

        await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, lab.Inventory.Host2.Reference, Cancelled);

        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        lab.Vm.Host.Should().Be(lab.Inventory.Host1);
    }

    [Fact]
    public async Task A_host_of_another_compute_resource_is_InvalidArgument()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        HostSystem? alone = null;
        lab.Arrange(vCenter => alone = vCenter.Inventory.AddHost(vCenter.Inventory.AddCompute(lab.Inventory.Datacenter.HostFolder, "alone", isCluster: false), "alone"));

        Func<Task> call = () => lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, alone!.Reference, Cancelled);

        (await call.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("host");
    }

    [Fact]
    public async Task The_network_that_the_host_lacks_leaves_only_its_own_adapter_unconnected()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        Network? elsewhere = null;
        lab.Arrange(vCenter => elsewhere = vCenter.Inventory.AddNetwork(lab.Inventory.Datacenter, "elsewhere", []));
        VirtualMachine vm = lab.AddVm("two-legs", networks: [lab.Inventory.StandardNetwork, elsewhere!]);

        await lab.PowerOnAsync(vm);

        vm.Devices.OfType<VirtualEthernetCard>().Select(card => card.Connectable!.Connected).Should().Equal(true, false);
        vm.Guest.Net!.Select(adapter => adapter.Network).Should().Equal("VM Network");
    }
}
