using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>
/// The host that a VM is powered on on: the one asked for when it fits, else the VM's own, else, in a cluster with DRS,
/// the one with the least memory in use (vSphere Web Services API reference, PowerOnVM_Task: a host that doesn't fit is
/// ignored).
/// </summary>
internal static class InitialPlacement
{
    /// <exception cref="VimFaultException">No host can run it.</exception>
    internal static HostSystem Choose(VCenter vCenter, VirtualMachine vm, HostSystem? wanted)
    {
        HostSystem own = vm.Host ?? throw PowerFaults.InvalidVmState(vm);
        // Where its host is lost, so is the VM's registration: DRS can't move it either.
        VmAvailability.Require(vm);
        if (wanted is not null && !HostFitness.ProblemsOf(vCenter, vm, wanted).Any())
        {
            return wanted;
        }

        if (HostFitness.ObstacleOf(vCenter, vm, own) is not { } obstacle)
        {
            return own;
        }

        return UsesDrs(own) ? ByDrs(vCenter, vm, own.Compute) ?? throw NoPlace(vCenter, vm, own, obstacle) : throw obstacle.Fault;
    }

    /// <summary>Whether DRS decides where the host's VMs run.</summary>
    internal static bool UsesDrs(HostSystem host) => host.Compute is { IsCluster: true, DrsEnabled: true };

    /// <summary>The host that DRS would take, or null when none can run the VM.</summary>
    internal static HostSystem? ByDrs(VCenter vCenter, VirtualMachine vm, ComputeResource cluster)
        => cluster.HostSystems.Where(host => !HostFitness.ProblemsOf(vCenter, vm, host).Any()).MinBy(HostLoad.MemoryMBOf);

    private static VimFaultException NoPlace(VCenter vCenter, VirtualMachine vm, HostSystem own, PowerOnProblem obstacle)
    {
        if (HostFitness.IsActive(own))
        {
            return obstacle.Fault;
        }

        HostSystem? other = own.Compute.HostSystems.FirstOrDefault(HostFitness.IsActive);
        return other is null
            ? PowerFaults.NoActiveHostInCluster(own.Compute)
            : HostFitness.ProblemsOf(vCenter, vm, other).First().Fault;
    }
}
