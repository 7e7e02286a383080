namespace VmSnapshot.Sdk;

/// <summary>
/// The client token was given before with another request: <see cref="VmSnapshotErrorCodes.TokenMismatch"/>.
/// <see cref="VmSnapshotException.OperationId"/> is the operation that has it.
/// </summary>
public sealed class VmSnapshotTokenMismatchException : VmSnapshotConflictException
{
    /// <summary>An exception that names the operation which has the token.</summary>
    /// <param name="message">Which token, and what to do.</param>
    /// <param name="operationId">The operation that was begun with it.</param>
    public VmSnapshotTokenMismatchException(string message, string operationId)
        : base(VmSnapshotErrorCodes.TokenMismatch, message) => OperationId = operationId;
}
