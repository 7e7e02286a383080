using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Registry;
using Polly.Retry;
using Polly.Timeout;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tasks;

/// <summary>
/// Waits for a vCenter task: watches it, watches again after a passing fault, and asks for its state at intervals where watching
/// keeps failing. Only ever reads, so every attempt can be repeated.
/// </summary>
internal sealed partial class TaskWaiter
{
    private readonly IVSphereGateway _gateway;
    private readonly ILogger<TaskWaiter> _logger;
    private readonly TimeSpan _timeout;
    private readonly ResiliencePipeline<VCenterTask> _limit;
    private readonly ResiliencePipeline<VCenterTask> _polling;
    private readonly ResiliencePipeline _reading;

    public TaskWaiter(
        IVSphereGateway gateway,
        IOptions<VmSnapshotOptions> options,
        TimeProvider timeProvider,
        ILogger<TaskWaiter> logger,
        ResiliencePipelineProvider<string>? pipelines = null)
    {
        _gateway = gateway;
        _logger = logger;
        var settings = options.Value;
        _timeout = settings.TaskTimeout;
        // The generator takes every time that a timer takes; Polly's fixed time ends at one day.
        _limit = new ResiliencePipelineBuilder<VCenterTask> { TimeProvider = timeProvider }
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = _ => ValueTask.FromResult(_timeout) })
            .Build();
        _polling = new ResiliencePipelineBuilder<VCenterTask> { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions<VCenterTask>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { HasEnded: false }),
                MaxRetryAttempts = int.MaxValue,
                BackoffType = DelayBackoffType.Constant,
                Delay = settings.TaskPollingInterval,
            })
            .Build();
        _reading = pipelines?.TryGetPipeline(VmSnapshotPipelines.TaskWaiting, out var own) == true ? own : TaskReadRetries.Build(settings, timeProvider);
    }

    /// <summary>Waits until the task has succeeded.</summary>
    /// <param name="task">The task.</param>
    /// <param name="attempted">What it does, to go into "Could not …".</param>
    /// <param name="progress">Told vCenter's percentages.</param>
    /// <param name="cancellationToken">Stops waiting; the task goes on.</param>
    /// <exception cref="VmSnapshotException">The task failed, timed out, or its state can't be read.</exception>
    public async Task<VCenterTask> WaitAsync(MoRef task, string attempted, Action<int>? progress, CancellationToken cancellationToken)
    {
        var ended = await WaitForEndAsync(task, attempted, progress, cancellationToken).ConfigureAwait(false);
        return ended.State == VCenterTaskState.Success
            ? ended
            : throw VCenterFaultMapping.ToException(
                ended.Fault ?? new VCenterFault { Name = "MethodFault", Message = "The task failed without saying why." }, attempted);
    }

    /// <summary>The same as <see cref="WaitAsync"/>, but a task that ends in failure is a result too.</summary>
    public async Task<VCenterTask> WaitForEndAsync(MoRef task, string attempted, Action<int>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await _limit.ExecuteAsync(
                async (waiter, token) => await waiter.FollowAsync(task, progress, token).ConfigureAwait(false), this, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException e)
        {
            throw TimedOut(task, attempted, e);
        }
    }

    /// <summary>Cancels a task that isn't wanted any more, and waits until it has ended either way: until then vCenter refuses other changes.</summary>
    public async Task<VCenterTask> StopAsync(MoRef task, string attempted, CancellationToken cancellationToken)
    {
        try
        {
            await _gateway.CancelTaskAsync(task, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Fault is not null)
        {
            // One that may not be cancelled is waited for.
            LogNotCancelled(task, e);
        }

        return await WaitForEndAsync(task, attempted, progress: null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<VCenterTask> FollowAsync(MoRef task, Action<int>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return await RepeatAsync(task, token => WatchAsync(task, progress, token), cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.IsTransient || e.Fault is { } fault && (fault.Is("NotSupported") || fault.Is("MethodNotFound") || fault.Is("RequestCanceled")))
        {
            // RequestCanceled is the end of the watching here, as where its session ends meanwhile; a task that was cancelled has it in its state.
            LogFallingBackToPolling(task, e);
        }

        return await _polling.ExecuteAsync(
            async token => await RepeatAsync(task, stop => ReadAsync(task, progress, stop), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<VCenterTask> RepeatAsync(MoRef task, Func<CancellationToken, Task<VCenterTask>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await _reading.ExecuteAsync(async token => await read(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (ExecutionRejectedException e)
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.VCenterUnreachable,
                $"Could not learn how task {task.Value} stands: pipeline '{VmSnapshotPipelines.TaskWaiting}' gave it up: {e.Message}", e)
            { IsTransient = true };
        }
    }

    private async Task<VCenterTask> WatchAsync(MoRef task, Action<int>? progress, CancellationToken cancellationToken)
    {
        await foreach (var state in _gateway.WatchTaskAsync(task, cancellationToken).ConfigureAwait(false))
        {
            Report(state, progress);
            if (state.HasEnded)
            {
                return state;
            }
        }

        throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterUnreachable, $"Watching task {task.Value} ended before the task did.") { IsTransient = true };
    }

    private async Task<VCenterTask> ReadAsync(MoRef task, Action<int>? progress, CancellationToken cancellationToken)
    {
        var state = await _gateway.ReadTaskAsync(task, cancellationToken).ConfigureAwait(false);
        Report(state, progress);
        return state;
    }

    private static void Report(VCenterTask state, Action<int>? progress)
    {
        if (state.State == VCenterTaskState.Success)
        {
            progress?.Invoke(100);
        }
        else if (state.PercentComplete is { } percent)
        {
            progress?.Invoke(percent);
        }
    }

    private VmSnapshotException TimedOut(MoRef task, string attempted, Exception cause) => new(
        VmSnapshotErrorCodes.TaskTimedOut,
        $"Could not {attempted}: vCenter's task {task.Value} did not end within {_timeout}. Look at it in vCenter; {nameof(VmSnapshotOptions)}.{nameof(VmSnapshotOptions.TaskTimeout)} sets the limit.",
        cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Task {Task} could not be cancelled; it is waited for")]
    private partial void LogNotCancelled(MoRef task, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Watching task {Task} failed; asking for its state at intervals instead")]
    private partial void LogFallingBackToPolling(MoRef task, Exception exception);
}
