using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>An ObjectSpec.</summary>
/// <param name="Reference">The object.</param>
/// <param name="Skip">Whether it is only gone on from.</param>
/// <param name="Next">How to go on.</param>
internal sealed record StartingObject(ManagedObjectReference Reference, bool Skip, IReadOnlyList<TraversalStep> Next);
