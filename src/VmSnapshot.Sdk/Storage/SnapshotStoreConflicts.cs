using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Storage;

/// <summary>The rules of the catalog that every store enforces, and the exceptions it throws for them. For authors of stores.</summary>
public static class SnapshotStoreConflicts
{
    /// <summary>Whether a snapshot in this status holds its name.</summary>
    /// <param name="status">The status.</param>
    public static bool IsLive(this SnapshotStatus status) => status is SnapshotStatus.Creating or SnapshotStatus.Available or SnapshotStatus.Deleting;

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

    /// <summary>The operation's fence is another by now, or it has ended.</summary>
    /// <param name="operationId">The operation.</param>
    public static VmSnapshotException LeaseLost(string operationId) => new(
        VmSnapshotErrorCodes.LeaseLost, $"Operation {operationId} was taken over by somebody else, or has ended; this process stops working on it.")
    { OperationId = operationId };

    /// <summary>Throws if a record names no object of vCenter's where it must: whoever read it again could do nothing with it.</summary>
    /// <param name="snapshot">The record that is to be added.</param>
    /// <exception cref="VmSnapshotException">A reference is empty: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    public static void EnsureComplete(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var (source, template) = (snapshot.Source, snapshot.Template);
        if (template is null && snapshot.Status == SnapshotStatus.Available)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.InvalidArguments, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) can't be recorded as available: it has no template.");
        }

        ReadOnlySpan<(string Property, MoRef? MoRef)> references =
        [
            ("Source.MoRef", source.MoRef),
            ("Source.Datacenter", source.Datacenter),
            ("Source.Folder.MoRef", source.Folder?.MoRef),
            ("Source.ResourcePool", source.ResourcePool),
            ("Source.CurrentNativeSnapshot", source.CurrentNativeSnapshot),
            ("Template.MoRef", template?.MoRef),
            ("Template.Folder.MoRef", template?.Folder.MoRef),
            ("Template.ResourcePool", template?.ResourcePool),
            ("Template.NativeSnapshot", template?.NativeSnapshot),
        ];
        foreach (var (property, moRef) in references)
        {
            if (moRef == default(MoRef))
            {
                throw new VmSnapshotException(
                    VmSnapshotErrorCodes.InvalidArguments,
                    $"Snapshot '{snapshot.Name}' ({snapshot.Id}) can't be recorded: its {property} is empty, where a managed object reference is expected.");
            }
        }
    }
}
