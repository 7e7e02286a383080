using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Faults;

/// <summary>All that goes wrong with one call.</summary>
internal sealed class CallEffects
{
    private bool _waitsUntilGone;
    private TimeSpan _delayOnceGone;

    internal TimeSpan Delay { get; set; }

    internal bool ExpiresSession { get; set; }

    internal bool ForgetsTask { get; set; }

    internal VimFaultException? Refusal { get; set; }

    internal VimFaultException? TaskFault { get; set; }

    internal ReplyFault? Reply { get; set; }

    internal void WaitUntilGone(TimeSpan delay)
    {
        _waitsUntilGone = true;
        _delayOnceGone += delay;
    }

    /// <summary>Holds the call back. It goes on even when its client has gone: servers don't notice.</summary>
    internal async Task WaitAsync(TimeProvider clock, CancellationToken gone)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, clock, CancellationToken.None).ConfigureAwait(false);
        }

        if (_waitsUntilGone)
        {
            var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = gone.Register(left.SetResult);
            await left.Task.ConfigureAwait(false);
            await Task.Delay(_delayOnceGone, clock, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
