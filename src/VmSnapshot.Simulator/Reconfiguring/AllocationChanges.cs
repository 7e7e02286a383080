using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>
/// Reservations, limits and shares. Shares of a level are per CPU (500, 1000, 2000) or per MB (5, 10, 20), so they follow
/// the size of the VM.
/// </summary>
internal static class AllocationChanges
{
    private const int NormalPerCpu = 1000;
    private const int NormalPerMB = 10;

    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config) = (plan.Spec, plan.Config);
        if ((spec.NumCPUs ?? spec.MemoryMB) is null && (spec.CpuAllocation ?? spec.MemoryAllocation) is null && spec.MemoryReservationLockedToMax is null)
        {
            return;
        }

        config.CpuAllocation = Merge(plan, "cpuAllocation", config.CpuAllocation, spec.CpuAllocation, NormalPerCpu, config.Hardware!.NumCPU);
        config.MemoryAllocation = Merge(plan, "memoryAllocation", config.MemoryAllocation, spec.MemoryAllocation, NormalPerMB, config.Hardware.MemoryMB);
        config.MemoryReservationLockedToMax = plan.Log.Choose("config.memoryReservationLockedToMax", config.MemoryReservationLockedToMax, spec.MemoryReservationLockedToMax);
        ApplyMemoryReservation(plan, spec, config);
    }

    private static void ApplyMemoryReservation(ReconfigurePlan plan, VirtualMachineConfigSpec spec, VirtualMachineConfigInfo config)
    {
        ResourceAllocationInfo allocation = config.MemoryAllocation!;
        int memory = config.Hardware!.MemoryMB;
        if (config.MemoryReservationLockedToMax == true)
        {
            if (spec.MemoryAllocation?.Reservation is { } wanted && wanted != memory)
            {
                throw SimulatedFault.InvalidArgument("configSpec.memoryAllocation.reservation");
            }

            allocation.Reservation = plan.Log.Choose("config.memoryAllocation.reservation", allocation.Reservation, (long?)memory);
        }
        else if (allocation.Reservation > memory)
        {
            throw SimulatedFault.InvalidArgument("configSpec.memoryAllocation.reservation");
        }
    }

    private static ResourceAllocationInfo Merge(ReconfigurePlan plan, string name, ResourceAllocationInfo? current, ResourceAllocationInfo? wanted, int normalPerUnit, int units)
    {
        ResourceAllocationInfo merged = current ?? new ResourceAllocationInfo { Reservation = 0, Limit = -1 };
        if (wanted?.Reservation < 0)
        {
            throw SimulatedFault.InvalidArgument($"configSpec.{name}.reservation");
        }

        if (wanted?.Limit < -1)
        {
            throw SimulatedFault.InvalidArgument($"configSpec.{name}.limit");
        }

        merged.Reservation = plan.Log.Choose($"config.{name}.reservation", merged.Reservation, wanted?.Reservation);
        merged.Limit = plan.Log.Choose($"config.{name}.limit", merged.Limit, wanted?.Limit);
        merged.ExpandableReservation = plan.Log.Choose($"config.{name}.expandableReservation", merged.ExpandableReservation, wanted?.ExpandableReservation);
        if (merged.Limit is >= 0 && merged.Limit < merged.Reservation)
        {
            throw SimulatedFault.InvalidArgument($"configSpec.{name}.limit");
        }

        merged.Shares ??= new SharesInfo { Level = SharesLevel.Normal };
        if (wanted?.Shares is { } shares)
        {
            merged.Shares.Level = plan.Log.Choose($"config.{name}.shares.level", merged.Shares.Level, (SharesLevel?)shares.Level)!.Value;
        }

        int? amount = Amount(merged.Shares.Level, normalPerUnit, units) ?? wanted?.Shares?.Shares;
        if (amount is < 0 or > 1_000_000 && merged.Shares.Level == SharesLevel.Custom)
        {
            throw SimulatedFault.InvalidArgument($"configSpec.{name}.shares.shares");
        }

        merged.Shares.Shares = plan.Log.Choose($"config.{name}.shares.shares", merged.Shares.Shares, amount) ?? 0;
        return merged;
    }

    /// <summary>What a level stands for; null for custom shares and unknown levels.</summary>
    internal static int? Amount(SharesLevel level, int normalPerUnit, int units)
        => level == SharesLevel.Low ? normalPerUnit / 2 * units
            : level == SharesLevel.Normal ? normalPerUnit * units
            : level == SharesLevel.High ? normalPerUnit * 2 * units
            : null;
}
