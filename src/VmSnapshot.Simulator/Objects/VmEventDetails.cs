using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>What every event on a VM tells of where the VM is.</summary>
internal static class VmEventDetails
{
    /// <summary>Fills in the VM, its host, compute resource and datacenter, and who did it.</summary>
    internal static T About<T>(T happened, VirtualMachine vm, string? userName)
        where T : Event
    {
        happened.UserName = userName ?? "";
        happened.Vm = new VmEventArgument { Name = vm.Name, Vm = vm.Reference };
        if (vm.Datacenter is { } datacenter)
        {
            happened.Datacenter = new DatacenterEventArgument { Name = datacenter.Name, Datacenter = datacenter.Reference };
        }

        if (vm.Host is { } host)
        {
            happened.Host = new HostEventArgument { Name = host.Name, Host = host.Reference };
            happened.ComputeResource = new ComputeResourceEventArgument { Name = host.Compute.Name, ComputeResource = host.Compute.Reference };
        }

        if (happened is VmEvent ofVm)
        {
            ofVm.Template = vm.IsTemplate;
        }

        return happened;
    }
}
