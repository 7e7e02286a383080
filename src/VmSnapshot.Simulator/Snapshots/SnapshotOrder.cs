namespace VmSnapshot.Simulator.Snapshots;

/// <summary>What snapshot is to be taken.</summary>
internal sealed class SnapshotOrder
{
    internal required string? Name { get; init; }

    internal string? Description { get; init; }

    internal bool WithMemory { get; init; }

    internal bool Quiesce { get; init; }

    /// <summary>Whether applications take part, through VSS, and not the file systems alone.</summary>
    internal bool QuiesceApplications { get; init; }
}
