namespace VmSnapshot.Sdk;

/// <summary>
/// Work that goes on: watch it, wait for it, or stop it. Stopping to wait and stopping the work are two things: the token of
/// <see cref="WaitForCompletionAsync"/> only stops waiting.
/// </summary>
/// <typeparam name="T">What it makes.</typeparam>
/// <remarks>
/// Abstract so that a host can put its own in place in its tests. An operation lives in the store, not in this process:
/// <see cref="IOperations.GetAsync{T}"/> finds it again by its id, anywhere.
/// </remarks>
public abstract class Operation<T>
{
    /// <summary>Identifies the operation; the marks in vCenter and the records carry it.</summary>
    public abstract string Id { get; }

    /// <summary>Where it stands, as this process last saw it: <see cref="RefreshAsync"/> looks again.</summary>
    public abstract OperationState State { get; }

    /// <summary>The step under way or the last one, named as in the API: <c>DeployVm</c>.</summary>
    public abstract string CurrentStep { get; }

    /// <summary>0 to 100.</summary>
    public abstract double PercentComplete { get; }

    /// <summary>What was made.</summary>
    /// <exception cref="InvalidOperationException">The operation hasn't succeeded, as far as this process has seen.</exception>
    public abstract T Value { get; }

    /// <summary>Reads it again from the store.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Where it stands.</returns>
    public abstract Task<OperationState> RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits until vCenter has been given its first task, or the operation has ended: from then on another process can carry on.</summary>
    /// <param name="cancellationToken">Stops waiting; the work goes on.</param>
    public abstract Task WaitUntilStartedAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits for the end, wherever the work is done, and returns what was made.</summary>
    /// <param name="progress">Told what happens from now on, each thing once; first where things stand.</param>
    /// <param name="cancellationToken">Stops waiting; the work goes on.</param>
    /// <exception cref="VmBatchFailedException">Some VMs of several could not be made, or the batch was cancelled.</exception>
    /// <exception cref="VmSnapshotException">
    /// The operation failed or was cancelled; or this process had to stop working on it for now, because vCenter, the store or a secret isn't there:
    /// then it stays <see cref="OperationState.Running"/>, is taken up again, and can be waited for again.
    /// </exception>
    public abstract Task<T> WaitForCompletionAsync(
        IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Stops the work, wherever it is done, and waits until what it had made in vCenter is removed again. An ended operation stays as it is.</summary>
    /// <param name="cancellationToken">Stops waiting for that; the clean-up goes on.</param>
    /// <exception cref="VmSnapshotException">The clean-up had to stop for now; it is taken up again.</exception>
    public abstract Task CancelAsync(CancellationToken cancellationToken = default);
}
