using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Placement;

/// <summary>
/// The host that a VM gets. Follows vSphere Web Services API reference, VirtualMachineRelocateSpec.host: without a pool the current
/// host; with one the standalone host, or the one that DRS chooses; a cluster without DRS has to be told.
/// </summary>
internal static class HostChoice
{
    /// <summary>The host of a pool's compute resource with the fewest VMs for its memory, of those that can run the VM; the same in every run.</summary>
    /// <param name="compute">The compute resource.</param>
    /// <param name="datastores">The datastores that the host must have.</param>
    /// <exception cref="VimFaultException">NoActiveHostInCluster, or what is wrong with the first host.</exception>
    internal static HostSystem LeastLoaded(ComputeResource compute, IReadOnlyCollection<Datastore> datastores)
        => Suitable(compute, datastores).FirstOrDefault() ?? WhyNone(compute, datastores);

    /// <summary>The hosts that can run a VM, the least loaded first.</summary>
    internal static IEnumerable<HostSystem> Suitable(ComputeResource compute, IReadOnlyCollection<Datastore> datastores)
        => compute.HostSystems.Where(host => HostFitness.IsActive(host) && datastores.All(datastore => host.Datastores.Contains(datastore.Reference))).OrderBy(Load);

    /// <exception cref="VimFaultException">HostNotConnected, HostNotReachable, or InvalidHostState for one in maintenance.</exception>
    internal static void RequireUsable(HostSystem host)
    {
        VmAvailability.RequireReachable(host);
        if (host.InMaintenanceMode)
        {
            throw PowerFaults.InvalidHostState(host);
        }
    }

    /// <exception cref="VimFaultException">InaccessibleDatastore, or InvalidDatastore where the host hasn't mounted it.</exception>
    internal static void RequireReachable(HostSystem host, Datastore datastore)
    {
        if (!datastore.Accessible)
        {
            throw SimulatedFault.InaccessibleDatastore(datastore);
        }

        if (!host.Datastores.Contains(datastore.Reference))
        {
            throw SimulatedFault.InvalidDatastore(datastore);
        }
    }

    private static double Load(HostSystem host) => (double)host.Vms.Count / Math.Max(1, host.MemoryBytes);

    private static HostSystem WhyNone(ComputeResource compute, IReadOnlyCollection<Datastore> datastores)
    {
        // A usable host that lacks a datastore says more than one that is down.
        HostSystem? first = compute.HostSystems.OrderByDescending(HostFitness.IsActive).FirstOrDefault();
        if (first is null)
        {
            throw PowerFaults.NoActiveHostInCluster(compute);
        }

        RequireUsable(first);
        foreach (Datastore datastore in datastores)
        {
            RequireReachable(first, datastore);
        }

        return first;
    }
}
