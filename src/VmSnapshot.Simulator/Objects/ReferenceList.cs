using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>References in the order they came, without duplicates; adding and removing one doesn't move the others.</summary>
internal sealed class ReferenceList(Action changed)
{
    private const int FewHoles = 32;

    // A removed reference leaves a hole, so that the positions behind it stay.
    private readonly List<ManagedObjectReference?> _items = [];
    private readonly Dictionary<ManagedObjectReference, int> _positions = [];
    private ManagedObjectReference[]? _snapshot;

    internal int Count => _positions.Count;

    /// <summary>The references as they are now; the array is never changed.</summary>
    internal IReadOnlyList<ManagedObjectReference> Snapshot => _snapshot ??= TakeSnapshot();

    internal bool Contains(ManagedObjectReference reference) => _positions.ContainsKey(reference);

    internal void Add(ManagedObjectReference reference)
    {
        if (_positions.TryAdd(reference, _items.Count))
        {
            _items.Add(reference);
            _snapshot = null;
            changed();
        }
    }

    internal void Remove(ManagedObjectReference reference)
    {
        if (_positions.Remove(reference, out int position))
        {
            _items[position] = null;
            if (_items.Count - Count > Math.Max(FewHoles, Count))
            {
                CloseHoles();
            }

            _snapshot = null;
            changed();
        }
    }

    private ManagedObjectReference[] TakeSnapshot()
    {
        var snapshot = new ManagedObjectReference[Count];
        int next = 0;
        foreach (ManagedObjectReference? item in _items)
        {
            if (item is not null)
            {
                snapshot[next++] = item;
            }
        }

        return snapshot;
    }

    private void CloseHoles()
    {
        _items.RemoveAll(item => item is null);
        for (int position = 0; position < _items.Count; position++)
        {
            _positions[_items[position]!] = position;
        }
    }
}
