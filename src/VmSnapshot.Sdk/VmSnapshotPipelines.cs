namespace VmSnapshot.Sdk;

/// <summary>
/// The names of the Polly pipelines that the SDK repeats what it reads and stores with. A host that registers a pipeline of one of these names
/// in Polly's <c>ResiliencePipelineProvider&lt;string&gt;</c>, as <c>services.AddResiliencePipeline(name, …)</c> of Polly.Extensions does,
/// replaces the SDK's own of that name; the others stay. Mutations of vCenter go through none of them: they are sent once.
/// </summary>
/// <remarks>
/// A pipeline is asked for without a result type and may be used by many callers at a time. It sees <see cref="VmSnapshotException"/>s;
/// <see cref="VmSnapshotException.IsTransient"/> says which are worth another attempt. What a pipeline refuses itself (Polly's
/// <c>ExecutionRejectedException</c>: a time-out, an open circuit) comes out as a <see cref="VmSnapshotException"/>.
/// </remarks>
public static class VmSnapshotPipelines
{
    /// <summary>
    /// Around every reading of the vSphere gateway. Default: as often as <c>VSphereOptions.ReadRetries</c> says, 3 times, after connection
    /// failures only, with growing pauses from 0.2 to 5 seconds and jitter. A reading is several calls at times, which are repeated together. A
    /// login after an ended session is no retry and needs none.
    /// </summary>
    public const string Reads = "VmSnapshot.Sdk.Reads";

    /// <summary>
    /// Around watching a task until its end, and around each single reading of its state where watching fails. Default: as often as
    /// <see cref="VmSnapshotOptions.TaskReadRetries"/> says, 5 times, after transient failures and after InvalidCollectorVersion, with growing
    /// pauses from 0.2 to 10 seconds and jitter. A time limit in it limits one watch, for hours where a clone takes hours;
    /// <see cref="VmSnapshotOptions.TaskTimeout"/> and <see cref="VmSnapshotOptions.TaskPollingInterval"/> stay in force around it.
    /// </summary>
    public const string TaskWaiting = "VmSnapshot.Sdk.TaskWaiting";

    /// <summary>
    /// Around every transaction of the snapshot store that may be repeated as a whole. Default: 5 times, after a database that is busy or away
    /// for a moment, with growing pauses from 0.05 to 2 seconds and jitter.
    /// </summary>
    public const string StoreWrites = "VmSnapshot.Sdk.StoreWrites";
}
