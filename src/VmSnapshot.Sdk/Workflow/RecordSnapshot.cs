using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 3: persists the snapshot's basic information, its VM's and its template's, in one transaction.</summary>
internal sealed class RecordSnapshot(ISnapshotStore store, TimeProvider timeProvider)
{
    public const string Step = nameof(RecordSnapshot);

    public Task<Snapshot> RunAsync(VmInfo info, TemplateInfo template, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, info.OperationId, timeProvider, async () =>
        {
            progress.Report(0, $"recording snapshot '{info.Request.Name}'");
            var snapshot = await AddAsync(ToSnapshot(info, template, timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            progress.Report(100, $"snapshot '{snapshot.Name}' is available");
            return snapshot;
        });

    private async Task<Snapshot> AddAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        try
        {
            return await store.AddAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException)
        {
            // The commit's answer may have been lost, or the step be run again: then its record is there.
            if (await FindAsync(snapshot).ConfigureAwait(false) is { } recorded)
            {
                return recorded;
            }

            throw;
        }
    }

    private async Task<Snapshot?> FindAsync(Snapshot snapshot)
    {
        try
        {
            return await store.GetAsync(snapshot.Tenant, snapshot.Id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (VmSnapshotException)
        {
            return null;
        }
    }

    private static Snapshot ToSnapshot(VmInfo info, TemplateInfo template, DateTimeOffset now) => new()
    {
        Id = OperationIdentity.SnapshotId(info.OperationId),
        Tenant = info.Tenant,
        Name = info.Request.Name,
        Description = info.Request.Description,
        Labels = info.Request.Labels,
        Family = info.Request.Family,
        Kind = info.Request.Kind,
        RequestedConsistency = info.Request.Consistency,
        Consistency = template.Consistency,
        Status = SnapshotStatus.Available,
        StatusReason = info.Request.Consistency == SnapshotConsistency.Quiesced && template.Consistency == SnapshotConsistency.Crash
            ? "quiesced was asked for, but the guest was not running or VMware Tools could not quiesce it"
            : null,
        Health = SnapshotHealth.InSync,
        CreatedAt = now,
        OperationId = info.OperationId,
        VCenterInstanceUuid = info.VCenterInstanceUuid,
        Source = info.Machine,
        Template = template,
    };
}
