using Polly;
using Polly.Retry;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Sessions;

/// <summary>
/// The pipeline that <see cref="VmSnapshotPipelines.Reads"/> is, where the host has none of its own. Mutations have none: whether a lost one
/// was executed, nobody knows.
/// </summary>
internal static class ReadRetries
{
    public static ResiliencePipeline Build(VSphereOptions options, TimeProvider timeProvider)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = timeProvider };
        return options.ReadRetries == 0 ? pipeline.Build() : pipeline.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = arguments => ValueTask.FromResult(IsConnectionFailure(arguments.Outcome.Exception)),
            MaxRetryAttempts = options.ReadRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
        }).Build();
    }

    // A call that took all its time once will hardly be quicker the next time, and the caller has waited long enough.
    private static bool IsConnectionFailure(Exception? exception) =>
        exception is VmSnapshotException { InnerException: VimTransportException { Error: VimTransportError.Unreachable or VimTransportError.ServerBusy or VimTransportError.InvalidAnswer } };
}
