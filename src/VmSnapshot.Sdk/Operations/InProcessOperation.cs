using System.Threading.Channels;

namespace VmSnapshot.Sdk;

/// <summary>Runs an operation's steps as a task of this process.</summary>
internal sealed class InProcessOperation<T> : Operation<T>, IProgress<OperationProgress>
{
    private readonly Lock _lock = new();
    private readonly List<ChannelWriter<OperationProgress>> _listeners = [];
    private readonly Task<T> _work;
    private OperationProgress _latest;
    private CancellationTokenSource? _stop;
    private Task _stopping = Task.CompletedTask;
    private bool _cancelling;
    private T? _value;

    private InProcessOperation(string id, string firstStep, Func<IProgress<OperationProgress>, CancellationToken, Task<T>> run)
    {
        Id = id;
        _latest = new OperationProgress(id, firstStep, 0, string.Empty);
        _work = Task.Run(() => RunAsync(run));
    }

    public override string Id { get; }

    public override OperationState State => _work switch
    {
        { IsCompletedSuccessfully: true } => OperationState.Succeeded,
        { Exception.InnerException: VmSnapshotException { Code: VmSnapshotErrorCodes.Cancelled } } => OperationState.Cancelled,
        { IsCompleted: true } => OperationState.Failed,
        _ => Volatile.Read(ref _cancelling) ? OperationState.Cancelling : OperationState.Running,
    };

    public override string CurrentStep => Volatile.Read(ref _latest).Step;

    public override double PercentComplete => Volatile.Read(ref _latest).PercentComplete;

    public override T Value => _work.IsCompletedSuccessfully
        ? _value!
        : throw new InvalidOperationException($"Operation {Id} has no value: it is {State}.");

    /// <summary>Starts the work; it runs until it ends or is cancelled, whoever waits.</summary>
    public static InProcessOperation<T> Start(
        string id, string firstStep, Func<IProgress<OperationProgress>, CancellationToken, Task<T>> run) => new(id, firstStep, run);

    public override async Task<T> WaitForCompletionAsync(
        IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (progress is null)
        {
            return await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        // Each listener is told by itself, in order and outside of the lock: one that is slow, or waits for the work to stop, holds nobody up.
        var reports = Channel.CreateUnbounded<OperationProgress>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            reports.Writer.TryWrite(_latest);
            _listeners.Add(reports.Writer);
        }

        var telling = Task.Run(() => TellAsync(progress, reports.Reader, cancellationToken), CancellationToken.None);
        try
        {
            return await _work.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _listeners.Remove(reports.Writer);
            }

            reports.Writer.Complete();
            if (_work.IsCompleted)
            {
                await Task.WhenAny(telling).WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public override async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _cancelling = true;
            _stopping = _stop?.CancelAsync() ?? _stopping;
        }

        // How the work ended is for those who wait for its value; here only that it ended counts.
        await Task.WhenAny(_work).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Report(OperationProgress value)
    {
        lock (_lock)
        {
            // Task percentages may come late and out of order; the whole never goes back.
            _latest = value with { PercentComplete = Math.Max(value.PercentComplete, _latest.PercentComplete) };
            foreach (var listener in _listeners)
            {
                listener.TryWrite(_latest);
            }
        }
    }

    private static async Task TellAsync(
        IProgress<OperationProgress> listener, ChannelReader<OperationProgress> reports, CancellationToken cancellationToken)
    {
        await foreach (var report in reports.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                listener.Report(report);
            }
            catch (Exception)
            {
                // Who watches must not be able to break the work.
            }
        }
    }

    private async Task<T> RunAsync(Func<IProgress<OperationProgress>, CancellationToken, Task<T>> run)
    {
        using var stop = new CancellationTokenSource();
        lock (_lock)
        {
            _stop = stop;
            if (_cancelling)
            {
                stop.Cancel();
            }
        }

        try
        {
            _value = await run(this, stop.Token).ConfigureAwait(false);
            return _value;
        }
        catch (OperationCanceledException e) when (stop.IsCancellationRequested)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.Cancelled, $"Operation {Id} was cancelled in step {CurrentStep}; nothing of it is left in vCenter.", e)
            { OperationId = Id };
        }
        catch (VmSnapshotException e)
        {
            e.OperationId ??= Id;
            throw;
        }
        finally
        {
            Task stopping;
            lock (_lock)
            {
                _stop = null;
                stopping = _stopping;
            }

            // The source must outlive the call that cancels it.
            await stopping.ConfigureAwait(false);
        }
    }
}
