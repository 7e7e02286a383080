using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A datacenter with its four folders.</summary>
internal sealed class Datacenter(SimulatedWorld world, ManagedObjectReference reference, string name) : ManagedEntity(world, reference, name)
{
    internal required Folder VmFolder
    {
        get => (Folder)World.Find(Get<ManagedObjectReference>("vmFolder"))!;
        init => Set("vmFolder", value.Reference);
    }

    internal required Folder HostFolder
    {
        get => (Folder)World.Find(Get<ManagedObjectReference>("hostFolder"))!;
        init => Set("hostFolder", value.Reference);
    }

    internal required Folder DatastoreFolder
    {
        get => (Folder)World.Find(Get<ManagedObjectReference>("datastoreFolder"))!;
        init => Set("datastoreFolder", value.Reference);
    }

    internal required Folder NetworkFolder
    {
        get => (Folder)World.Find(Get<ManagedObjectReference>("networkFolder"))!;
        init => Set("networkFolder", value.Reference);
    }

    internal ReferenceList Datastores => List("datastore");

    internal ReferenceList Networks => List("network");
}
