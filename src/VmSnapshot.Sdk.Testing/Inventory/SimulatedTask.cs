using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>A task: what it shows, what it does in the end, and whom it keeps busy. Guarded by the lock of <see cref="SimulatedVSphere"/>.</summary>
internal sealed class SimulatedTask(MoRef moRef)
{
    private TaskCompletionSource _changed = NewSignal();

    public VCenterTask State { get; private set; } = new() { MoRef = moRef, State = VCenterTaskState.Queued, PercentComplete = 0 };

    /// <summary>Completes at the next change.</summary>
    public Task Changed => _changed.Task;

    /// <summary>The VM that nothing else may be done to meanwhile.</summary>
    public MoRef? Target { get; init; }

    /// <summary>The VM that may be read but not changed meanwhile.</summary>
    public MoRef? Source { get; init; }

    /// <summary>Whether CancelTask stops it.</summary>
    public bool IsCancelable { get; init; }

    /// <summary>A fault that a test wants it to end with.</summary>
    public VCenterFault? InjectedFault { get; init; }

    /// <summary>Throws where it can't succeed; run when it starts.</summary>
    public required Action Check { get; init; }

    /// <summary>Does what it is for; run when it ends.</summary>
    public required Func<MoRef?> Apply { get; init; }

    /// <summary>Run when it has ended, however it did.</summary>
    public Action? Release { get; init; }

    public ITimer? Timer { get; set; }

    /// <summary>Goes one step on: checks at the first, applies at the last.</summary>
    public void Advance(int percent)
    {
        if (State.HasEnded)
        {
            return;
        }

        try
        {
            if (State.State == VCenterTaskState.Queued)
            {
                Check();
            }

            if (percent < 100)
            {
                Show(State with { State = VCenterTaskState.Running, PercentComplete = percent });
                return;
            }

            if (InjectedFault is { } fault)
            {
                End(State with { State = VCenterTaskState.Error, Fault = fault });
                return;
            }

            End(State with { State = VCenterTaskState.Success, PercentComplete = 100, Result = Apply() });
        }
        catch (SimulatedFault e)
        {
            End(State with { State = VCenterTaskState.Error, Fault = e.Fault });
        }
    }

    public void Cancel()
    {
        if (IsCancelable && !State.HasEnded)
        {
            End(State with { State = VCenterTaskState.Error, Fault = SimulatedFault.RequestCanceled().Fault });
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void End(VCenterTask state)
    {
        Timer?.Dispose();
        Release?.Invoke();
        Show(state);
    }

    private void Show(VCenterTask state)
    {
        State = state;
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }
}
