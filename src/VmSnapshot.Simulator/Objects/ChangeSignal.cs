namespace VmSnapshot.Simulator.Objects;

/// <summary>Tells somebody who waits, once, that something happened that they wait for.</summary>
internal sealed class ChangeSignal
{
    private readonly TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the signal is raised.</summary>
    internal Task Raised => _raised.Task;

    internal void Raise() => _raised.TrySetResult();
}
