using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Permissions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>
/// The part of the inventory that a filter is about: an entity, what is below it, or both. The root folder stands for
/// the whole server. For other folders and for pools it is always what they contain: of themselves nothing can be
/// asked (API reference, EventFilterSpecByEntity).
/// </summary>
internal sealed class EntityScope
{
    private readonly SimulatedWorld _world;
    private readonly ManagedObjectReference _entity;
    private readonly bool _isAll;
    private readonly bool _self;
    private readonly bool _below;

    private EntityScope(SimulatedWorld world, ManagedEntity entity, string recursion)
    {
        bool isContainer = entity is Folder or ResourcePool;
        _world = world;
        _entity = entity.Reference;
        _isAll = entity.ParentReference is null && entity is Folder;
        _self = recursion != "children";
        _below = recursion != "self" || isContainer;
    }

    /// <summary>The only entity that can be meant, when nothing is below it or nothing below is asked for.</summary>
    internal ManagedObjectReference? Only => !_isAll && _self && (!_below || _entity.Type == "VirtualMachine") ? _entity : null;

    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static EntityScope Of(SimulatedWorld world, ManagedObjectReference entity, string recursion)
        => recursion is "self" or "children" or "all" && world.Find(entity) is ManagedEntity found
            ? new EntityScope(world, found, recursion)
            : throw SimulatedFault.InvalidArgument("filter.entity");

    internal bool Covers<T>(HistoryEntry<T> entry)
        where T : class
        => _isAll || (_self && entry.Subject == _entity) || (_below && entry.IsBelow(_world, _entity));

    /// <summary>Whether the user sees what the entry is about; of what is gone, and of the system, whoever sees the root folder.</summary>
    internal static bool IsVisible<T>(VCenter vCenter, SimulatedUser user, HistoryEntry<T> entry)
        where T : class
        => vCenter.Permissions.Has(user, vCenter.World.Find(entry.Subject) ?? vCenter.RootFolder, "System.View");
}
