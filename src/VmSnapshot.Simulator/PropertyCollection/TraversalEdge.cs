using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>A step that was taken from one object, and where it led.</summary>
internal sealed class TraversalEdge(TraversalStep step)
{
    internal TraversalStep Step => step;

    /// <summary>The references as they were when the step was last taken.</summary>
    internal IReadOnlyList<ManagedObjectReference> Targets { get; set; } = [];
}
