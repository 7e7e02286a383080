using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>A folder of datacenters, VMs, hosts, datastores or networks. Names in it are unique.</summary>
internal class Folder : ManagedEntity
{
    private readonly Dictionary<string, ManagedEntity> _byName = new(StringComparer.Ordinal);

    internal Folder(SimulatedWorld world, ManagedObjectReference reference, string name, IReadOnlyList<string> childTypes)
        : base(world, reference, name)
        => Set("childType", childTypes);

    internal IReadOnlyList<string> ChildTypes => Get<IReadOnlyList<string>>("childType")!;

    internal ReferenceList Children => List("childEntity");

    /// <summary>Names of what is being made in the folder, with the references that it will have.</summary>
    internal Dictionary<string, ManagedObjectReference> NamesInTheMaking { get; } = new(StringComparer.Ordinal);

    internal ManagedEntity? FindChild(string name) => _byName.GetValueOrDefault(name);

    internal void Add(ManagedEntity child)
    {
        child.ParentReference = Reference;
        Children.Add(child.Reference);
        Remember(child);
    }

    internal void Remove(ManagedEntity child)
    {
        Children.Remove(child.Reference);
        Forget(child);
        child.ParentReference = null;
    }

    internal void Remember(ManagedEntity child) => _byName[child.Name] = child;

    internal void Forget(ManagedEntity child)
    {
        if (_byName.TryGetValue(child.Name, out ManagedEntity? named) && named == child)
        {
            _byName.Remove(child.Name);
        }
    }
}
