namespace VmSnapshot.Simulator.Objects;

/// <summary>What the snapshots that a VM once had leave behind.</summary>
internal sealed class SnapshotTraces
{
    /// <summary>The number of the last snapshot; numbers aren't given twice.</summary>
    internal int LastId { get; set; }

    /// <summary>Files that were a snapshot's state and are no longer: what was written upon them can be merged into them.</summary>
    internal HashSet<string> Redundant { get; } = new(StringComparer.Ordinal);
}
