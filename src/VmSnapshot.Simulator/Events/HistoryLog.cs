using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>
/// What happened, oldest first. It is never rewritten; of a very long history the older half is dropped, as an
/// administrator's retention does.
/// </summary>
internal sealed class HistoryLog<T>(SimulatedWorld world, int capacity = 100_000)
    where T : class
{
    private readonly List<HistoryEntry<T>> _entries = [];
    private readonly Dictionary<ManagedObjectReference, List<HistoryEntry<T>>> _bySubject = [];
    private readonly List<HistoryCollector<T>> _collectors = [];
    private long _first;

    internal SimulatedWorld World => world;

    internal IEnumerable<T> Items => _entries.Select(entry => entry.Item);

    internal HistoryEntry<T>? Latest => _entries.Count > 0 ? _entries[^1] : null;

    internal HistoryEntry<T> Add(T item, ManagedEntity? subject)
    {
        if (_entries.Count == capacity)
        {
            Drop(capacity / 2);
        }

        HistoryEntry<T> entry = subject is null ? new(item, null, []) : AboutSubject(item, subject);
        entry.Sequence = _first + _entries.Count;
        _entries.Add(entry);
        Offer(entry);
        return entry;
    }

    /// <summary>Shows an entry, new or changed, to those who keep the latest page of a query.</summary>
    internal void Offer(HistoryEntry<T> entry)
    {
        foreach (HistoryCollector<T> collector in _collectors)
        {
            collector.Offer(entry);
        }
    }

    /// <summary>The entries from a place on; only those about one entity when it is given.</summary>
    internal IEnumerable<HistoryEntry<T>> From(long sequence, ManagedObjectReference? about)
    {
        List<HistoryEntry<T>> entries = About(about);
        for (int i = PlaceOf(entries, sequence); i < entries.Count; i++)
        {
            yield return entries[i];
        }
    }

    /// <summary>The entries from the latest back.</summary>
    internal IEnumerable<HistoryEntry<T>> Backwards(ManagedObjectReference? about)
    {
        List<HistoryEntry<T>> entries = About(about);
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            yield return entries[i];
        }
    }

    internal void Attach(HistoryCollector<T> collector) => _collectors.Add(collector);

    internal void Detach(HistoryCollector<T> collector) => _collectors.Remove(collector);

    private HistoryEntry<T> AboutSubject(T item, ManagedEntity subject)
    {
        List<HistoryEntry<T>> known = _bySubject.TryGetValue(subject.Reference, out List<HistoryEntry<T>>? found) ? found : _bySubject[subject.Reference] = [];
        IReadOnlyList<ManagedObjectReference> around = Surroundings.Of(subject);

        // Few subjects move: their entries share one list.
        around = known.Count > 0 && known[^1].Around.SequenceEqual(around) ? known[^1].Around : around;
        var entry = new HistoryEntry<T>(item, subject.Reference, around);
        known.Add(entry);
        return entry;
    }

    private List<HistoryEntry<T>> About(ManagedObjectReference? about)
        => about is null ? _entries : _bySubject.TryGetValue(about, out List<HistoryEntry<T>>? known) ? known : [];

    private static int PlaceOf(List<HistoryEntry<T>> entries, long sequence)
    {
        int low = 0;
        int high = entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (entries[middle].Sequence < sequence)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Drop(int count)
    {
        _entries.RemoveRange(0, count);
        _first += count;
        foreach ((ManagedObjectReference subject, List<HistoryEntry<T>> entries) in _bySubject.ToList())
        {
            entries.RemoveRange(0, PlaceOf(entries, _first));
            if (entries.Count == 0)
            {
                _bySubject.Remove(subject);
            }
        }
    }
}
