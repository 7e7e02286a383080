namespace VmSnapshot.Sdk.Operations;

/// <summary>What could neither be made nor be removed.</summary>
/// <param name="What">Name and place.</param>
/// <param name="Why">Why it couldn't be removed.</param>
internal sealed record LeftBehind(string What, VmSnapshotException Why)
{
    /// <summary>What to do about it.</summary>
    public string Advice => $"What it made could not be removed ({Why.Message.TrimEnd('.')}): look for {What} and destroy it.";

    /// <summary>The error of it.</summary>
    /// <param name="cause">Why it was to be removed.</param>
    public OperationError AddTo(OperationError cause) => cause with
    {
        // That nothing is left is what a cancelled operation would say.
        Message = $"{(cause is { Code: VmSnapshotErrorCodes.Cancelled, LeavesSomethingBehind: false } ? "It was cancelled." : $"{cause.Message.TrimEnd('.')}.")} {Advice}",
        LeavesSomethingBehind = true,
    };
}
