using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Views;

/// <summary>What is right below an object of the inventory (vSphere Web Services API reference, CreateContainerView).</summary>
internal static class ContainerChildren
{
    internal static bool IsContainer(string type) => type is "Folder" or "StoragePod" or "Datacenter" or "ComputeResource" or "ClusterComputeResource"
        or "HostSystem" or "ResourcePool" or "VirtualApp";

    /// <summary>The children, list by list: a list that is the same object as before has not changed.</summary>
    internal static IReadOnlyList<IReadOnlyList<ManagedObjectReference>> Of(ManagedObject container) => container switch
    {
        Folder folder => [folder.Children.Snapshot],
        Datacenter datacenter => [.. Singles(datacenter, "vmFolder", "hostFolder", "datastoreFolder", "networkFolder")],
        ComputeResource compute => [compute.Hosts.Snapshot, .. Singles(compute, "resourcePool")],
        ResourcePool pool => [pool.Pools.Snapshot, pool.Vms.Snapshot],
        HostSystem host => [host.Vms.Snapshot],
        _ => [],
    };

    private static IEnumerable<IReadOnlyList<ManagedObjectReference>> Singles(ManagedObject container, params string[] properties) => properties
        .Select(container.Get<ManagedObjectReference>)
        .Select(reference => reference is null ? [] : new[] { reference });
}
