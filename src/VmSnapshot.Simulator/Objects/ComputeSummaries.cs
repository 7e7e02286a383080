using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>What a compute resource says of itself, added up from its hosts.</summary>
internal static class ComputeSummaries
{
    internal static ComputeResourceSummary Of(ComputeResource resource)
    {
        ComputeResourceSummary summary = resource.IsCluster ? new ClusterComputeResourceSummary() : new ComputeResourceSummary();
        foreach (HostSystem host in resource.HostSystems)
        {
            bool effective = host.ConnectionState == HostSystemConnectionState.Connected && !host.InMaintenanceMode;
            summary.NumHosts++;
            summary.NumEffectiveHosts += effective ? 1 : 0;
            summary.NumCpuCores += (short)host.CpuCores;
            summary.NumCpuThreads += (short)(host.CpuCores * 2);
            summary.TotalCpu += host.CpuCores * host.CpuMhz;
            summary.EffectiveCpu += effective ? host.CpuCores * host.CpuMhz : 0;
            summary.TotalMemory += host.MemoryBytes;
            summary.EffectiveMemory += effective ? host.MemoryBytes >> 20 : 0;
        }

        summary.OverallStatus = ManagedEntityStatus.Green;
        return summary;
    }

    internal static ComputeResourceConfigInfo ConfigurationOf(ComputeResource resource) => resource.IsCluster
        ? new ClusterConfigInfoEx
        {
            VmSwapPlacement = "vmDirectory",
            DasConfig = new ClusterDasConfigInfo { Enabled = false },
            DrsConfig = new ClusterDrsConfigInfo
            {
                Enabled = resource.DrsEnabled,
                EnableVmBehaviorOverrides = true,
                DefaultVmBehavior = DrsBehavior.FullyAutomated,
                VmotionRate = 3,
            },
        }
        : new ComputeResourceConfigInfo { VmSwapPlacement = "vmDirectory" };
}
