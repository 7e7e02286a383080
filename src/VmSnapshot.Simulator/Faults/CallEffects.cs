using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Faults;

/// <summary>All that goes wrong with one call.</summary>
internal sealed class CallEffects
{
    // Timers take 49 days and no more; nobody waits for longer.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(49);

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

    /// <summary>Holds the call back. It goes on even when its client has gone: servers don't notice. At the world's end nothing is held back.</summary>
    internal async Task WaitAsync(SimulatedWorld world, CancellationToken gone)
    {
        try
        {
            await WaitAsync(world.Clock, gone, world.Stopped).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (world.Stopped.IsCancellationRequested)
        {
            // The call learns of it when it is carried out.
        }
    }

    /// <summary>A delay, however long.</summary>
    internal static Task PauseAsync(TimeSpan delay, TimeProvider clock, CancellationToken stop)
        => Task.Delay(delay < LongestDelay ? delay : Timeout.InfiniteTimeSpan, clock, stop);

    private async Task WaitAsync(TimeProvider clock, CancellationToken gone, CancellationToken stopped)
    {
        if (Delay > TimeSpan.Zero)
        {
            await PauseAsync(Delay, clock, stopped).ConfigureAwait(false);
        }

        if (_waitsUntilGone)
        {
            var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = gone.Register(left.SetResult);
            await left.Task.WaitAsync(stopped).ConfigureAwait(false);
            await PauseAsync(_delayOnceGone, clock, stopped).ConfigureAwait(false);
        }
    }
}
