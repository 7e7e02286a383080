using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>Which entries of a history somebody asks for, and as what they are handed out.</summary>
/// <param name="About">The only entity that entries can be about, where that is known; spares looking at all others.</param>
/// <param name="Matches">Whether an entry is asked for.</param>
/// <param name="IsVisible">Whether the one who asks may see an entry.</param>
/// <param name="Show">What the client gets of items: a list of the type that it is on the wire.</param>
internal sealed record HistoryQuery<T>(
    ManagedObjectReference? About,
    Func<HistoryEntry<T>, bool> Matches,
    Func<HistoryEntry<T>, bool> IsVisible,
    Func<IEnumerable<T>, IReadOnlyList<DynamicData>> Show)
    where T : class
{
    /// <summary>Whether an entry is asked for and may be seen.</summary>
    internal bool Finds(HistoryEntry<T> entry) => Matches(entry) && IsVisible(entry);
}
