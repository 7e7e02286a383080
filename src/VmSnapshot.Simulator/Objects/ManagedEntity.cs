using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>An object of the inventory: it has a name, and a parent but for the root folder.</summary>
internal abstract class ManagedEntity : ManagedObject
{
    protected ManagedEntity(SimulatedWorld world, ManagedObjectReference reference, string name)
        : base(world, reference)
    {
        Set("name", name);
        Set("overallStatus", ManagedEntityStatus.Green);
        Set("configStatus", ManagedEntityStatus.Green);
        Set("alarmActionsEnabled", true);
        Set("customValue", Array.Empty<CustomFieldValue>());
        Set("disabledMethod", Array.Empty<string>());
    }

    internal string Name => Get<string>("name")!;

    internal ManagedEntity? Parent => (ManagedEntity?)World.Find(ParentReference);

    internal ManagedObjectReference? ParentReference
    {
        get => Get<ManagedObjectReference>("parent");
        set => Set("parent", value);
    }

    /// <summary>The tasks on it that ended lately or still run.</summary>
    internal ReferenceList RecentTasks => List("recentTask");

    /// <summary>The datacenter it is in, or null.</summary>
    internal Datacenter? Datacenter => Ancestors.OfType<Datacenter>().FirstOrDefault();

    /// <summary>The entity itself, its parent and so on up to the root folder.</summary>
    internal IEnumerable<ManagedEntity> Ancestors
    {
        get
        {
            for (ManagedEntity? current = this; current is not null; current = current.Parent)
            {
                yield return current;
            }
        }
    }

    internal override object? Read(string property)
        => World.EntityProperties.TryGetValue(property, out Func<ManagedEntity, object?>? derive) ? derive(this) : base.Read(property);

    /// <summary>Gives it another name. Names hold the escaped form of <c>/ \ %</c>.</summary>
    internal void Rename(string name)
    {
        (Parent as Folder)?.Forget(this);
        Set("name", name);
        (Parent as Folder)?.Remember(this);
    }
}
