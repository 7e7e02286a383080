using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>CPUs and memory, cold or, where it was enabled while the VM was off, hot.</summary>
internal static class ProcessorChanges
{
    /// <summary>How much more than at power-on a running VM can be given, as vSphere's documentation of memory hot add says.</summary>
    private const int HotAddFactor = 16;

    private const int HotAddIncrementMB = 128;

    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config) = (plan.Spec, plan.Config);
        ApplyHotAddFlags(plan, spec, config);
        if ((spec.NumCPUs ?? spec.NumCoresPerSocket) is not null)
        {
            ApplyCpus(plan, spec, config.Hardware!);
        }

        if (spec.MemoryMB is { } memory && memory != config.Hardware!.MemoryMB)
        {
            ApplyMemory(plan, memory, config);
        }
    }

    private static void ApplyHotAddFlags(ReconfigurePlan plan, VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config)
    {
        if (Differs(spec.CpuHotAddEnabled, config.CpuHotAddEnabled)
            || Differs(spec.CpuHotRemoveEnabled, config.CpuHotRemoveEnabled)
            || Differs(spec.MemoryHotAddEnabled, config.MemoryHotAddEnabled))
        {
            plan.RequireOff();
        }

        config.CpuHotAddEnabled = plan.Log.Choose("config.cpuHotAddEnabled", config.CpuHotAddEnabled, spec.CpuHotAddEnabled);
        config.CpuHotRemoveEnabled = plan.Log.Choose("config.cpuHotRemoveEnabled", config.CpuHotRemoveEnabled, spec.CpuHotRemoveEnabled);
        config.MemoryHotAddEnabled = plan.Log.Choose("config.memoryHotAddEnabled", config.MemoryHotAddEnabled, spec.MemoryHotAddEnabled);
        if (spec.MemoryHotAddEnabled is not null)
        {
            SetHotPlugLimits(config);
        }
    }

    private static void ApplyCpus(ReconfigurePlan plan, VirtualMachineConfigSpec spec, VirtualHardware hardware)
    {
        int cpus = spec.NumCPUs ?? hardware.NumCPU;
        int cores = spec.NumCoresPerSocket ?? hardware.NumCoresPerSocket ?? 1;
        if (cores == 0 && plan.HardwareVersion >= 20)
        {
            // From hardware version 20 on, 0 leaves the choice to the host.
            hardware.AutoCoresPerSocket = plan.Log.Choose("config.hardware.autoCoresPerSocket", hardware.AutoCoresPerSocket, (bool?)true);
            cores = 1;
        }
        else if (spec.NumCoresPerSocket is not null)
        {
            hardware.AutoCoresPerSocket = plan.Log.Choose("config.hardware.autoCoresPerSocket", hardware.AutoCoresPerSocket ?? false, (bool?)false);
        }

        if (cpus < 1)
        {
            throw SimulatedFault.InvalidArgument("configSpec.numCPUs");
        }

        if (cores < 1 || cpus % cores != 0)
        {
            throw SimulatedFault.InvalidArgument("configSpec.numCoresPerSocket");
        }

        int most = HardwareLimits.Of(plan.HardwareVersion).Cpus;
        if (cpus > most)
        {
            throw SimulatedFault.Of(
                new NumVirtualCpusNotSupported { MaxSupportedVcpusDest = most, NumCpuVm = cpus },
                $"Virtual machine has {cpus} virtual CPUs, more than the {most} that its hardware version supports.");
        }

        if (!plan.IsOff && !CanHotPlug(plan, cpus, cores, hardware))
        {
            throw SimulatedFault.Of(new CpuHotPlugNotSupported(), "CPU hot plug is not supported for this virtual machine.");
        }

        hardware.NumCPU = plan.Log.Choose("config.hardware.numCPU", hardware.NumCPU, (int?)cpus)!.Value;
        hardware.NumCoresPerSocket = plan.Log.Choose("config.hardware.numCoresPerSocket", hardware.NumCoresPerSocket, (int?)cores);
    }

    private static bool CanHotPlug(ReconfigurePlan plan, int cpus, int cores, VirtualHardware hardware)
    {
        if (cores != (hardware.NumCoresPerSocket ?? 1))
        {
            return false;
        }

        bool isRunning = plan.Target.PowerState == VirtualMachinePowerState.PoweredOn;
        return cpus == hardware.NumCPU
            || (isRunning && (cpus > hardware.NumCPU ? plan.Config.CpuHotAddEnabled : plan.Config.CpuHotRemoveEnabled) == true);
    }

    private static void ApplyMemory(ReconfigurePlan plan, long memory, VirtualMachineConfigInfo config)
    {
        if (memory < 4 || memory % 4 != 0)
        {
            throw SimulatedFault.InvalidArgument("configSpec.memoryMB");
        }

        long most = HardwareLimits.Of(plan.HardwareVersion).MemoryMB;
        if (memory > most)
        {
            throw SimulatedFault.Of(
                new MemorySizeNotSupported { MemorySizeMB = (int)Math.Min(memory, int.MaxValue), MinMemorySizeMB = 4, MaxMemorySizeMB = (int)most },
                $"The memory amount of virtual machine, {memory} MB, is not supported: it must be between 4 MB and {most} MB.");
        }

        VirtualHardware hardware = config.Hardware!;
        if (!plan.IsOff)
        {
            bool canAdd = plan.Target.PowerState == VirtualMachinePowerState.PoweredOn && config.MemoryHotAddEnabled == true && memory > hardware.MemoryMB;
            if (!canAdd || memory > (config.HotPlugMemoryLimit ?? long.MaxValue))
            {
                throw SimulatedFault.Of(new MemoryHotPlugNotSupported(), "Memory hot plug is not supported for this virtual machine.");
            }

            if ((memory - hardware.MemoryMB) % (config.HotPlugMemoryIncrementSize ?? 4) != 0)
            {
                throw SimulatedFault.InvalidArgument("configSpec.memoryMB");
            }
        }

        hardware.MemoryMB = plan.Log.Choose("config.hardware.memoryMB", hardware.MemoryMB, (int?)memory)!.Value;
        if (plan.IsOff && config.MemoryHotAddEnabled == true)
        {
            SetHotPlugLimits(config);
        }
    }

    private static void SetHotPlugLimits(VirtualMachineConfigInfo config)
    {
        bool isEnabled = config.MemoryHotAddEnabled == true;
        config.HotPlugMemoryLimit = isEnabled ? Math.Min((long)config.Hardware!.MemoryMB * HotAddFactor, HardwareLimits.Of(HardwareLimits.NumberOf(config.Version)).MemoryMB) : null;
        config.HotPlugMemoryIncrementSize = isEnabled ? HotAddIncrementMB : null;
    }

    private static bool Differs(bool? wanted, bool? current) => wanted is not null && wanted != (current ?? false);
}
