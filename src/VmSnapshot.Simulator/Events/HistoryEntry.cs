using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>Something that happened, and where in the inventory it did.</summary>
/// <param name="Item">The event or the task.</param>
/// <param name="Subject">The entity it is about; null when it is about the system.</param>
/// <param name="Around">What the subject was in and on at the time: all of it is known still when the subject is gone.</param>
internal sealed record HistoryEntry<T>(T Item, ManagedObjectReference? Subject, IReadOnlyList<ManagedObjectReference> Around)
    where T : class
{
    /// <summary>Where the entry stands in the history; later ones have greater numbers.</summary>
    internal long Sequence { get; set; }

    /// <summary>Whether it is about something in or on the entity: as the inventory is now or, of what is gone, as it was.</summary>
    internal bool IsBelow(SimulatedWorld world, ManagedObjectReference entity)
        => Subject != entity && (world.Find(Subject) is ManagedEntity subject ? Surroundings.Of(subject) : Around).Contains(entity);
}
