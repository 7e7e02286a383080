using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>
/// Anything that went wrong, in words for people, with a stable code for programs. Subtypes exist only where a caller would
/// branch and needs more than the code.
/// </summary>
public class VmSnapshotException : Exception
{
    /// <summary>An exception with a code.</summary>
    /// <param name="code">One of <see cref="VmSnapshotErrorCodes"/>.</param>
    /// <param name="message">What was asked, what went wrong, in which object, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public VmSnapshotException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>One of <see cref="VmSnapshotErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>The operation that failed, where there was one.</summary>
    public string? OperationId { get; internal set; }

    /// <summary>Whether the same request may well succeed later. Default: false.</summary>
    public bool IsTransient { get; init; }

    /// <summary>
    /// Whether its operation only stopped for now: it hasn't failed, is taken up again, and can be waited for again. Default: false.
    /// </summary>
    public bool IsResumable { get; internal set; }

    /// <summary>vCenter's fault, where it was one.</summary>
    public VCenterFault? Fault { get; init; }

    /// <summary>
    /// Whether vCenter may have carried out the call all the same because its answer was lost: look at the inventory before sending it again.
    /// Default: false.
    /// </summary>
    public bool MayHaveBeenExecuted { get; init; }

    /// <summary>
    /// Whether something that the operation made is, or may be, left in vCenter, because it couldn't be removed or nobody can tell whether it is
    /// there: the message says what and where. Default: false.
    /// </summary>
    public bool LeavesSomethingBehind { get; internal init; }
}
