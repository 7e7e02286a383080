namespace VmSnapshot.Sdk;

/// <summary>
/// Work that goes on: watch it, wait for it, or stop it. Stopping to wait and stopping the work are two things: the token of
/// <see cref="WaitForCompletionAsync"/> only stops waiting.
/// </summary>
/// <typeparam name="T">What it makes.</typeparam>
/// <remarks>Abstract so that a host can put its own in place in its tests. An operation lives and ends with its process.</remarks>
public abstract class Operation<T>
{
    /// <summary>Identifies the operation; the marks in vCenter and the records carry it.</summary>
    public abstract string Id { get; }

    /// <summary>Where it stands.</summary>
    public abstract OperationState State { get; }

    /// <summary>The step under way or the last one, named as in the API: <c>DeployVm</c>.</summary>
    public abstract string CurrentStep { get; }

    /// <summary>0 to 100.</summary>
    public abstract double PercentComplete { get; }

    /// <summary>What was made.</summary>
    /// <exception cref="InvalidOperationException">The operation hasn't succeeded.</exception>
    public abstract T Value { get; }

    /// <summary>Waits for the end and returns what was made.</summary>
    /// <param name="progress">Told what happens from now on; first where things stand.</param>
    /// <param name="cancellationToken">Stops waiting; the work goes on.</param>
    /// <exception cref="VmSnapshotException">The operation failed or was cancelled.</exception>
    public abstract Task<T> WaitForCompletionAsync(
        IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Stops the work and waits until what it had made in vCenter is removed again. An ended operation stays as it is.</summary>
    /// <param name="cancellationToken">Stops waiting for that; the clean-up goes on.</param>
    public abstract Task CancelAsync(CancellationToken cancellationToken = default);
}
