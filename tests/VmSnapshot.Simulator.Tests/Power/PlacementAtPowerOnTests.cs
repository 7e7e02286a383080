using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class PlacementAtPowerOnTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DRS_takes_another_host_when_the_VMs_own_is_in_maintenance()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(vCenter => InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host1));

        await lab.PowerOnAsync(lab.Vm);

        lab.Vm.Host.Should().Be(lab.Inventory.Host2);
        lab.LastEvent<DrsVmPoweredOnEvent>().Host!.Name.Should().Be("host-2.example.com");
    }

    [Fact]
    public async Task DRS_prefers_the_host_with_the_least_memory_in_use()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        HostSystem? third = null;
        lab.Arrange(vCenter =>
        {
            third = vCenter.Inventory.AddHost(lab.Inventory.Cluster, "host-3");
            third.Datastores.Add(lab.Inventory.Datastore1.Reference);
            third.Networks.Add(lab.Inventory.StandardNetwork.Reference);
        });
        VirtualMachine other = lab.AddVm("other");
        await lab.Client.PowerOnVMTaskAsync(other.Reference, lab.Inventory.Host2.Reference, Cancelled);
        lab.Arrange(vCenter => InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host1));

        await lab.PowerOnAsync(lab.Vm);

        lab.Vm.Host.Should().Be(third);
    }

    [Fact]
    public async Task Without_DRS_a_host_in_maintenance_is_InvalidHostState()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        (HostSystem host, VirtualMachine vm) = AddStandalone(lab);
        lab.Arrange(vCenter => InventoryStates.EnterMaintenance(vCenter, host));

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(vm.Reference, cancellationToken: Cancelled);

        lab.FaultOf(task).Should().BeOfType<InvalidHostState>().Which.Host.Should().Be(host.Reference);
        lab.EventsOf(vm).Should().Equal("VmFailedToPowerOnEvent");

        lab.Arrange(_ => InventoryStates.ExitMaintenance(host));
        await lab.PowerOnAsync(vm);
        lab.EventsOf(vm)[^1].Should().Be("VmPoweredOnEvent", "no DRS had a part in it");
    }

    [Fact]
    public async Task No_host_out_of_maintenance_is_NoActiveHostInCluster()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(vCenter =>
        {
            InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host1);
            InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host2);
        });

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        lab.FaultOf(task).Should().BeOfType<NoActiveHostInCluster>().Which.ComputeResource.Should().Be(lab.Inventory.Cluster.Reference);
    }

    [Theory]
    [InlineData(false, "HostNotConnected")]
    [InlineData(true, "HostNotReachable")]
    public async Task A_VM_whose_host_is_lost_cant_be_started_even_by_DRS(bool isSilent, string fault)
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(vCenter =>
        {
            if (isSilent)
            {
                InventoryStates.StopResponding(vCenter, lab.Inventory.Host1);
            }
            else
            {
                InventoryStates.Disconnect(vCenter, lab.Inventory.Host1);
            }
        });

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        lab.FaultOf(task).WireTypeName.Should().Be(fault);
    }

    [Fact]
    public async Task Reservations_that_dont_fit_are_InsufficientMemoryResourcesFault_with_the_figures()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        (HostSystem host, VirtualMachine vm) = AddStandalone(lab, memoryBytes: 4L << 30);
        VirtualMachine running = AddTo(lab, host, "running");
        lab.Arrange(_ =>
        {
            running.ChangeConfig(config => config.MemoryAllocation!.Reservation = 3 << 10);
            vm.ChangeConfig(config => config.MemoryAllocation!.Reservation = 2 << 10);
        });
        await lab.PowerOnAsync(running);

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(vm.Reference, cancellationToken: Cancelled);

        InsufficientMemoryResourcesFault fault = lab.FaultOf(task).Should().BeOfType<InsufficientMemoryResourcesFault>().Subject;
        (fault.Unreserved, fault.Requested).Should().Be((1L << 30, 2L << 30));

        await lab.PowerOffAsync(running);
        await lab.PowerOnAsync(vm);
        vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
    }

    [Fact]
    public async Task Processor_reservations_that_dont_fit_are_InsufficientCpuResourcesFault()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        (_, VirtualMachine vm) = AddStandalone(lab);
        lab.Arrange(_ => vm.ChangeConfig(config => config.CpuAllocation!.Reservation = 50_000));

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(vm.Reference, cancellationToken: Cancelled);

        InsufficientCpuResourcesFault fault = lab.FaultOf(task).Should().BeOfType<InsufficientCpuResourcesFault>().Subject;
        (fault.Unreserved, fault.Requested).Should().Be((16 * 2600, 50_000));
    }

    [Fact]
    public async Task A_VM_with_more_processors_than_the_host_is_NotEnoughLogicalCpus()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(_ => lab.Vm.ChangeConfig(config => config.Hardware!.NumCPU = 33));

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(lab.Vm.Reference, cancellationToken: Cancelled);

        NotEnoughLogicalCpus fault = lab.FaultOf(task).Should().BeOfType<NotEnoughLogicalCpus>().Subject;
        (fault.NumCpuDest, fault.NumCpuVm).Should().Be((32, 33));
    }

    [Fact]
    public async Task A_disk_on_a_lost_datastore_is_CannotAccessFile()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        VirtualMachine vm = lab.AddVm("spread", diskStore: lab.Inventory.Datastore2);
        lab.Arrange(vCenter =>
        {
            vm.ChangeConfig(config => config.Files!.VmPathName = "[datastore1] spread/spread.vmx");
            vCenter.Inventory.Attach(vm);
            InventoryStates.Lose(vCenter, lab.Inventory.Datastore2);
        });

        ManagedObjectReference task = await lab.Client.PowerOnVMTaskAsync(vm.Reference, cancellationToken: Cancelled);

        vm.Runtime.ConnectionState.Should().Be(VirtualMachineConnectionState.Connected);
        lab.FaultOf(task).Should().BeOfType<CannotAccessFile>().Which.File.Should().Be("[datastore2] spread/spread.vmdk");
    }

    private static (HostSystem Host, VirtualMachine Vm) AddStandalone(GuestLab lab, long memoryBytes = 256L << 30)
    {
        HostSystem? host = null;
        lab.Arrange(vCenter =>
        {
            ComputeResource compute = vCenter.Inventory.AddCompute(lab.Inventory.Datacenter.HostFolder, "alone", isCluster: false);
            host = vCenter.Inventory.AddHost(compute, "alone", memoryBytes: memoryBytes);
            host.Datastores.Add(lab.Inventory.Datastore1.Reference);
        });
        return (host!, AddTo(lab, host!, "alone-1"));
    }

    private static VirtualMachine AddTo(GuestLab lab, HostSystem host, string name)
    {
        VirtualMachine vm = lab.AddVm(name);
        lab.Arrange(_ =>
        {
            vm.MoveTo(host.Compute.RootPool);
            vm.MoveTo(host);
        });
        return vm;
    }
}
