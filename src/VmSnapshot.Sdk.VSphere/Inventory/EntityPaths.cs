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
        var names = LineOf(entity).Where(e => ParentOf(e) is not null).Select(e => e.EscapedName).Reverse();
        return "/" + string.Join('/', names);
    }

    /// <summary>The nearest ancestor of that type, if it was read.</summary>
    public ObjectProperties? AncestorOf(ObjectProperties entity, string type) => LineOf(entity).FirstOrDefault(e => e.Reference.Type == type);

    public InventoryObject? Describe(ManagedObjectReference reference) =>
        _entities.TryGetValue(reference, out var entity)
            ? new InventoryObject { MoRef = entity.MoRef, Name = entity.Name, Path = PathOf(entity) }
            : null;

    /// <summary>The entity and its ancestors, the nearest first. They may go round in a circle: there are no more of them than were read.</summary>
    private IEnumerable<ObjectProperties> LineOf(ObjectProperties entity)
    {
        ObjectProperties? current = entity;
        for (var left = _entities.Count; current is not null && left >= 0; left--)
        {
            yield return current;
            current = ParentOf(current) is { } parent ? _entities.GetValueOrDefault(parent) : null;
        }
    }

    private static ManagedObjectReference? ParentOf(ObjectProperties entity) =>
        // A VM of a vApp belongs to that, and a vApp to its folder; the pool that is its parent too is not where people see it.
        entity.Get<ManagedObjectReference>("parentVApp")
        ?? entity.Get<ManagedObjectReference>("parentFolder")
        ?? entity.Get<ManagedObjectReference>("parent");
}
