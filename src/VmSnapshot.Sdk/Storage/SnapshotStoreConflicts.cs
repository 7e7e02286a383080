namespace VmSnapshot.Sdk.Storage;

/// <summary>The rules of the catalog that every store enforces, and the exceptions it throws for them. For authors of stores.</summary>
public static class SnapshotStoreConflicts
{
    /// <summary>Whether a snapshot in this status holds its name.</summary>
    /// <param name="status">The status.</param>
    public static bool IsLive(this SnapshotStatus status) => status is SnapshotStatus.Available or SnapshotStatus.Deleting;

    /// <summary>Another live snapshot of the tenant has the name.</summary>
    /// <param name="snapshot">The record that was to be live under it.</param>
    /// <param name="cause">What the database said.</param>
    public static VmSnapshotConflictException NameTaken(Snapshot snapshot, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new VmSnapshotConflictException(
            VmSnapshotErrorCodes.NameConflict,
            $"There is already a snapshot named '{snapshot.Name}' (tenant '{snapshot.Tenant}'). Choose another name, or delete that one first.",
            cause);
    }

    /// <summary>The record isn't as it was read.</summary>
    /// <param name="snapshot">The record as it was read.</param>
    /// <param name="cause">What the database said.</param>
    public static VmSnapshotConflictException Changed(Snapshot snapshot, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new VmSnapshotConflictException(
            VmSnapshotErrorCodes.Conflict,
            $"Snapshot '{snapshot.Name}' ({snapshot.Id}) was changed by somebody else meanwhile. Read it again and repeat the change.",
            cause)
        { IsTransient = true };
    }

    /// <summary>There is a record of that id already, live or not.</summary>
    /// <param name="snapshot">The record that was to be added.</param>
    /// <param name="cause">What the database said.</param>
    public static VmSnapshotConflictException AlreadyRecorded(Snapshot snapshot, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new VmSnapshotConflictException(
            VmSnapshotErrorCodes.Conflict,
            $"Snapshot '{snapshot.Name}' ({snapshot.Id}) is recorded already. Read that record instead of adding it again.",
            cause);
    }
}
