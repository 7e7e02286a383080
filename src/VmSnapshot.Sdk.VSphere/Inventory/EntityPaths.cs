using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>The inventory paths of entities whose ancestors were read.</summary>
internal sealed class EntityPaths
{
    private readonly Dictionary<ManagedObjectReference, ObjectProperties> _entities = [];

    public EntityPaths(IEnumerable<ObjectProperties> entities)
    {
        foreach (var entity in entities)
        {
            _entities[entity.Reference] = entity;
        }
    }

    /// <summary>Name and path of each of these objects, all ancestors read in one request.</summary>
    public static async Task<IReadOnlyList<InventoryObject>> ReadAsync(
        VSphereSession session, IReadOnlyCollection<ManagedObjectReference> objects, CancellationToken cancellationToken)
    {
        if (objects.Count == 0)
        {
            return [];
        }

        var known = PropertyReader.EntityProperties.Select(p => p.Type).ToHashSet();
        var others = objects.Select(o => o.Type).Distinct().Where(type => !known.Contains(type)).Select(type => PropertyReader.Of(type, ["name", "parent"]));
        var read = await PropertyReader.ReadAsync(
            session, objects, [.. PropertyReader.EntityProperties, .. others], PropertyReader.ToAncestors, cancellationToken).ConfigureAwait(false);
        var paths = new EntityPaths(read);
        return [.. objects.Select(paths.Describe).OfType<InventoryObject>()];
    }

    /// <summary>The path from the root's children down: <c>/DC0/vm/Golden</c>. Names keep vCenter's escapes.</summary>
    public string PathOf(ObjectProperties entity)
    {
        var names = new Stack<string>();
        for (var current = entity; current is not null && ParentOf(current) is { } parent; current = _entities.GetValueOrDefault(parent))
        {
            names.Push(current.EscapedName);
        }

        return "/" + string.Join('/', names);
    }

    /// <summary>The nearest ancestor of that type, if it was read.</summary>
    public ObjectProperties? AncestorOf(ObjectProperties entity, string type)
    {
        for (var current = entity; current is not null; current = ParentOf(current) is { } parent ? _entities.GetValueOrDefault(parent) : null)
        {
            if (current.Reference.Type == type)
            {
                return current;
            }
        }

        return null;
    }

    public InventoryObject? Describe(ManagedObjectReference reference) =>
        _entities.TryGetValue(reference, out var entity)
            ? new InventoryObject { MoRef = entity.MoRef, Name = entity.Name, Path = PathOf(entity) }
            : null;

    private static ManagedObjectReference? ParentOf(ObjectProperties entity) =>
        // A VM of a vApp belongs to that, and a vApp to its folder; the pool that is its parent too is not where people see it.
        entity.Get<ManagedObjectReference>("parentVApp")
        ?? entity.Get<ManagedObjectReference>("parentFolder")
        ?? entity.Get<ManagedObjectReference>("parent");
}
