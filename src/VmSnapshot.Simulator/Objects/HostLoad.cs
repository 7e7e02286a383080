using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>What the running VMs take of a host.</summary>
internal static class HostLoad
{
    /// <summary>A running VM is taken to use a tenth of its processors, and all of its memory.</summary>
    private const int CpuUsePercent = 10;

    internal static HostListSummaryQuickStats QuickStatsOf(HostSystem host)
    {
        long mhz = 0;
        long megabytes = 0;
        foreach (VirtualMachineConfigInfo config in RunningOn(host).Select(vm => vm.Config))
        {
            mhz += (long)(config.Hardware?.NumCPU ?? 0) * host.CpuMhz * CpuUsePercent / 100;
            megabytes += config.Hardware?.MemoryMB ?? 0;
        }

        return new HostListSummaryQuickStats
        {
            OverallCpuUsage = (int)Math.Min(mhz, (long)host.CpuCores * host.CpuMhz),
            OverallMemoryUsage = (int)Math.Min(megabytes, host.MemoryBytes >> 20),
        };
    }

    internal static long MemoryMBOf(HostSystem host) => RunningOn(host).Sum(vm => (long)(vm.Config.Hardware?.MemoryMB ?? 0));

    internal static IEnumerable<VirtualMachine> RunningOn(HostSystem host)
        => host.Vms.Snapshot.Select(host.World.Find).OfType<VirtualMachine>().Where(vm => vm.PowerState == VirtualMachinePowerState.PoweredOn);
}
