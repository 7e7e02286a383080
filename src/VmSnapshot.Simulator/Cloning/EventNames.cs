using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>Entities as events name them.</summary>
internal static class EventNames
{
    internal static VmEventArgument Named(this VirtualMachine vm) => new() { Name = vm.Name, Vm = vm.Reference };

    internal static HostEventArgument Named(this HostSystem host) => new() { Name = host.Name, Host = host.Reference };

    internal static FolderEventArgument Named(this Folder folder) => new() { Name = folder.Name, Folder = folder.Reference };

    internal static DatastoreEventArgument Named(this Datastore datastore) => new() { Name = datastore.Name, Datastore = datastore.Reference };

    internal static DatacenterEventArgument Named(this Datacenter datacenter) => new() { Name = datacenter.Name, Datacenter = datacenter.Reference };
}
