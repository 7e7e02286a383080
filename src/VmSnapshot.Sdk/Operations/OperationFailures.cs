namespace VmSnapshot.Sdk.Operations;

/// <summary>Tells failures that end an operation from those that only stop it for now.</summary>
internal static class OperationFailures
{
    /// <summary>
    /// Whether the operation is to be taken up again as it is: vCenter, the store or a secret is not there now, or nobody can tell what happened.
    /// Anything that isn't known is taken for that, too: nothing is destroyed for a mistake of ours.
    /// </summary>
    public static bool StaysResumable(Exception exception) => exception switch
    {
        VmSnapshotException { Code: VmSnapshotErrorCodes.VCenterUnreachable or VmSnapshotErrorCodes.CertificateRejected or VmSnapshotErrorCodes.LoginRefused } => true,
        VmSnapshotException { Code: VmSnapshotErrorCodes.StoreUnusable or VmSnapshotErrorCodes.LeaseLost } => true,
        VmSnapshotException { Code: VmSnapshotErrorCodes.SecretUnavailable or VmSnapshotErrorCodes.VmUnreadable or VmSnapshotErrorCodes.OtherVCenter } => true,
        VmSnapshotException => false,
        _ => true,
    };
}
