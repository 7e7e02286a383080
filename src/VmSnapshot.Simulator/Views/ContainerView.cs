using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.PropertyCollection;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Views;

/// <summary>
/// A view of what is below a container, always as the inventory is now. The inventory is walked again only when a container
/// came or went on the way.
/// </summary>
internal sealed class ContainerView : ManagedObjectView, ILiveProperties
{
    private readonly ManagedObject _container;
    private readonly IReadOnlyList<string> _types;
    private readonly bool _isRecursive;
    private readonly Dictionary<string, bool> _includes = new(StringComparer.Ordinal);
    private readonly Dictionary<ManagedObject, IReadOnlyList<IReadOnlyList<ManagedObjectReference>>> _children = [];
    private readonly Dictionary<ManagedObjectReference, int> _ways = [];
    private ReferenceList _view = new(static () => { });
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

        if (!FollowChanges())
        {
            Walk();
        }

        _seen = World.Version;
        return _view.Snapshot;
    }

    /// <summary>Takes over what came to and went from the containers; false when containers themselves did.</summary>
    private bool FollowChanges()
    {
        if (_seen < 0)
        {
            return false;
        }

        IEnumerable<ManagedObject> changed = World.RemembersSince(_seen)
            ? World.ChangedSince(_seen).Where(_children.ContainsKey)
            : _children.Keys.Where(container => container.ChangedAt > _seen);
        foreach (ManagedObject container in changed.ToList())
        {
            IReadOnlyList<IReadOnlyList<ManagedObjectReference>> before = _children[container];
            IReadOnlyList<IReadOnlyList<ManagedObjectReference>> now = ContainerChildren.Of(container);
            if (container.IsDeleted || before.Count != now.Count || before.Zip(now).Any(lists => !FollowChange(lists.First, lists.Second)))
            {
                return false;
            }

            _children[container] = now;
        }

        return true;
    }

    private bool FollowChange(IReadOnlyList<ManagedObjectReference> before, IReadOnlyList<ManagedObjectReference> now)
    {
        if (ReferenceEquals(before, now))
        {
            return true;
        }

        (IReadOnlyList<ManagedObjectReference> added, IReadOnlyList<ManagedObjectReference> removed) = ReferenceDifference.Between(before, now);
        if (added.Concat(removed).Any(reference => ContainerChildren.IsContainer(reference.Type)))
        {
            return false;
        }

        foreach (ManagedObjectReference reference in added)
        {
            Show(reference);
        }

        foreach (ManagedObjectReference reference in removed)
        {
            Hide(reference);
        }

        return true;
    }

    private void Walk()
    {
        _view = new ReferenceList(static () => { });
        _ways.Clear();
        _children.Clear();
        var toDo = new Queue<ManagedObject>();
        if (!_container.IsDeleted)
        {
            toDo.Enqueue(_container);
        }

        while (toDo.TryDequeue(out ManagedObject? container))
        {
            IReadOnlyList<IReadOnlyList<ManagedObjectReference>> children = ContainerChildren.Of(container);
            if (!_children.TryAdd(container, children))
            {
                continue;
            }

            foreach (ManagedObjectReference reference in children.SelectMany(list => list))
            {
                Show(reference);
                if (ContainerChildren.IsContainer(reference.Type) && (_isRecursive || IsSeenThrough(container, reference)) && World.Find(reference) is { } child)
                {
                    toDo.Enqueue(child);
                }
            }
        }
    }

    /// <summary>Counts a way that leads to an object, for a VM is below a folder, a host and a pool.</summary>
    private void Show(ManagedObjectReference reference)
    {
        if (Includes(reference.Type))
        {
            _ways[reference] = _ways.GetValueOrDefault(reference) + 1;
            _view.Add(reference);
        }
    }

    private void Hide(ManagedObjectReference reference)
    {
        if (_ways.TryGetValue(reference, out int ways))
        {
            if (ways > 1)
            {
                _ways[reference] = ways - 1;
                return;
            }

            _ways.Remove(reference);
            _view.Remove(reference);
        }
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
