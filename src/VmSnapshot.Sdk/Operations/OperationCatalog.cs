using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk.Operations;

/// <summary>Begins operations in the journal, and finds them again.</summary>
internal sealed class OperationCatalog(
    ISnapshotStore store, OperationRunner runner, AuditTrail audit, IOptions<VmSnapshotOptions> options, TimeProvider timeProvider) : IOperations
{
    public async Task<Operation<T>> GetAsync<T>(string operationId, string? tenant = null, CancellationToken cancellationToken = default) =>
        Watch<T>(await ReadAsync(Scope(tenant), operationId, cancellationToken).ConfigureAwait(false));

    public async Task<OperationInfo> GetAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default) =>
        Describe(await ReadAsync(Scope(tenant), operationId, cancellationToken).ConfigureAwait(false));

    public async Task<OperationPage> ListAsync(OperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Limit is < 1 or > OperationQuery.MaxLimit)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.InvalidArguments, $"A page can't have {query.Limit} operations; 1 to {OperationQuery.MaxLimit} can be asked for.");
        }

        var page = await store.ListOperationsAsync(query with { Tenant = Scope(query.Tenant) }, cancellationToken).ConfigureAwait(false);
        return page with { Items = [.. page.Items.Select(Describe)] };
    }

    public async Task<OperationInfo> ResumeAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default)
    {
        var operation = await ReadAsync(Scope(tenant), operationId, cancellationToken).ConfigureAwait(false);
        if (!operation.HasEnded)
        {
            runner.TryStart(operation, CancellationToken.None);
        }

        return Describe(operation);
    }

    public async Task<OperationInfo> CancelAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default) =>
        Describe(await CancelAsync(await ReadAsync(Scope(tenant), operationId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));

    public async Task<IReadOnlyList<AuditEntry>> GetAuditAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default)
    {
        var operation = await ReadAsync(Scope(tenant), operationId, cancellationToken).ConfigureAwait(false);
        return await store.ListAuditAsync(operation.Tenant, operation.Id, snapshotId: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The work on it in this process.</summary>
    public LocalRun? Find(string operationId) => runner.Find(operationId);

    /// <summary>How far the work in this process is.</summary>
    public OperationProgress? Latest(string operationId) => Find(operationId)?.Progress.Latest;

    /// <summary>Whether somebody else's process works on it, whose time isn't over.</summary>
    public bool IsElsewhere(OperationRecord operation) =>
        operation.Owner is { } owner && !runner.IsOwn(owner) && operation.LeasedUntil >= timeProvider.GetUtcNow();

    public Task PauseAsync(CancellationToken cancellationToken) => Task.Delay(options.Value.OperationPollingInterval, timeProvider, cancellationToken);

    /// <summary>Takes an operation up that nobody works on, or whose holder's time is over, as who waits for it wants; null where it isn't free.</summary>
    public LocalRun? TakeUpIfFree(OperationRecord operation) =>
        Find(operation.Id) ?? (options.Value.ResumeInBackground && !(operation.LeasedUntil >= timeProvider.GetUtcNow()) ? runner.TryStart(operation, CancellationToken.None) : null);

    public async Task<OperationRecord> ReadAsync(string tenant, string operationId, CancellationToken cancellationToken) =>
        await store.GetOperationAsync(tenant, operationId, cancellationToken).ConfigureAwait(false)
            ?? throw NotFound(tenant, operationId);

    /// <summary>The record that an operation made.</summary>
    public async Task<Snapshot> ReadSnapshotAsync(OperationRecord ended, CancellationToken cancellationToken) =>
        await store.GetAsync(ended.Tenant, OperationIdentity.SnapshotId(ended.Id), cancellationToken).ConfigureAwait(false)
            ?? throw new VmSnapshotNotFoundException(
                VmSnapshotErrorCodes.SnapshotNotFound, $"Operation {ended.Id} has succeeded, but the record of its snapshot is gone.");

    /// <summary>Sets the flag that anybody may set, and takes the operation up where nobody has it.</summary>
    public async Task<OperationRecord> CancelAsync(OperationRecord operation, CancellationToken cancellationToken)
    {
        var cancelled = await store.RequestCancelAsync(
            operation.Tenant, operation.Id, audit.Entry(operation.Tenant, "cancel", operationId: operation.Id), cancellationToken).ConfigureAwait(false)
            ?? throw NotFound(operation.Tenant, operation.Id);
        if (!cancelled.HasEnded)
        {
            runner.TryStart(cancelled, CancellationToken.None)?.Cancel();
        }

        return cancelled;
    }

    /// <summary>The operation that a client token was given for, taken up again where nobody has it; null where the token is new.</summary>
    /// <exception cref="VmSnapshotTokenMismatchException">It was given with another request.</exception>
    public async Task<Operation<T>?> FindAsync<T>(string? tenant, string? clientToken, CanonicalRequest request, CancellationToken cancellationToken)
    {
        if (!ClientTokenRules.IsToken(clientToken))
        {
            return null;
        }

        var known = await store.GetOperationByTokenAsync(Scope(tenant), clientToken!, cancellationToken).ConfigureAwait(false);
        return known is null ? null : TakeUp<T>(known, request);
    }

    /// <summary>Writes an operation into the journal, before anything is sent, and begins to work on it.</summary>
    public async Task<Operation<T>> BeginAsync<T>(OperationRecord operation, CanonicalRequest request, Snapshot? snapshot, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Not cancellable from here: whether a commit that was broken off happened, nobody could tell.
        var begun = await store.BeginAsync(
            operation,
            snapshot,
            audit.Entry(operation.Tenant, "begin", $"{operation.Kind}, request {operation.RequestHash}", operation.Id, snapshot?.Id),
            CancellationToken.None).ConfigureAwait(false);
        return TakeUp<T>(begun, request);
    }

    private static VmSnapshotNotFoundException NotFound(string tenant, string operationId) =>
        new(VmSnapshotErrorCodes.OperationNotFound, $"There is no operation '{operationId}' (tenant '{tenant}').");

    private OperationInfo Describe(OperationInfo operation) => OperationInfo.Of(operation, operation.HasEnded ? null : Latest(operation.Id));

    private string Scope(string? tenant) => tenant ?? options.Value.Tenant;

    private Operation<T> TakeUp<T>(OperationRecord operation, CanonicalRequest request)
    {
        if (operation.RequestHash != request.Hash)
        {
            throw new VmSnapshotTokenMismatchException(
                $"The client token '{operation.ClientToken}' was given before, with another request: operation {operation.Id} has it. Use a new token for a new request.",
                operation.Id);
        }

        return Watch<T>(operation, operation.HasEnded ? null : runner.TryStart(operation, CancellationToken.None));
    }

    private Operation<T> Watch<T>(OperationRecord operation, LocalRun? begun = null) =>
        (object)(operation.Kind == OperationKind.CreateSnapshot ? new SnapshotOperation(operation, this, begun) : new VmOperation(operation, this, begun)) as Operation<T>
            ?? throw new VmSnapshotException(
                VmSnapshotErrorCodes.InvalidArguments,
                $"Operation {operation.Id} is a {operation.Kind}: its value is a {(operation.Kind == OperationKind.CreateSnapshot ? nameof(Snapshot) : nameof(VmBatch))}, not a {typeof(T).Name}.")
            { OperationId = operation.Id };
}
