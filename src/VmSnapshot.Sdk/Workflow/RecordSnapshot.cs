using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 3: persists the snapshot's basic information, its VM's and its template's, in one transaction.</summary>
internal sealed class RecordSnapshot(ISnapshotStore store, AuditTrail audit, TimeProvider timeProvider)
{
    public const string Step = nameof(RecordSnapshot);

    public Task<Snapshot> RunAsync(VmInfo info, TemplateInfo template, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, info.OperationId, timeProvider, async () =>
        {
            progress.Report(0, $"recording snapshot '{info.Request.Name}'");
            var snapshot = await AddAsync(Complete(info, template, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            progress.Report(100, $"snapshot '{snapshot.Name}' is available");
            return snapshot;
        });

    private async Task<Snapshot> AddAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        try
        {
            return await store.AddAsync(snapshot, audit.Entry(snapshot.Tenant, "record", $"snapshot '{snapshot.Name}' of {snapshot.Source.Path}", snapshot.OperationId, snapshot.Id), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            // Whatever it says: the commit's answer may have been lost, or the step be run again, and then its record is there.
            if (await FindAsync(snapshot, cause).ConfigureAwait(false) is { } recorded)
            {
                return recorded;
            }

            throw;
        }
    }

    private async Task<Snapshot?> FindAsync(Snapshot snapshot, Exception cause)
    {
        try
        {
            return await store.GetAsync(snapshot.Tenant, snapshot.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw MayBeRecorded(snapshot, cause, e);
        }
    }

    private static VmSnapshotException MayBeRecorded(Snapshot snapshot, Exception cause, Exception readBack)
    {
        var cancelled = cause is OperationCanceledException;
        var code = (cause as VmSnapshotException)?.Code ?? (cancelled ? VmSnapshotErrorCodes.Cancelled : VmSnapshotErrorCodes.StoreUnusable);
        var kept = snapshot.Template!.NativeSnapshot is { } native ? $"its template {snapshot.Template.Path} and the native snapshot {native.Value}, which that may need, are" : $"its template {snapshot.Template.Path} is";
        return new VmSnapshotException(
            code,
            $"{(cancelled ? "It was cancelled." : cause.Message)} Whether snapshot '{snapshot.Name}' ({snapshot.Id}) was recorded all the same could not be read back ({readBack.Message.TrimEnd('.')}), so {kept} kept: look for the snapshot once the store works again, and destroy the template where there is none.",
            new AggregateException(cause, readBack))
        { Fault = (cause as VmSnapshotException)?.Fault, OperationId = snapshot.OperationId, LeavesSomethingBehind = true };
    }

    /// <summary>The record while its operation works: it holds the name, and knows the VM.</summary>
    public static Snapshot Reserve(VmInfo info, DateTimeOffset now) => new()
    {
        Id = OperationIdentity.SnapshotId(info.OperationId),
        Tenant = info.Tenant,
        Name = info.Request.Name,
        Description = info.Request.Description,
        Labels = info.Request.Labels,
        Family = info.Request.Family,
        Kind = info.Request.Kind,
        RequestedConsistency = info.Request.Consistency,
        Consistency = info.Request.Consistency,
        Status = SnapshotStatus.Creating,
        CreatedAt = now,
        OperationId = info.OperationId,
        VCenterInstanceUuid = info.VCenterInstanceUuid,
        Source = info.Machine,
    };

    /// <summary>The record once its template is there.</summary>
    public static Snapshot Complete(VmInfo info, TemplateInfo template, DateTimeOffset now) => Reserve(info, now) with
    {
        Consistency = template.Consistency,
        Status = SnapshotStatus.Available,
        StatusReason = info.Request.Consistency == SnapshotConsistency.Quiesced && template.Consistency == SnapshotConsistency.Crash
            ? "quiesced was asked for, but the guest was not running or VMware Tools could not quiesce it"
            : null,
        Health = SnapshotHealth.InSync,
        Template = template,
    };
}
