using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A standalone host's resources, or with <see cref="IsCluster"/> those of a cluster.</summary>
internal sealed class ComputeResource(SimulatedWorld world, ManagedObjectReference reference, string name) : ManagedEntity(world, reference, name)
{
    internal bool IsCluster => Reference.Type == "ClusterComputeResource";

    /// <summary>Whether DRS chooses hosts for VMs of the cluster.</summary>
    internal bool DrsEnabled { get; init; }

    internal required ResourcePool RootPool
    {
        get => (ResourcePool)World.Find(Get<ManagedObjectReference>("resourcePool"))!;
        init => Set("resourcePool", value.Reference);
    }

    internal ReferenceList Hosts => List("host");

    internal ReferenceList Datastores => List("datastore");

    internal ReferenceList Networks => List("network");

    internal IEnumerable<HostSystem> HostSystems => Hosts.Snapshot.Select(World.Find).OfType<HostSystem>();

    internal override object? Read(string property) => property switch
    {
        "summary" => ComputeSummaries.Of(this),
        "configurationEx" => ComputeSummaries.ConfigurationOf(this),
        _ => base.Read(property),
    };
}
