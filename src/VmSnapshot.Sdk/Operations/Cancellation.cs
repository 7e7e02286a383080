namespace VmSnapshot.Sdk.Operations;

/// <summary>What a cancelled operation ends with.</summary>
internal static class Cancellation
{
    public static VmSnapshotException Of(OperationRun run) => new(
        VmSnapshotErrorCodes.Cancelled, $"Operation {run.Operation.Id} was cancelled; nothing of it is left in vCenter.")
    { OperationId = run.Operation.Id };
}
