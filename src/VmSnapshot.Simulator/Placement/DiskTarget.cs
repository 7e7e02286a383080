using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Placement;

/// <summary>Where a disk goes, and how.</summary>
/// <param name="Datastore">The datastore.</param>
/// <param name="MoveType">What becomes of a chain of parents; one of <see cref="DiskMoveTypes"/>.</param>
/// <param name="IsThin">Its format, or null to keep the one that it has.</param>
internal sealed record DiskTarget(Datastore Datastore, string MoveType, bool? IsThin);
