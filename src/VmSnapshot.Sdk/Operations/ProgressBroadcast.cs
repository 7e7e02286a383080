using System.Threading.Channels;

namespace VmSnapshot.Sdk.Operations;

/// <summary>Tells everybody who waits how far an operation is, each in order; one that is slow, or throws, holds nobody up.</summary>
internal sealed class ProgressBroadcast(OperationProgress first) : IProgress<OperationProgress>
{
    private readonly Lock _lock = new();
    private readonly List<ChannelWriter<OperationProgress>> _listeners = [];
    private OperationProgress _latest = first;

    public OperationProgress Latest => Volatile.Read(ref _latest);

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

    /// <summary>Tells a listener what happens, first where things stand, until the work has ended and it has been told all.</summary>
    public async Task ListenAsync(IProgress<OperationProgress> listener, Task work, CancellationToken cancellationToken)
    {
        var reports = Channel.CreateUnbounded<OperationProgress>(new UnboundedChannelOptions { SingleReader = true });
        lock (_lock)
        {
            reports.Writer.TryWrite(_latest);
            _listeners.Add(reports.Writer);
        }

        var telling = Task.Run(() => TellAsync(listener, reports.Reader, cancellationToken), CancellationToken.None);
        try
        {
            await Task.WhenAny(work).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _listeners.Remove(reports.Writer);
            }

            reports.Writer.Complete();
        }

        await Task.WhenAny(telling).WaitAsync(cancellationToken).ConfigureAwait(false);
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
}
