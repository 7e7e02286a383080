using Polly;
using Polly.Retry;

namespace VmSnapshot.Sdk.Tasks;

/// <summary>The pipeline that <see cref="VmSnapshotPipelines.TaskWaiting"/> is, where the host has none of its own.</summary>
internal static class TaskReadRetries
{
    public static ResiliencePipeline Build(VmSnapshotOptions settings, TimeProvider timeProvider)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = timeProvider };
        return settings.TaskReadRetries == 0 ? pipeline.Build() : pipeline.AddRetry(new RetryStrategyOptions
        {
            // After InvalidCollectorVersion, a new watch begins at the present state.
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is VmSnapshotException e && (e.IsTransient || e.Fault?.Is("InvalidCollectorVersion") == true)),
            MaxRetryAttempts = settings.TaskReadRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(10),
        }).Build();
    }
}
