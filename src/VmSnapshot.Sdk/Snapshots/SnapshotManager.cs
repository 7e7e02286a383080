using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Operations;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk;

internal sealed class SnapshotManager(
    ExtractVmInfo extractVmInfo,
    StepCleanUp cleanUp,
    RecordSnapshot recordSnapshot,
    SnapshotCatalog catalog,
    SnapshotDeletion deletion,
    OperationCatalog operations,
    ISnapshotStore store,
    AuditTrail audit,
    IOptions<VmSnapshotOptions> options,
    TimeProvider timeProvider) : ISnapshotManager
{
    public async Task<Operation<Snapshot>> CreateAsync(CreateSnapshotRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        // What breaks the rules has no canonical form.
        ExtractVmInfo.Validate(request);
        var canonical = CanonicalRequest.Of(request);
        if (await operations.FindAsync<Snapshot>(request.Tenant, request.ClientToken, canonical, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            return begun;
        }

        VmInfo info;
        try
        {
            info = await extractVmInfo.RunAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotConflictException)
        {
            // What has the name may be this very request, begun by somebody else in between.
            if (await operations.FindAsync<Snapshot>(request.Tenant, request.ClientToken, canonical, cancellationToken).ConfigureAwait(false) is { } same)
            {
                return same;
            }

            throw;
        }

        var now = timeProvider.GetUtcNow();
        var operation = new OperationRecord
        {
            Id = info.OperationId,
            Tenant = info.Tenant,
            Kind = OperationKind.CreateSnapshot,
            State = OperationState.Pending,
            Step = ExtractVmInfo.Step,
            ClientToken = request.ClientToken,
            StartedAt = now,
            Request = canonical.Json,
            RequestHash = canonical.Hash,
            Items = [new OperationItemRecord(1, OperationJson.Write(new ItemState { Info = info }))],
        };
        return await operations.BeginAsync<Snapshot>(operation, canonical, RecordSnapshot.Reserve(info, now), cancellationToken).ConfigureAwait(false);
    }

    public Task<VmInfo> ExtractVmInfoAsync(CreateSnapshotRequest request, CancellationToken cancellationToken = default) =>
        extractVmInfo.RunAsync(request, cancellationToken);

    public Task<TemplateInfo> CloneToTemplateAsync(
        VmInfo info, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(info);
        return cleanUp.RunAsync(info, new StepProgress(progress, info.OperationId, CloneToTemplate.Step), cancellationToken);
    }

    public Task<Snapshot> RecordSnapshotAsync(VmInfo info, TemplateInfo templateInfo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(templateInfo);
        return recordSnapshot.RunAsync(info, templateInfo, new StepProgress(null, info.OperationId, RecordSnapshot.Step), cancellationToken);
    }

    public Task<Snapshot> GetAsync(string snapshot, string? tenant = null, CancellationToken cancellationToken = default) =>
        catalog.GetAsync(snapshot, tenant, cancellationToken);

    public Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Limit is < 1 or > SnapshotQuery.MaxLimit
            ? throw new VmSnapshotException(
                VmSnapshotErrorCodes.InvalidArguments, $"A page can't have {query.Limit} snapshots; 1 to {SnapshotQuery.MaxLimit} can be asked for.")
            : store.ListAsync(query with { Tenant = query.Tenant ?? options.Value.Tenant }, cancellationToken);
    }

    public async IAsyncEnumerable<Snapshot> FindAsync(
        SnapshotQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var next = query;
        do
        {
            var page = await ListAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var snapshot in page.Items)
            {
                yield return snapshot;
            }

            next = next with { ContinuationToken = page.ContinuationToken };
        }
        while (next.ContinuationToken is not null);
    }

    public async Task<Snapshot> UpdateAsync(
        string snapshot, SnapshotUpdate update, string? tenant = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var record = await catalog.GetAsync(snapshot, tenant, cancellationToken).ConfigureAwait(false);
        return await store.UpdateAsync(
            record with
            {
                Description = update.Description switch { null => record.Description, "" => null, var text => text },
                Labels = update.Labels ?? record.Labels,
                Availability = update.Availability ?? record.Availability,
                DeleteProtection = update.DeleteProtection ?? record.DeleteProtection,
            },
            audit.Entry(record.Tenant, "update", snapshotId: record.Id),
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<Snapshot> DeleteAsync(
        string snapshot, DeleteSnapshotOptions? options = null, string? tenant = null, CancellationToken cancellationToken = default)
    {
        var record = await catalog.GetAsync(snapshot, tenant, cancellationToken).ConfigureAwait(false);
        return await deletion.DeleteAsync(record, options ?? new DeleteSnapshotOptions(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<Snapshot> RestoreAsync(string snapshot, string? tenant = null, CancellationToken cancellationToken = default)
    {
        var record = await catalog.GetAsync(snapshot, tenant, cancellationToken).ConfigureAwait(false);
        return await deletion.RestoreAsync(record, cancellationToken).ConfigureAwait(false);
    }
}
