using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Operations;

/// <summary>Claims operations and drives them in this process; gives them back when it is disposed.</summary>
internal sealed partial class OperationRunner(
    IVSphereGateway gateway,
    ISnapshotStore store,
    SnapshotCreation snapshotCreation,
    VmCreation vmCreation,
    LateArrivals lateArrivals,
    AuditTrail audit,
    IOptions<VmSnapshotOptions> options,
    TimeProvider timeProvider,
    ILogger<OperationRunner> logger) : IOperationRunner, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly string _owner = $"{options.Value.Actor}/{Environment.ProcessId}/{Guid.NewGuid():n}";
    private readonly ConcurrentDictionary<string, LocalRun> _runs = new();
    private readonly CancellationTokenSource _stop = new();

    // Of another vCenter, or of a newer version: never this process's, and they mustn't keep its own from being found.
    private readonly ConcurrentDictionary<string, bool> _others = new();
    private volatile string? _vCenter;

    /// <summary>The work on an operation in this process, if there is any.</summary>
    public LocalRun? Find(string operationId) => _runs.GetValueOrDefault(operationId);

    /// <summary>Whether a lease is this process's.</summary>
    public bool IsOwn(string? owner) => owner == _owner;

    /// <summary>Begins to work on an operation, unless this process is at it already; it goes on when nobody waits for it. Null where the host stops.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="stop">Gives it back.</param>
    public LocalRun? TryStart(OperationInfo operation, CancellationToken stop)
    {
        while (!_stop.IsCancellationRequested)
        {
            var run = new LocalRun(new OperationProgress(operation.Id, operation.Step, operation.PercentComplete, string.Empty));
            if (_runs.TryAdd(operation.Id, run))
            {
                run.Begin(() => DriveAsync(operation.Id, operation.Tenant, run, stop));
                return run;
            }

            if (_runs.TryGetValue(operation.Id, out var other))
            {
                return other;
            }
        }

        return null;
    }

    public async Task<OperationInfo> RunAsync(string operationId, CancellationToken cancellationToken = default)
    {
        var operation = await GetAsync(operationId, cancellationToken).ConfigureAwait(false);
        RunOutcome? outcome = null;
        if (!operation.HasEnded)
        {
            var run = TryStart(operation, cancellationToken) ?? throw new ObjectDisposedException(nameof(IOperationRunner));
            outcome = await run.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
            operation = await GetAsync(operationId, cancellationToken).ConfigureAwait(false);
        }

        // What wasn't even claimed has no error in the journal.
        return OperationInfo.Of(operation.HasEnded || outcome?.Stopped is not { } stopped ? operation : operation with { Error = OperationError.Of(stopped) });
    }

    /// <summary>Begins to work on all that nobody has, without waiting for it.</summary>
    public async Task TakeUpAllAsync(CancellationToken cancellationToken)
    {
        var resumable = await FindResumableAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (resumable.Count > 0)
        {
            // Where it is away or refuses the login, it hears of that once and not once for each.
            await gateway.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }

        foreach (var operationId in resumable)
        {
            await TakeUpAsync(operationId, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task TakeUpAsync(string operationId, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.GetOperationAsync(tenant: null, operationId, cancellationToken).ConfigureAwait(false) is { HasEnded: false } operation)
            {
                TryStart(operation, CancellationToken.None);
            }
        }
        catch (VmSnapshotException e)
        {
            // One that can't be read, as of a newer version, doesn't keep the others waiting.
            LogNotRead(operationId, e);
        }
    }

    public async Task<IReadOnlyList<string>> FindResumableAsync(int limit = 100, CancellationToken cancellationToken = default)
    {
        var found = await store.FindResumableAsync(limit + _others.Count, cancellationToken).ConfigureAwait(false);
        return [.. found.Where(id => !_others.ContainsKey(id)).Take(limit)];
    }

    public async Task<IReadOnlyList<LateArrival>> ReapAsync(bool dryRun = true, CancellationToken cancellationToken = default)
    {
        var found = new List<LateArrival>();
        var watched = await store.FindWatchedAsync(limit: 1000 + _others.Count, cancellationToken).ConfigureAwait(false);
        foreach (var operationId in watched.Where(id => !_others.ContainsKey(id)))
        {
            try
            {
                found.AddRange(await ReapAsync(operationId, dryRun, cancellationToken).ConfigureAwait(false));
            }
            catch (VmSnapshotException e) when (
                e.Code is not (VmSnapshotErrorCodes.VCenterUnreachable or VmSnapshotErrorCodes.LoginRefused or VmSnapshotErrorCodes.CertificateRejected))
            {
                // It stays on the list, and the others have their turn.
                LogNotReaped(operationId, e);
            }
        }

        return found;
    }

    /// <summary>Stops all work and gives the leases back: others may go on at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_runs.Values.Select(run => run.Completion)).ConfigureAwait(false);
    }

    /// <summary>The same for hosts that dispose synchronously: it has to wait for the leases to be given back.</summary>
    public void Dispose() => Task.Run(() => DisposeAsync().AsTask()).GetAwaiter().GetResult();

    private async Task<OperationRecord> GetAsync(string operationId, CancellationToken cancellationToken) =>
        await store.GetOperationAsync(tenant: null, operationId, cancellationToken).ConfigureAwait(false)
            ?? throw new VmSnapshotNotFoundException(VmSnapshotErrorCodes.OperationNotFound, $"There is no operation '{operationId}'.");

    /// <summary>Refuses an operation that works on another vCenter, whose references mean other objects here, or that a newer version has written.</summary>
    private async Task EnsureOwnAsync(OperationRecord operation, CancellationToken cancellationToken)
    {
        if (operation.Items is not [var item, ..])
        {
            return;
        }

        try
        {
            var state = OperationJson.ReadState(item.State);
            await EnsureSameVCenterAsync(operation.Id, state.Info?.VCenterInstanceUuid ?? state.Plan!.VCenterInstanceUuid, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (IsOthers(e))
        {
            _others[operation.Id] = true;
            e.OperationId = operation.Id;
            e.IsResumable = true;
            throw;
        }
    }

    private async Task EnsureSameVCenterAsync(string operationId, string expected, CancellationToken cancellationToken)
    {
        try
        {
            _vCenter = (await gateway.ConnectAsync(cancellationToken).ConfigureAwait(false)).InstanceUuid;
        }
        catch (VmSnapshotException) when (_vCenter is not null && _vCenter != expected)
        {
            // It has said before who it is.
        }

        if (_vCenter != expected)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.OtherVCenter,
                $"Operation {operationId} works on another vCenter (instance {expected}) than this one ({_vCenter}); it goes on where that one is connected.");
        }
    }

    private static bool IsOthers(VmSnapshotException e) => e.Code is VmSnapshotErrorCodes.OtherVCenter or VmSnapshotErrorCodes.StoreUnusable;

    private async Task<OperationRecord?> ClaimAsync(OperationRecord operation, CancellationToken cancellationToken)
    {
        var claimed = await store.ClaimAsync(
            operation.Id, _owner, options.Value.LeaseDuration, audit.Entry(operation.Tenant, "claim", _owner, operation.Id), cancellationToken).ConfigureAwait(false);
        return claimed?.Owner == _owner ? claimed : null;
    }

    private OperationRun Hold(OperationRecord claimed, LocalRun run, CancellationToken stop) =>
        new(claimed, store, audit, timeProvider, options.Value.LeaseDuration, logger, run.Progress, stop) { FirstTask = run.FirstTask };

    /// <summary>Claims, drives and gives back; what stops it is the outcome, not an exception: nobody may be waiting.</summary>
    private async Task<RunOutcome> DriveAsync(string operationId, string tenant, LocalRun local, CancellationToken stop)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, stop);
        try
        {
            if (await store.GetOperationAsync(tenant: null, operationId, linked.Token).ConfigureAwait(false) is not { } operation)
            {
                return RunOutcome.Elsewhere;
            }

            VmSnapshotException? noAnswer = null;
            try
            {
                await EnsureOwnAsync(operation, linked.Token).ConfigureAwait(false);
            }
            catch (VmSnapshotException e) when (_vCenter is null || IsOthers(e))
            {
                // Perhaps another host's: it isn't even claimed.
                return new RunOutcome(Stopped(operationId, e), Cause: null);
            }
            catch (VmSnapshotException e)
            {
                // Claimed all the same, so that the journal says why it stops.
                noAnswer = e;
            }

            if (await ClaimAsync(operation, linked.Token).ConfigureAwait(false) is not { } claimed)
            {
                return RunOutcome.Elsewhere;
            }

            var run = Hold(claimed, local, linked.Token);
            await using var _ = run.ConfigureAwait(false);
            local.Bind(run);
            if (claimed.Items.Any(item => OperationJson.ReadState(item.State).HasTask))
            {
                local.FirstTask.TrySetResult(true);
            }

            try
            {
                return noAnswer is null ? await DriveAsync(run).ConfigureAwait(false) : await StopAsync(run, noAnswer).ConfigureAwait(false);
            }
            finally
            {
                local.Bind(null);
            }
        }
        catch (OperationCanceledException) when (linked.IsCancellationRequested)
        {
            return RunOutcome.Elsewhere;
        }
        catch (Exception e)
        {
            LogNotTakenUp(operationId, tenant, e);
            return new RunOutcome(Stopped(operationId, e), Cause: null);
        }
        finally
        {
            _runs.TryRemove(new KeyValuePair<string, LocalRun>(operationId, local));
            local.FirstTask.TrySetResult(false);
        }
    }

    private async Task<RunOutcome> DriveAsync(OperationRun run)
    {
        try
        {
            if (run.Operation.HasEnded)
            {
                await lateArrivals.RemoveAsync(run).ConfigureAwait(false);
                await run.ReleaseWatchAsync(LateArrivals.IsOver(run.Operation, timeProvider.GetUtcNow())).ConfigureAwait(false);
            }
            else if (run.Operation.Kind == OperationKind.CreateSnapshot)
            {
                await snapshotCreation.RunAsync(run).ConfigureAwait(false);
            }
            else
            {
                await vmCreation.RunAsync(run).ConfigureAwait(false);
            }

            return new RunOutcome(null, run.Cause);
        }
        catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.LeaseLost)
        {
            LogLost(run.Operation.Id);
            return RunOutcome.Elsewhere;
        }
        catch (Exception e)
        {
            return await StopAsync(run, e).ConfigureAwait(false);
        }
    }

    private async Task<RunOutcome> StopAsync(OperationRun run, Exception cause)
    {
        var isStopped = run.Stopped.IsCancellationRequested;
        if (!isStopped)
        {
            LogStopped(run.Operation.Id, cause);
        }

        var stopped = Stopped(run.Operation.Id, cause);
        await ReleaseAsync(run, isStopped || run.Operation.HasEnded ? null : OperationError.Of(stopped)).ConfigureAwait(false);
        return isStopped ? RunOutcome.Elsewhere : new RunOutcome(stopped, Cause: null);
    }

    private async Task<IReadOnlyList<LateArrival>> ReapAsync(string operationId, bool dryRun, CancellationToken cancellationToken)
    {
        var operation = await GetAsync(operationId, cancellationToken).ConfigureAwait(false);
        try
        {
            await EnsureOwnAsync(operation, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.OtherVCenter)
        {
            return [];
        }

        var arrived = await lateArrivals.FindAsync(operation, cancellationToken).ConfigureAwait(false);
        return dryRun ? arrived
            : (arrived.Count > 0 || LateArrivals.IsOver(operation, timeProvider.GetUtcNow()))
                && await ClaimAsync(operation, cancellationToken).ConfigureAwait(false) is { } claimed
                ? await ReapAsync(claimed, cancellationToken).ConfigureAwait(false)
                : [];
    }

    private async Task<IReadOnlyList<LateArrival>> ReapAsync(OperationRecord claimed, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, cancellationToken);
        var local = new LocalRun(new OperationProgress(claimed.Id, claimed.Step, claimed.PercentComplete, string.Empty));
        var run = Hold(claimed, local, linked.Token);
        await using var _ = run.ConfigureAwait(false);
        try
        {
            var removed = await lateArrivals.RemoveAsync(run).ConfigureAwait(false);
            await run.ReleaseWatchAsync(LateArrivals.IsOver(claimed, timeProvider.GetUtcNow())).ConfigureAwait(false);
            return removed;
        }
        catch (VmSnapshotException e)
        {
            // It stays on the list, and the others have their turn.
            LogNotReaped(claimed.Id, e);
            await ReleaseAsync(run, error: null).ConfigureAwait(false);
            return [];
        }
    }

    /// <summary>The first time soon again, then less and less often.</summary>
    private async Task ReleaseAsync(OperationRun run, OperationError? error)
    {
        var pause = error is null ? TimeSpan.Zero : options.Value.ResumeInterval * Math.Pow(2, Math.Min(run.Operation.Fence, 10) - 1);
        try
        {
            await run.ReleaseAsync(error, pause < LongestPause ? pause : LongestPause).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Then it is free when the lease runs out.
            LogNotReleased(run.Operation.Id, e);
        }
    }

    private static VmSnapshotException Stopped(string operationId, Exception cause)
    {
        if (cause is VmSnapshotException known)
        {
            known.OperationId ??= operationId;
            known.IsResumable = true;
            return known;
        }

        return new VmSnapshotException(
            VmSnapshotErrorCodes.VCenterFault, $"Operation {operationId} was stopped by an unexpected {cause.GetType().Name}; it can be resumed or cancelled.", cause)
        { OperationId = operationId, IsTransient = true, IsResumable = true };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} could not be read")]
    private partial void LogNotRead(string operationId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} of tenant {Tenant} could not be taken up")]
    private partial void LogNotTakenUp(string operationId, string tenant, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} stops for now; it stays resumable")]
    private partial void LogStopped(string operationId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operation {OperationId} was taken over by somebody else")]
    private partial void LogLost(string operationId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of operation {OperationId} could not be given back; it runs out by itself")]
    private partial void LogNotReleased(string operationId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Late arrivals of operation {OperationId} could not be looked for now")]
    private partial void LogNotReaped(string operationId, Exception exception);
}

/// <summary>How the work on an operation ended in this process.</summary>
/// <param name="Stopped">What stopped it for now; null where it has ended, or somebody else has it.</param>
/// <param name="Cause">Why it failed, with its causes.</param>
internal sealed record RunOutcome(VmSnapshotException? Stopped, VmSnapshotException? Cause)
{
    /// <summary>Somebody else has it, or will take it up.</summary>
    public static RunOutcome Elsewhere { get; } = new(null, null);
}
