using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk;

/// <summary>Deleting, purging and restoring: the end of a snapshot's life.</summary>
internal sealed class SnapshotDeletion(
    IVSphereGateway gateway, ISnapshotStore store, OwnedVms ownedVms, NativeSnapshots nativeSnapshots, AuditTrail audit, TimeProvider timeProvider)
{
    private const string PurgeReason = "being purged";

    /// <summary>Whether its template is being destroyed. One that was deleted before stays so meanwhile: another may have its name by now.</summary>
    public static bool IsBeingPurged(Snapshot snapshot) =>
        snapshot.Status == SnapshotStatus.Deleting || snapshot is { Status: SnapshotStatus.Deleted, StatusReason: PurgeReason };

    public async Task<Snapshot> DeleteAsync(Snapshot snapshot, DeleteSnapshotOptions options, CancellationToken cancellationToken)
    {
        if (snapshot.Status == SnapshotStatus.Creating)
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) is being made; cancel operation {snapshot.OperationId} instead.");
        }

        if (snapshot.DeleteProtection && !options.Force)
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Protected, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) is protected from deletion. Take the protection off, or force it.");
        }

        return options.Purge
            ? await PurgeAsync(snapshot, cancellationToken).ConfigureAwait(false)
            : await HideAsync(snapshot, cancellationToken).ConfigureAwait(false);
    }

    public Task<Snapshot> RestoreAsync(Snapshot snapshot, CancellationToken cancellationToken) => snapshot.Status switch
    {
        SnapshotStatus.Available => Task.FromResult(snapshot),
        SnapshotStatus.Deleted when !IsBeingPurged(snapshot) && snapshot.Template is not null => store.UpdateAsync(
            snapshot with { Status = SnapshotStatus.Available, StatusReason = null, DeletedAt = null }, Entry(snapshot, "restore"), cancellationToken),
        _ => throw new VmSnapshotConflictException(
            VmSnapshotErrorCodes.Conflict, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) can't be restored: it is {(IsBeingPurged(snapshot) ? PurgeReason : snapshot.Status.ToString())}, and its template is gone or going."),
    };

    private AuditEntry Entry(Snapshot snapshot, string action) => audit.Entry(snapshot.Tenant, action, operationId: null, snapshotId: snapshot.Id);

    private Task<Snapshot> HideAsync(Snapshot snapshot, CancellationToken cancellationToken) => snapshot.Status switch
    {
        _ when IsBeingPurged(snapshot) => throw new VmSnapshotConflictException(
            VmSnapshotErrorCodes.Conflict, $"Snapshot '{snapshot.Name}' ({snapshot.Id}) is being purged already; delete it with purge to go on with that."),
        SnapshotStatus.Deleted or SnapshotStatus.Purged => Task.FromResult(snapshot),
        _ => store.UpdateAsync(snapshot with { Status = SnapshotStatus.Deleted, DeletedAt = timeProvider.GetUtcNow() }, Entry(snapshot, "delete"), cancellationToken),
    };

    private async Task<Snapshot> PurgeAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Status == SnapshotStatus.Purged)
        {
            return snapshot;
        }

        // One whose operation didn't get so far has nothing in vCenter.
        var last = snapshot.Template is { } template ? await DestroyAsync(snapshot, template, cancellationToken).ConfigureAwait(false) : snapshot;
        return await store.UpdateAsync(
            last with
            {
                Status = SnapshotStatus.Purged,
                StatusReason = null,
                Health = SnapshotHealth.Missing,
                DeletedAt = last.DeletedAt ?? timeProvider.GetUtcNow(),
            },
            Entry(snapshot, "purge"),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Destroys the template, and the native snapshot that it hung on, and returns the record as it was marked before.</summary>
    private async Task<Snapshot> DestroyAsync(Snapshot snapshot, TemplateInfo recorded, CancellationToken cancellationToken)
    {
        var vCenter = await gateway.ConnectAsync(cancellationToken).ConfigureAwait(false);
        if (vCenter.InstanceUuid != snapshot.VCenterInstanceUuid)
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"Snapshot '{snapshot.Name}' has its template in another vCenter (instance {snapshot.VCenterInstanceUuid}) than this one ({vCenter.InstanceUuid}); purge it there.");
        }

        var marker = OperationIdentity.Marker(await store.GetStoreIdAsync(cancellationToken).ConfigureAwait(false), snapshot.OperationId, item: 1);
        var template = await FindTemplateAsync(recorded, marker, cancellationToken).ConfigureAwait(false);
        if (template is not null && !IsTemplateOf(recorded, template, marker))
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"What stands at the place of snapshot '{snapshot.Name}''s template, {template.Path}, doesn't carry this catalog's mark; it is not destroyed.");
        }

        if (template is { IsTemplate: false })
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.Conflict,
                $"The template of snapshot '{snapshot.Name}', {template.Path}, was converted back to a VM and may be in use; it is not destroyed. Convert it to a template again, or destroy it in vCenter.");
        }

        // In this order, so that a purge that breaks off is visible and can be asked for again.
        var deleting = IsBeingPurged(snapshot)
            ? snapshot
            : await store.UpdateAsync(
                snapshot with
                {
                    Status = snapshot.Status == SnapshotStatus.Deleted ? SnapshotStatus.Deleted : SnapshotStatus.Deleting,
                    StatusReason = PurgeReason,
                },
                Entry(snapshot, "purging"),
                cancellationToken).ConfigureAwait(false);
        if (template is not null)
        {
            await ownedVms.DestroyAsync(
                new DetachedJournal(new ItemState()), template.MoRef, vm => IsTemplateOf(recorded, vm, marker), cancellationToken).ConfigureAwait(false);
        }

        if (recorded.NativeSnapshot is { } nativeSnapshot)
        {
            await nativeSnapshots.RemoveAsync(snapshot, nativeSnapshot, cancellationToken).ConfigureAwait(false);
        }

        return deleting;
    }

    /// <summary>The template, wherever it is; else what has its place or its instance UUID; null where there is nothing of it.</summary>
    private async Task<VmDescription?> FindTemplateAsync(TemplateInfo recorded, OwnershipMarker marker, CancellationToken cancellationToken)
    {
        var there = await gateway.ReadVmAsync(recorded.MoRef, cancellationToken).ConfigureAwait(false);
        if (there is not null && IsTemplateOf(recorded, there, marker))
        {
            return there;
        }

        // What is registered again gets another moRef; its instance UUID and its mark are in its own file.
        var reference = new VmReference(VmReferenceKind.InstanceUuid, recorded.InstanceUuid);
        foreach (var candidate in await gateway.FindVmsAsync(reference, cancellationToken).ConfigureAwait(false))
        {
            if (await gateway.ReadVmAsync(candidate.MoRef, cancellationToken).ConfigureAwait(false) is { } found)
            {
                if (IsTemplateOf(recorded, found, marker))
                {
                    return found;
                }

                there ??= found;
            }
        }

        return there;
    }

    private static bool IsTemplateOf(TemplateInfo recorded, VmDescription vm, OwnershipMarker marker) =>
        vm.Marker is { } mark && mark.IsOfSameItem(marker) && mark.Marks(vm) && string.Equals(vm.InstanceUuid, recorded.InstanceUuid, StringComparison.OrdinalIgnoreCase);
}
