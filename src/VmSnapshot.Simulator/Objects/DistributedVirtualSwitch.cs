using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A distributed switch, which port groups belong to.</summary>
internal sealed class DistributedVirtualSwitch : ManagedEntity
{
    internal DistributedVirtualSwitch(SimulatedWorld world, ManagedObjectReference reference, string name)
        : base(world, reference, name)
    {
        Uuid = StableUuid.Of("dvs", reference.Value);
        Set("uuid", Uuid);
        Set("summary", new DVSSummary { Name = name, Uuid = Uuid, NumPorts = 1024 });
    }

    internal string Uuid { get; }

    internal ReferenceList Portgroups => List("portgroup");
}
