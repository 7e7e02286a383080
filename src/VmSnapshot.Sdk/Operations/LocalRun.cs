namespace VmSnapshot.Sdk.Operations;

/// <summary>The work on an operation in this process, for those who wait for it.</summary>
internal sealed class LocalRun(OperationProgress first)
{
    private readonly TaskCompletionSource<RunOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private OperationRun? _run;
    private bool _isCancelRequested;

    public ProgressBroadcast Progress { get; } = new(first);

    /// <summary>Ends when this process stops working on it; never fails.</summary>
    public Task<RunOutcome> Completion => _completion.Task;

    /// <summary>Whether a vCenter task was written down, as soon as that is so or the work has ended.</summary>
    public TaskCompletionSource<bool> FirstTask { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Begin(Func<Task<RunOutcome>> drive) => _ = Task.Run(async () =>
    {
        var outcome = RunOutcome.Elsewhere;
        try
        {
            outcome = await drive().ConfigureAwait(false);
        }
        finally
        {
            _completion.SetResult(outcome);
        }
    });

    /// <summary>The claimed operation to pass a cancellation on to; null once it isn't held any more.</summary>
    public void Bind(OperationRun? run)
    {
        lock (_lock)
        {
            _run = run;
            if (_isCancelRequested)
            {
                run?.Cancel();
            }
        }
    }

    /// <summary>Tells the work at once what it would see at its next write: that cancelling was asked for.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            _isCancelRequested = true;
            _run?.Cancel();
        }
    }
}
