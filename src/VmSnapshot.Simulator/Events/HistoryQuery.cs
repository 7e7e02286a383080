using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>Which entries of a history somebody asks for, and as what they are handed out.</summary>
/// <param name="About">The only entity that entries can be about, where that is known; spares looking at all others.</param>
/// <param name="Matches">Whether an entry is asked for.</param>
/// <param name="Show">What the client gets of items: a list of the type that it is on the wire.</param>
internal sealed record HistoryQuery<T>(ManagedObjectReference? About, Func<HistoryEntry<T>, bool> Matches, Func<IEnumerable<T>, IReadOnlyList<DynamicData>> Show)
    where T : class;
