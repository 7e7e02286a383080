using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>Posts the events of one operation on a VM, all in the chain of the first.</summary>
internal sealed class VmEvents(EventLog log, string userName)
{
    private int _chain;

    /// <summary>Posts an event about a VM, with where it is.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="posted">The event.</param>
    /// <param name="message">What vCenter would say of it.</param>
    internal void Post(VirtualMachine vm, VmEvent posted, string message)
    {
        posted.Vm = Of(vm);
        posted.Template = vm.IsTemplate;
        Post(posted, vm.Datacenter, vm.Host, message);
    }

    /// <summary>Posts an event about a VM that isn't there yet, or no more.</summary>
    internal void Post(VmEvent posted, Datacenter? datacenter, HostSystem? host, string message)
    {
        posted.Host = Of(host);
        posted.ComputeResource = host?.Compute is { } compute ? new ComputeResourceEventArgument { Name = compute.Name, ComputeResource = compute.Reference } : null;
        posted.Datacenter = datacenter is null ? null : new DatacenterEventArgument { Name = datacenter.Name, Datacenter = datacenter.Reference };
        posted.UserName = userName;
        posted.ChainId = _chain;
        posted.FullFormattedMessage = message;
        log.Post(posted);
        _chain = posted.ChainId;
    }

    internal static VmEventArgument Of(VirtualMachine vm) => new() { Name = vm.Name, Vm = vm.Reference };

    internal static HostEventArgument? Of(HostSystem? host) => host is null ? null : new HostEventArgument { Name = host.Name, Host = host.Reference };

    internal static FolderEventArgument Of(Folder folder) => new() { Name = folder.Name, Folder = folder.Reference };

    internal static DatastoreEventArgument Of(Datastore datastore) => new() { Name = datastore.Name, Datastore = datastore.Reference };

    internal static LocalizedMethodFault Of(VimFaultException fault) => new() { Fault = fault.Fault, LocalizedMessage = fault.Message };
}
