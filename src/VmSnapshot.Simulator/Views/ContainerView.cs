using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Views;

/// <summary>
/// A view of what is below a container, always as the inventory is now. The inventory is walked again only when one of the
/// containers on the way has other children than before.
/// </summary>
internal sealed class ContainerView : ManagedObjectView, ILiveProperties
{
    private readonly ManagedObject _container;
    private readonly IReadOnlyList<string> _types;
    private readonly bool _isRecursive;
    private readonly Dictionary<string, bool> _includes = new(StringComparer.Ordinal);
    private readonly Dictionary<ManagedObject, IReadOnlyList<ManagedObjectReference>> _children = [];
    private IReadOnlyList<ManagedObjectReference> _view = [];
    private long _seen = -1;

    internal ContainerView(SimulatedWorld world, SimulatedSession session, ManagedEntity container, IReadOnlyList<string> types, bool isRecursive)
        : base(world, session, "ContainerView")
    {
        _container = container;
        _types = types;
        _isRecursive = isRecursive;
        Set("container", container.Reference);
        Set("type", types.ToList());
        Set("recursive", isRecursive);
    }

    internal override object? Read(string property)
    {
        if (property != "view")
        {
            return base.Read(property);
        }

        if (HasOtherChildren())
        {
            Walk();
        }

        _seen = World.Version;
        return _view;
    }

    private bool HasOtherChildren()
    {
        if (_seen < 0)
        {
            return true;
        }

        IEnumerable<ManagedObject> changed = World.RemembersSince(_seen)
            ? World.ChangedSince(_seen).Where(_children.ContainsKey)
            : _children.Keys.Where(container => container.ChangedAt > _seen);
        return changed.Any(container =>
        {
            IReadOnlyList<ManagedObjectReference> children = ContainerChildren.Of(container);
            return container.IsDeleted || (!ReferenceEquals(children, _children[container]) && !children.SequenceEqual(_children[container]));
        });
    }

    private void Walk()
    {
        var view = new List<ManagedObjectReference>();
        var seen = new HashSet<ManagedObjectReference>();
        var toDo = new Queue<ManagedObject>();
        _children.Clear();
        if (!_container.IsDeleted)
        {
            toDo.Enqueue(_container);
        }

        while (toDo.TryDequeue(out ManagedObject? container))
        {
            IReadOnlyList<ManagedObjectReference> children = ContainerChildren.Of(container);
            _children.Add(container, children);
            foreach (ManagedObjectReference reference in children)
            {
                if (!seen.Add(reference))
                {
                    continue;
                }

                if (Includes(reference.Type))
                {
                    view.Add(reference);
                }

                if (ContainerChildren.IsContainer(reference.Type) && (_isRecursive || IsSeenThrough(container, reference)) && World.Find(reference) is { } child)
                {
                    toDo.Enqueue(child);
                }
            }
        }

        _view = view;
    }

    /// <summary>
    /// Of a compute resource or a pool even a view that isn't recursive has the VMs of the hosts and pools right below it
    /// (vSphere Web Services API reference, CreateContainerView).
    /// </summary>
    private bool IsSeenThrough(ManagedObject container, ManagedObjectReference child)
        => container == _container && container is ComputeResource or ResourcePool && child.Type is "HostSystem" or "ResourcePool" or "VirtualApp";

    private bool Includes(string type)
    {
        if (!_includes.TryGetValue(type, out bool includes))
        {
            _includes.Add(type, includes = _types.Count == 0 || _types.Any(wanted => FilterPlan.IsKindOf(type, wanted)));
        }

        return includes;
    }
}
