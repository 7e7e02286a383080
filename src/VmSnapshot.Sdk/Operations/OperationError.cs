using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>What went wrong in an operation, as its journal keeps it: the exception without its stack.</summary>
public sealed record OperationError
{
    /// <summary>One of <see cref="VmSnapshotErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What was asked, what went wrong, in which object, what to do.</summary>
    public required string Message { get; init; }

    /// <summary>vCenter's fault, where it was one.</summary>
    public VCenterFault? Fault { get; init; }

    /// <summary>Whether the same request may well succeed later. Default: false.</summary>
    public bool IsTransient { get; init; }

    /// <summary>Whether something of the operation is, or may be, left in vCenter. Default: false.</summary>
    public bool LeavesSomethingBehind { get; init; }

    internal static OperationError Of(VmSnapshotException exception) => new()
    {
        Code = exception.Code,
        Message = exception.Message,
        Fault = exception.Fault,
        IsTransient = exception.IsTransient,
        LeavesSomethingBehind = exception.LeavesSomethingBehind,
    };

    /// <summary>The exception again, of the type that its code had.</summary>
    /// <param name="operationId">The operation.</param>
    /// <param name="cause">What it came of, where this process still knows.</param>
    internal VmSnapshotException ToException(string operationId, Exception? cause = null) => Code switch
    {
        VmSnapshotErrorCodes.NameConflict or VmSnapshotErrorCodes.Conflict or VmSnapshotErrorCodes.Obsolete or VmSnapshotErrorCodes.Protected =>
            new VmSnapshotConflictException(Code, Message, cause)
            { OperationId = operationId, Fault = Fault, IsTransient = IsTransient, LeavesSomethingBehind = LeavesSomethingBehind },
        VmSnapshotErrorCodes.VmNotFound or VmSnapshotErrorCodes.TemplateNotFound or VmSnapshotErrorCodes.SnapshotNotFound or VmSnapshotErrorCodes.NetworkNotFound
            or VmSnapshotErrorCodes.DatastoreNotFound or VmSnapshotErrorCodes.ResourcePoolNotFound or VmSnapshotErrorCodes.FolderNotFound =>
            new VmSnapshotNotFoundException(Code, Message, cause)
            { OperationId = operationId, Fault = Fault, IsTransient = IsTransient, LeavesSomethingBehind = LeavesSomethingBehind },
        _ => new VmSnapshotException(Code, Message, cause)
        { OperationId = operationId, Fault = Fault, IsTransient = IsTransient, LeavesSomethingBehind = LeavesSomethingBehind },
    };
}
