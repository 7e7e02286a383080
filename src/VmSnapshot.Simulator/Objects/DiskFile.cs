namespace VmSnapshot.Simulator.Objects;

/// <summary>A virtual disk's file on a datastore.</summary>
internal sealed class DiskFile
{
    /// <summary>With the datastore in brackets: <c>[datastore1] web-1/web-1.vmdk</c>.</summary>
    internal required string Path { get; init; }

    internal long CapacityBytes { get; set; }

    /// <summary>What it takes of the datastore: all for a thick disk, what was written for a thin one or a delta.</summary>
    internal long AllocatedBytes { get; set; }

    /// <summary>The file that this one holds the changes to.</summary>
    internal string? ParentPath
    {
        get;
        set
        {
            string? before = field;
            field = value;
            Reparented?.Invoke(before, value);
        }
    }

    /// <summary>Told of another parent, so that the datastore knows which files others build on.</summary>
    internal Action<string?, string?>? Reparented { get; set; }

    /// <summary>Whether something outside of vCenter holds it, as a backup does that reads a snapshot's disks: it can't be merged meanwhile.</summary>
    internal bool IsLocked { get; set; }
}
