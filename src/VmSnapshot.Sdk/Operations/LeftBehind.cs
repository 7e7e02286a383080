namespace VmSnapshot.Sdk.Operations;

/// <summary>The error of what could neither be made nor be removed.</summary>
internal static class LeftBehind
{
    /// <param name="cause">Why it was to be removed.</param>
    /// <param name="failure">Why it couldn't.</param>
    /// <param name="what">Name and place.</param>
    public static OperationError Add(OperationError cause, VmSnapshotException failure, string what) => cause with
    {
        Message = $"{(cause.Code == VmSnapshotErrorCodes.Cancelled ? "It was cancelled." : cause.Message)} What it made could not be removed ({failure.Message.TrimEnd('.')}): look for {what} and destroy it.",
        LeavesSomethingBehind = true,
    };
}
