using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A datastore cluster: a folder of datastores that storage DRS may place VMs on.</summary>
internal sealed class StoragePod(SimulatedWorld world, ManagedObjectReference reference, string name) : Folder(world, reference, name, ["Datastore"])
{
    internal bool StorageDrsEnabled { get; init; } = true;

    internal IEnumerable<Datastore> Datastores => Children.Snapshot.Select(World.Find).OfType<Datastore>();

    internal override object? Read(string property) => property switch
    {
        "summary" => new StoragePodSummary { Name = Name, Capacity = Datastores.Sum(d => d.CapacityBytes), FreeSpace = Datastores.Sum(d => d.FreeBytes) },
        "podStorageDrsEntry" => new PodStorageDrsEntry
        {
            StorageDrsConfig = new StorageDrsConfigInfo
            {
                PodConfig = new StorageDrsPodConfigInfo
                {
                    Enabled = StorageDrsEnabled,
                    IoLoadBalanceEnabled = false,
                    DefaultVmBehavior = "manual",
                    DefaultIntraVmAffinity = true,
                },
            },
        },
        _ => base.Read(property),
    };
}
