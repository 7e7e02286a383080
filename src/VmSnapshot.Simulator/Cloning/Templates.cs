using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// MarkAsTemplate and MarkAsVirtualMachine, which are done when they answer. Follows vSphere Web Services API reference and, for
/// what is a template already or isn't one, the govmomi simulator.
/// </summary>
internal sealed class Templates(VCenter vCenter)
{
    internal void Register()
    {
        vCenter.Operations.On<MarkAsTemplateRequestType>((_, request) => MarkAsTemplate(vCenter.World.Require<VirtualMachine>(request.This, "_this")));
        vCenter.Operations.On<MarkAsVirtualMachineRequestType>((_, request) => MarkAsVirtualMachine(vCenter.World.Require<VirtualMachine>(request.This, "_this"), request));
    }

    private static void MarkAsTemplate(VirtualMachine vm)
    {
        TaskRunner.RequireIdle(vm);
        if (vm.IsTemplate)
        {
            throw SimulatedFault.NotSupported($"'{vm.Name}' is a template.");
        }

        VmAvailability.Require(vm);
        RequirePoweredOff(vm);
        if (vm.Host is { } host)
        {
            VmAvailability.RequireReachable(host);
        }

        vm.ChangeConfig(config => config.Template = true);
        vm.MoveTo((ResourcePool?)null);
    }

    private void MarkAsVirtualMachine(VirtualMachine vm, MarkAsVirtualMachineRequestType request)
    {
        TaskRunner.RequireIdle(vm);
        ResourcePool pool = vCenter.World.Require<ResourcePool>(request.Pool, "pool");
        if (!vm.IsTemplate)
        {
            throw SimulatedFault.NotSupported($"'{vm.Name}' is no template.");
        }

        VmAvailability.Require(vm);
        RequirePoweredOff(vm);
        HostSystem host = HostFor(vm, pool, request.Host);
        VmAvailability.RequireReachable(host);
        if (host.Datacenter != vm.Datacenter)
        {
            throw SimulatedFault.InvalidArgument("pool");
        }

        foreach (Datastore datastore in DatastoresOf(vm))
        {
            HostChoice.RequireReachable(host, datastore);
        }

        vm.ChangeConfig(config => config.Template = false);
        vm.MoveTo(pool);
        vm.MoveTo(host);
        vm.Set("environmentBrowser", host.Compute.Get<ManagedObjectReference>("environmentBrowser"));
    }

    private HostSystem HostFor(VirtualMachine vm, ResourcePool pool, ManagedObjectReference? wanted)
    {
        ComputeResource compute = pool.Owner;
        if (wanted is not null)
        {
            var host = vCenter.World.Require<HostSystem>(wanted, "host");
            return host.Compute == compute ? host : throw SimulatedFault.InvalidArgument("host");
        }

        return vm.Host is { } current && current.Compute == compute ? current
            : !compute.IsCluster || compute.DrsEnabled ? HostChoice.LeastLoaded(compute, [.. DatastoresOf(vm)])
            : throw SimulatedFault.InvalidArgument("host");
    }

    private static IEnumerable<Datastore> DatastoresOf(VirtualMachine vm) => vm.Datastores.Snapshot.Select(vm.World.Find).OfType<Datastore>();

    private static void RequirePoweredOff(VirtualMachine vm)
    {
        if (vm.PowerState != VirtualMachinePowerState.PoweredOff)
        {
            throw SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOff);
        }
    }
}
