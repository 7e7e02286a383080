using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A resource pool; the root pool of a compute resource is called Resources.</summary>
internal sealed class ResourcePool : ManagedEntity
{
    internal ResourcePool(SimulatedWorld world, ManagedObjectReference reference, string name)
        : base(world, reference, name)
    {
        static ResourceAllocationInfo Unlimited() => new()
        {
            Reservation = 0,
            ExpandableReservation = true,
            Limit = -1,
            Shares = new SharesInfo { Level = SharesLevel.Normal, Shares = 4000 },
        };
        Set("config", new ResourceConfigSpec { Entity = reference, CpuAllocation = Unlimited(), MemoryAllocation = Unlimited() });
    }

    /// <summary>The compute resource that the pool divides up.</summary>
    internal ComputeResource Owner => (ComputeResource)World.Find(OwnerReference)!;

    internal ManagedObjectReference? OwnerReference
    {
        get => Get<ManagedObjectReference>("owner");
        set => Set("owner", value);
    }

    internal ReferenceList Pools => List("resourcePool");

    internal ReferenceList Vms => List("vm");

    internal override object? Read(string property) => property switch
    {
        "runtime" => Runtime(),
        "summary" => new ResourcePoolSummary { Name = Name, Config = Get<ResourceConfigSpec>("config"), Runtime = Runtime() },
        _ => base.Read(property),
    };

    private ResourcePoolRuntimeInfo Runtime()
    {
        static ResourcePoolResourceUsage Usage(long most) => new() { MaxUsage = most, UnreservedForPool = most, UnreservedForVm = most };
        IEnumerable<HostSystem> hosts = World.Find(OwnerReference) is ComputeResource owner ? owner.HostSystems : [];
        return new ResourcePoolRuntimeInfo
        {
            Cpu = Usage(hosts.Sum(host => (long)host.CpuCores * host.CpuMhz)),
            Memory = Usage(hosts.Sum(host => host.MemoryBytes)),
            OverallStatus = ManagedEntityStatus.Green,
        };
    }
}
