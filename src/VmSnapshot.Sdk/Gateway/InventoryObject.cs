using System.Text.Json.Serialization;

namespace VmSnapshot.Sdk.Gateway;

/// <summary>An object of vCenter's inventory, as far as placing a VM needs to know it.</summary>
public sealed record InventoryObject
{
    /// <summary>vCenter's handle of the object.</summary>
    public required MoRef MoRef { get; init; }

    /// <summary>The name as people see it: <c>%2f</c>, <c>%5c</c> and <c>%25</c> are already undone.</summary>
    public required string Name { get; init; }

    /// <summary>The inventory path, escaped as vCenter's FindByInventoryPath takes it: <c>/DC0/vm/Golden</c>.</summary>
    public required string Path { get; init; }
}

/// <summary>What <see cref="IVSphereGateway.FindAsync"/> looks for.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<InventoryKind>))]
public enum InventoryKind
{
    /// <summary>A Datastore.</summary>
    Datastore,

    /// <summary>A Network, a DistributedVirtualPortgroup or an OpaqueNetwork.</summary>
    Network,

    /// <summary>A ResourcePool or a VirtualApp.</summary>
    ResourcePool,

    /// <summary>A Folder that holds VMs.</summary>
    Folder,
}
