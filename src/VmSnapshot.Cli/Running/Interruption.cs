using System.Globalization;
using System.Runtime.InteropServices;

namespace VmSnapshot.Cli.Running;

/// <summary>
/// Ctrl-C, SIGTERM and <c>--timeout</c>. The first signal asks the command to stop and clean up; the second quits at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly Action _quitAtOnce;
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;
    private string? _reason;

    /// <param name="quitAtOnce">Called at the second signal; doesn't return.</param>
    public Interruption(Action quitAtOnce)
    {
        _quitAtOnce = quitAtOnce;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Whether a signal did it: then the next one quits at once.</summary>
    public bool IsSignalled => Volatile.Read(ref _signals) > 0;

    public CancellationToken Token => _source.Token;

    /// <summary>What happened, as the beginning of a message; null as long as nothing did.</summary>
    public string? Reason => _source.IsCancellationRequested ? Volatile.Read(ref _reason) : null;

    public void StopAfter(TimeSpan timeout)
    {
        var seconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        _ = Task.Delay(timeout, Token).ContinueWith(
            _ => Stop($"Not done within {seconds} s (--timeout)"), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        // The source is left to the collector: a timer that just fires may still want it.
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) == 1)
        {
            Stop("Interrupted");
        }
        else
        {
            _quitAtOnce();
        }
    }

    private void Stop(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        _source.Cancel();
    }
}
