using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Events about a VM, with everything that vCenter says of where it is.</summary>
internal static class VmEvents
{
    /// <summary>Posts an event.</summary>
    /// <param name="vCenter">Where.</param>
    /// <param name="vm">The VM that it is about.</param>
    /// <param name="posted">The event, with what only its own type has.</param>
    /// <param name="userName">Who caused it; empty for the system.</param>
    /// <param name="message">What a reader of the log sees.</param>
    internal static void Post(VCenter vCenter, VirtualMachine vm, VmEvent posted, string userName, string message)
    {
        posted.UserName = userName;
        posted.FullFormattedMessage = message;
        posted.Template = vm.IsTemplate;
        posted.Vm = new VmEventArgument { Name = vm.Name, Vm = vm.Reference };
        if (vm.Host is { } host)
        {
            posted.Host = new HostEventArgument { Name = host.Name, Host = host.Reference };
            posted.ComputeResource = new ComputeResourceEventArgument { Name = host.Compute.Name, ComputeResource = host.Compute.Reference };
        }

        if (vm.Datacenter is { } datacenter)
        {
            posted.Datacenter = new DatacenterEventArgument { Name = datacenter.Name, Datacenter = datacenter.Reference };
        }

        vCenter.Events.Post(posted);
    }
}
