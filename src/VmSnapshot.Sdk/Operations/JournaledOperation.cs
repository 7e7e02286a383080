using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.Operations;

/// <summary>An operation in the store, and the work on it in this process where there is any.</summary>
internal abstract class JournaledOperation<T>(OperationRecord record, OperationCatalog catalog, LocalRun? begun) : Operation<T>
{
    private volatile OperationRecord _record = record;
    private LocalRun? _begun = begun;
    private Ended? _ended;

    public override string Id => _record.Id;

    public override OperationState State => _record.State == OperationState.Pending && catalog.Find(Id) is not null ? OperationState.Running : _record.State;

    public override string CurrentStep => catalog.Latest(Id)?.Step ?? _record.Step;

    public override double PercentComplete => catalog.Latest(Id)?.PercentComplete ?? _record.PercentComplete;

    public override T Value => Volatile.Read(ref _ended) is { } ended
        ? ended.Value
        : throw new InvalidOperationException($"Operation {Id} has no value: it is {State}.");

    public override async Task<OperationState> RefreshAsync(CancellationToken cancellationToken = default)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (State == OperationState.Succeeded)
        {
            await SucceedAsync(cancellationToken).ConfigureAwait(false);
        }

        return State;
    }

    public override async Task WaitUntilStartedAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var hasStarted = catalog.Find(Id) is { } run && await run.FirstTask.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (hasStarted || _record.HasEnded || HasTask(_record))
            {
                return;
            }

            if (_record is { Owner: null, Error: { } error })
            {
                var stopped = error.ToException(Id);
                stopped.IsResumable = true;
                throw stopped;
            }

            await catalog.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override async Task<T> WaitForCompletionAsync(
        IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var cause = await WaitForEndAsync(progress, cancellationToken).ConfigureAwait(false);
        return _record.State == OperationState.Succeeded
            ? await SucceedAsync(cancellationToken).ConfigureAwait(false)
            : throw Failure(_record, cause);
    }

    public override async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        Volatile.Write(ref _begun, null);
        _record = await catalog.CancelAsync(_record, cancellationToken).ConfigureAwait(false);
        await WaitForEndAsync(progress: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what it made.</summary>
    protected abstract Task<T> ReadValueAsync(OperationRecord ended, CancellationToken cancellationToken);

    /// <summary>What to throw for an operation that ended without success.</summary>
    protected abstract VmSnapshotException Failure(OperationRecord ended, VmSnapshotException? cause);

    private static bool HasTask(OperationRecord record) => record.Items.Any(item => OperationJson.ReadState(item.State).HasTask);

    private async Task ReadAsync(CancellationToken cancellationToken) => _record = await catalog.ReadAsync(_record.Tenant, Id, cancellationToken).ConfigureAwait(false);

    /// <summary>Waits until it has ended; returns why it failed, where this process knows more than the journal.</summary>
    private async Task<VmSnapshotException?> WaitForEndAsync(IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        progress = progress is null ? null : new News(progress);
        VmSnapshotException? cause = null;
        while (!_record.HasEnded)
        {
            // Who begins an operation and waits for it hears how that work went, even where it stopped before the waiting began.
            if ((catalog.Find(Id) ?? Volatile.Read(ref _begun)) is { } run)
            {
                var outcome = await WaitForRunAsync(run, progress, cancellationToken).ConfigureAwait(false);
                var isStopped = outcome.Stopped is not null && await IsStoppedAsync(cancellationToken).ConfigureAwait(false);
                // Not before: who is cancelled meanwhile hears of it the next time.
                Volatile.Write(ref _begun, null);
                if (isStopped)
                {
                    throw outcome.Stopped!;
                }

                cause = outcome.Cause;
                await ReadAsync(cancellationToken).ConfigureAwait(false);
                if (!_record.HasEnded)
                {
                    // Somebody else has it.
                    await catalog.PauseAsync(cancellationToken).ConfigureAwait(false);
                }
            }
            else
            {
                await ReadAsync(cancellationToken).ConfigureAwait(false);
                progress?.Report(new OperationProgress(Id, _record.Step, _record.PercentComplete, string.Empty));
                if (_record.HasEnded)
                {
                    continue;
                }

                if (catalog.TakeUpIfFree(_record) is { } taken)
                {
                    Volatile.Write(ref _begun, taken);
                }
                else
                {
                    await catalog.PauseAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return cause;
    }

    private static async Task<RunOutcome> WaitForRunAsync(LocalRun run, IProgress<OperationProgress>? progress, CancellationToken cancellationToken)
    {
        if (progress is not null)
        {
            await run.Progress.ListenAsync(progress, run.Completion, cancellationToken).ConfigureAwait(false);
        }

        return await run.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What stopped the work may be the answer to its last write, which was done all the same; or somebody else goes on with it by now.</summary>
    private async Task<bool> IsStoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException)
        {
            // The store is away: what stopped the work says more.
            return true;
        }

        return !_record.HasEnded && !catalog.IsElsewhere(_record);
    }

    private async Task<T> SucceedAsync(CancellationToken cancellationToken)
    {
        var ended = Volatile.Read(ref _ended) ?? new Ended(await ReadValueAsync(_record, cancellationToken).ConfigureAwait(false));
        Volatile.Write(ref _ended, ended);
        return ended.Value;
    }

    private sealed record Ended(T Value);

    /// <summary>Passes on what is new: where another process does the work, or did, the journal says the same at every look.</summary>
    private sealed class News(IProgress<OperationProgress> listener) : IProgress<OperationProgress>
    {
        private OperationProgress? _last;

        public void Report(OperationProgress value)
        {
            if (value != _last)
            {
                _last = value;
                listener.Report(value);
            }
        }
    }
}

/// <summary>Steps 1 to 3.</summary>
internal sealed class SnapshotOperation(OperationRecord record, OperationCatalog catalog, LocalRun? begun) : JournaledOperation<Snapshot>(record, catalog, begun)
{
    private readonly OperationCatalog _catalog = catalog;

    protected override Task<Snapshot> ReadValueAsync(OperationRecord ended, CancellationToken cancellationToken) =>
        _catalog.ReadSnapshotAsync(ended, cancellationToken);

    protected override VmSnapshotException Failure(OperationRecord ended, VmSnapshotException? cause) => ended.Error!.ToException(ended.Id, cause);
}

/// <summary>Steps 4 to 6.</summary>
internal sealed class VmOperation(OperationRecord record, OperationCatalog catalog, LocalRun? begun) : JournaledOperation<VmBatch>(record, catalog, begun)
{
    protected override Task<VmBatch> ReadValueAsync(OperationRecord ended, CancellationToken cancellationToken) =>
        Task.FromResult(Batch(ended));

    protected override VmSnapshotException Failure(OperationRecord ended, VmSnapshotException? cause) => ended.Items.Count == 1
        ? ended.Error!.ToException(ended.Id, cause)
        : new VmBatchFailedException(ended.Error!.Code, ended.Error.Message, Batch(ended))
        { Fault = ended.Error.Fault, LeavesSomethingBehind = ended.Error.LeavesSomethingBehind };

    private static VmBatch Batch(OperationRecord ended) => VmBatchJournal.Read(ended.Id, [.. ended.Items.Select(item => OperationJson.ReadState(item.State))]);
}
