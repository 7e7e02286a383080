namespace VmSnapshot.Sdk;

/// <summary>
/// Some VMs of a batch could not be made (<see cref="VmSnapshotErrorCodes.BatchIncomplete"/>), or it was cancelled. Those that were made stay, unless
/// <see cref="CreateVmRequest.MinimumCount"/> or the cancellation says otherwise: <see cref="Batch"/> has the outcome of each.
/// </summary>
public sealed class VmBatchFailedException : VmSnapshotException
{
    /// <summary>An exception with the outcome of each VM.</summary>
    /// <param name="code">One of <see cref="VmSnapshotErrorCodes"/>.</param>
    /// <param name="message">How many failed, and why the first did.</param>
    /// <param name="batch">The outcome of each.</param>
    public VmBatchFailedException(string code, string message, VmBatch batch)
        : base(code, message, batch?.Items.FirstOrDefault(item => item.Error is not null)?.Error)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Batch = batch;
        OperationId = batch.OperationId;
    }

    /// <summary>The outcome of each VM, in order.</summary>
    public VmBatch Batch { get; }
}
