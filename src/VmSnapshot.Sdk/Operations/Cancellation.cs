namespace VmSnapshot.Sdk.Operations;

/// <summary>What a cancelled operation ends with.</summary>
internal static class Cancellation
{
    /// <summary>Why something is taken back, for the audit: what is left, nobody knows yet.</summary>
    public static string Reason(VmSnapshotException cause) => cause.Code == VmSnapshotErrorCodes.Cancelled ? "it was cancelled" : cause.Message;

    public static VmSnapshotException Of(OperationRun run) => new(
        VmSnapshotErrorCodes.Cancelled, $"Operation {run.Operation.Id} was cancelled; nothing of it is left in vCenter.")
    { OperationId = run.Operation.Id };
}
