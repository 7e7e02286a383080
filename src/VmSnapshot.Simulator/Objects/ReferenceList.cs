using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>References in the order they came, without duplicates; adding and removing one doesn't copy the others.</summary>
internal sealed class ReferenceList(Action changed)
{
    private readonly LinkedList<ManagedObjectReference> _order = [];
    private readonly Dictionary<ManagedObjectReference, LinkedListNode<ManagedObjectReference>> _nodes = [];
    private ManagedObjectReference[]? _snapshot;

    internal int Count => _order.Count;

    /// <summary>The references as they are now; the array is never changed.</summary>
    internal IReadOnlyList<ManagedObjectReference> Snapshot => _snapshot ??= [.. _order];

    internal bool Contains(ManagedObjectReference reference) => _nodes.ContainsKey(reference);

    internal void Add(ManagedObjectReference reference)
    {
        if (!_nodes.ContainsKey(reference))
        {
            _nodes.Add(reference, _order.AddLast(reference));
            _snapshot = null;
            changed();
        }
    }

    internal void Remove(ManagedObjectReference reference)
    {
        if (_nodes.Remove(reference, out LinkedListNode<ManagedObjectReference>? node))
        {
            _order.Remove(node);
            _snapshot = null;
            changed();
        }
    }
}
