using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Operations;

/// <summary>
/// An operation while this process holds its lease: writes its journal under the fence, renews the lease, and tells the work when to stop:
/// because cancelling was asked for, or because the lease is lost or the host stops.
/// </summary>
internal sealed partial class OperationRun : IAsyncDisposable
{
    private readonly ISnapshotStore _store;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _lease;
    private readonly ILogger _logger;
    private readonly ProgressBroadcast _progress;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _cancel;
    private readonly ConcurrentDictionary<int, VmSnapshotException> _causes = new();
    private readonly Task _renewing;

    public OperationRun(
        OperationRecord claimed, ISnapshotStore store, AuditTrail audit, TimeProvider timeProvider, TimeSpan lease, ILogger logger,
        ProgressBroadcast progress, CancellationToken stop)
    {
        Operation = claimed;
        _store = store;
        _audit = audit;
        _timeProvider = timeProvider;
        _lease = lease;
        _logger = logger;
        _progress = progress;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Stopped = _stop.Token;
        Cancelled = _cancel.Token;
        if (claimed.CancelRequested)
        {
            Cancel();
        }

        _renewing = Task.Run(RenewAsync, CancellationToken.None);
    }

    /// <summary>As it was claimed.</summary>
    public OperationRecord Operation { get; }

    /// <summary>Set once the lease is lost or the host stops: the work goes on elsewhere or later.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>Set, too, once cancelling was asked for.</summary>
    public CancellationToken Cancelled { get; }

    /// <summary>Whether cancelling was asked for.</summary>
    public bool IsCancelRequested { get; private set; }

    /// <summary>Set once a vCenter task is written down, or the operation was found to have one.</summary>
    public required TaskCompletionSource<bool> FirstTask { get; init; }

    /// <summary>Why the first item failed, where one did in this process.</summary>
    public VmSnapshotException? Cause => _causes.OrderBy(cause => cause.Key).Select(cause => cause.Value).FirstOrDefault();

    /// <summary>The step that it has come to.</summary>
    public string Step => _progress.Latest.Step;

    /// <summary>Told how far it is.</summary>
    public IProgress<OperationProgress> Progress => _progress;

    /// <summary>Makes <see cref="Cancelled"/> set.</summary>
    public void Cancel()
    {
        IsCancelRequested = true;
        _cancel.Cancel();
    }

    public async Task WriteItemAsync(int item, ItemState state, string action, string detail)
    {
        await WriteAsync(new OperationWrite
        {
            OperationId = Operation.Id,
            Fence = Operation.Fence,
            Step = _progress.Latest.Step,
            PercentComplete = _progress.Latest.PercentComplete,
            Item = new OperationItemRecord(item, OperationJson.Write(state)),
            ExtendLease = Operation.HasEnded ? null : _lease,
            Audit = Entry(action, Of(item, detail)),
        }).ConfigureAwait(false);
        if (state.Call?.Task is not null)
        {
            FirstTask.TrySetResult(true);
        }
    }

    /// <summary>Says of an item that it was stopped for now, where another's error is the one that is told.</summary>
    public void LogStoppedToo(int count, Exception exception) => LogItemStopped(Operation.Id, count, exception);

    public Task WriteAuditAsync(int item, string action, string detail) => WriteAsync(new OperationWrite
    {
        OperationId = Operation.Id,
        Fence = Operation.Fence,
        Audit = Entry(action, Of(item, detail)),
    });

    /// <summary>Keeps why an item failed, with its cause, for those who wait in this process: the journal has only its words.</summary>
    public void Remember(int item, VmSnapshotException cause) => _causes[item] = cause;

    /// <summary>Ends the operation, its snapshot's record and its audit in one transaction.</summary>
    /// <param name="state">How it ends.</param>
    /// <param name="error">Why it didn't succeed.</param>
    /// <param name="snapshot">Its snapshot's record as it becomes.</param>
    /// <param name="watchedUntil">Until when to look for late arrivals.</param>
    /// <param name="unlessCancelled">Whether not to end it so where cancelling was asked for.</param>
    /// <returns>False where it was: nothing is written then.</returns>
    public async Task<bool> TryEndAsync(
        OperationState state, OperationError? error, Snapshot? snapshot, DateTimeOffset? watchedUntil, bool unlessCancelled)
    {
        var isCancelRequested = await WriteAsync(new OperationWrite
        {
            OperationId = Operation.Id,
            Fence = Operation.Fence,
            State = state,
            PercentComplete = state == OperationState.Succeeded ? 100 : null,
            Step = _progress.Latest.Step,
            Error = error,
            EndedAt = _timeProvider.GetUtcNow(),
            WatchedUntil = watchedUntil,
            Snapshot = snapshot,
            UnlessCancelled = unlessCancelled,
            Audit = Entry("end", error is null ? $"{state}" : $"{state}: {error.Message}", snapshot?.Id),
        }).ConfigureAwait(false);
        return !(isCancelRequested && unlessCancelled);
    }

    /// <summary>Gives the operation back, for others or for later.</summary>
    /// <param name="error">What stopped it; null where nothing did.</param>
    /// <param name="pause">How long nobody should try again by itself.</param>
    public async Task ReleaseAsync(OperationError? error, TimeSpan pause) => await _store.WriteAsync(new OperationWrite
    {
        OperationId = Operation.Id,
        Fence = Operation.Fence,
        Step = _progress.Latest.Step,
        PercentComplete = _progress.Latest.PercentComplete,
        Error = error,
        ReleaseFor = pause,
        Audit = Entry("release", error?.Message),
    }).ConfigureAwait(false);

    /// <summary>Gives an operation back that has ended and was only looked at again.</summary>
    public async Task ReleaseWatchAsync(bool isOver) => await _store.WriteAsync(new OperationWrite
    {
        OperationId = Operation.Id,
        Fence = Operation.Fence,
        ReleaseFor = TimeSpan.Zero,
        StopWatching = isOver,
    }).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _cancel.Dispose();
        _stop.Dispose();
    }

    private string Of(int item, string detail) => Operation.Items.Count > 1 ? $"item {item}: {detail}" : detail;

    private AuditEntry Entry(string action, string? detail, string? snapshotId = null) =>
        _audit.Entry(Operation.Tenant, action, detail, Operation.Id, snapshotId);

    private async Task<bool> WriteAsync(OperationWrite write)
    {
        try
        {
            var isCancelRequested = await _store.WriteAsync(write, Stopped).ConfigureAwait(false);
            if (isCancelRequested && !IsCancelRequested && !Operation.HasEnded)
            {
                Cancel();
            }

            return isCancelRequested;
        }
        catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.LeaseLost)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Renews the lease until disposed. Where that fails for longer than the lease lasts, somebody else may have it by now.</summary>
    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_lease / 3, _timeProvider);
        var renewed = _timeProvider.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(Stopped).ConfigureAwait(false))
            {
                try
                {
                    await WriteAsync(new OperationWrite
                    {
                        OperationId = Operation.Id,
                        Fence = Operation.Fence,
                        Step = Operation.HasEnded ? null : _progress.Latest.Step,
                        PercentComplete = Operation.HasEnded ? null : _progress.Latest.PercentComplete,
                        ExtendLease = _lease,
                    }).ConfigureAwait(false);
                    renewed = _timeProvider.GetTimestamp();
                }
                catch (VmSnapshotException e) when (e.Code != VmSnapshotErrorCodes.LeaseLost)
                {
                    LogNotRenewed(Operation.Id, e);
                    if (_timeProvider.GetElapsedTime(renewed) > _lease)
                    {
                        await _stop.CancelAsync().ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or VmSnapshotException { Code: VmSnapshotErrorCodes.LeaseLost })
        {
            // Disposed, or the lease is lost and the work was told.
        }
        catch (Exception e)
        {
            // A store may throw what its port doesn't name; without a lease the work has to stop.
            LogNotRenewed(Operation.Id, e);
            await _stop.CancelAsync().ConfigureAwait(false);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another item of operation {OperationId} was stopped for now ({Count})")]
    private partial void LogItemStopped(string operationId, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of operation {OperationId} could not be renewed")]
    private partial void LogNotRenewed(string operationId, Exception exception);
}
