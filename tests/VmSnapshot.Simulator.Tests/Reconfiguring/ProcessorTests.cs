using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Reconfiguring;

public class ProcessorTests
{
    [Fact]
    public async Task CPUs_and_memory_change_and_shares_follow()
    {
        await using VmBench bench = await VmBench.CreateAsync();

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { NumCPUs = 4, NumCoresPerSocket = 2, MemoryMB = 4096 });

        VirtualMachineConfigInfo config = bench.Vm.Config;
        (config.Hardware!.NumCPU, config.Hardware.NumCoresPerSocket, config.Hardware.MemoryMB).Should().Be((4, 2, 4096));
        config.CpuAllocation!.Shares!.Shares.Should().Be(4000);
        config.MemoryAllocation!.Shares!.Shares.Should().Be(40960);
    }

    [Theory]
    [InlineData(0, null, null, "configSpec.numCPUs")]
    [InlineData(3, 2, null, "configSpec.numCoresPerSocket")]
    [InlineData(null, 0, null, "configSpec.numCoresPerSocket")]
    [InlineData(null, null, 0L, "configSpec.memoryMB")]
    [InlineData(null, null, 1022L, "configSpec.memoryMB")]
    public async Task Sizes_that_make_no_VM_are_refused_with_the_member(int? cpus, int? cores, long? memory, string property)
    {
        await using VmBench bench = await VmBench.CreateAsync();

        var fault = await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { NumCPUs = cpus, NumCoresPerSocket = cores, MemoryMB = memory });

        fault.InvalidProperty.Should().Be(property);
    }

    [Fact]
    public async Task A_hardware_version_has_its_limits()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.Prepare(() => bench.Vm.ChangeConfig(config => config.Version = "vmx-14"));

        (await bench.FailToReconfigureAsync<NumVirtualCpusNotSupported>(new VirtualMachineConfigSpec { NumCPUs = 256 })).MaxSupportedVcpusDest.Should().Be(128);
        (await bench.FailToReconfigureAsync<MemorySizeNotSupported>(new VirtualMachineConfigSpec { MemoryMB = 8L << 20 })).MaxMemorySizeMB.Should().Be(6 << 20);
    }

    [Fact]
    public async Task A_running_VM_takes_CPUs_only_where_hot_add_was_enabled_and_gives_none_up()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn();
        await bench.FailToReconfigureAsync<CpuHotPlugNotSupported>(new VirtualMachineConfigSpec { NumCPUs = 2 });
        bench.Prepare(() => bench.Vm.ChangeConfig(config => config.CpuHotAddEnabled = true));

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { NumCPUs = 2 });

        bench.Vm.Config.Hardware!.NumCPU.Should().Be(2);
        await bench.FailToReconfigureAsync<CpuHotPlugNotSupported>(new VirtualMachineConfigSpec { NumCPUs = 1 });
        await bench.FailToReconfigureAsync<CpuHotPlugNotSupported>(new VirtualMachineConfigSpec { NumCoresPerSocket = 2 });
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { NumCPUs = 2, NumCoresPerSocket = 1 });
    }

    [Fact]
    public async Task A_running_VM_takes_memory_only_where_hot_add_was_enabled_in_steps_and_up_to_a_limit()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { MemoryHotAddEnabled = true });
        bench.Vm.Config.HotPlugMemoryLimit.Should().Be(16 * 1024);
        bench.TurnOn();

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { MemoryMB = 2048 });

        bench.Vm.Config.Hardware!.MemoryMB.Should().Be(2048);
        await bench.FailToReconfigureAsync<MemoryHotPlugNotSupported>(new VirtualMachineConfigSpec { MemoryMB = 1024 });
        await bench.FailToReconfigureAsync<MemoryHotPlugNotSupported>(new VirtualMachineConfigSpec { MemoryMB = 32 * 1024 });
        await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { MemoryMB = 2052 });
    }

    [Fact]
    public async Task Without_hot_add_a_running_VM_takes_no_memory()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        bench.TurnOn();

        await bench.FailToReconfigureAsync<MemoryHotPlugNotSupported>(new VirtualMachineConfigSpec { MemoryMB = 2048 });
    }

    [Fact]
    public async Task Shares_come_from_their_level_and_reservations_stay_within_limits()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec
        {
            CpuAllocation = new ResourceAllocationInfo { Reservation = 500, Limit = 1000, Shares = new SharesInfo { Level = SharesLevel.High, Shares = 7 } },
            MemoryAllocation = new ResourceAllocationInfo { Shares = new SharesInfo { Level = SharesLevel.Custom, Shares = 777 } },
        });

        bench.Vm.Config.CpuAllocation!.Shares!.Shares.Should().Be(2000);
        bench.Vm.Config.MemoryAllocation!.Shares!.Shares.Should().Be(777);
        await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { CpuAllocation = new ResourceAllocationInfo { Limit = 100 } });
        await bench.FailToReconfigureAsync<InvalidArgument>(new VirtualMachineConfigSpec { MemoryAllocation = new ResourceAllocationInfo { Reservation = 2048 } });
    }

    [Fact]
    public async Task A_memory_reservation_that_is_locked_follows_the_memory()
    {
        await using VmBench bench = await VmBench.CreateAsync();
        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { MemoryReservationLockedToMax = true });

        await bench.ReconfigureAsync(new VirtualMachineConfigSpec { MemoryMB = 2048 });

        bench.Vm.Config.MemoryAllocation!.Reservation.Should().Be(2048);
    }
}
