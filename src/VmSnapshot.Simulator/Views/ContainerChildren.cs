using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Views;

/// <summary>What is right below an object of the inventory (vSphere Web Services API reference, CreateContainerView).</summary>
internal static class ContainerChildren
{
    internal static bool IsContainer(string type) => type is "Folder" or "StoragePod" or "Datacenter" or "ComputeResource" or "ClusterComputeResource"
        or "HostSystem" or "ResourcePool" or "VirtualApp";

    internal static IReadOnlyList<ManagedObjectReference> Of(ManagedObject container) => container switch
    {
        Folder folder => folder.Children.Snapshot,
        Datacenter datacenter => [.. Single(datacenter, "vmFolder"), .. Single(datacenter, "hostFolder"), .. Single(datacenter, "datastoreFolder"), .. Single(datacenter, "networkFolder")],
        ComputeResource compute => [.. compute.Hosts.Snapshot, .. Single(compute, "resourcePool")],
        ResourcePool pool => [.. pool.Pools.Snapshot, .. pool.Vms.Snapshot],
        HostSystem host => host.Vms.Snapshot,
        _ => [],
    };

    private static IEnumerable<ManagedObjectReference> Single(ManagedObject container, string property)
        => container.Get<ManagedObjectReference>(property) is { } reference ? [reference] : [];
}
