using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Faults;

/// <summary>Turns what the vim25 client throws, and what failed tasks carry, into the SDK's errors.</summary>
internal static class VimErrors
{
    /// <param name="exception">What the client threw.</param>
    /// <param name="attempted">What was asked, to go into "Could not …".</param>
    /// <param name="isMutation">Whether it changes something, so that a lost answer leaves a doubt.</param>
    public static VmSnapshotException ToException(VimException exception, string attempted, bool isMutation) => exception switch
    {
        VimFaultException fault => VCenterFaultMapping.ToException(ToFault(fault), attempted, fault),
        VimTransportException transport => ToException(transport, attempted, isMutation),
        // Nothing tells how far the call came.
        _ => new VmSnapshotException(VmSnapshotErrorCodes.VCenterUnreachable, $"Could not {attempted}: {exception.Message}", exception) { MayHaveBeenExecuted = isMutation },
    };

    /// <summary>The fault of a failed task: its message may be empty, its type never is.</summary>
    public static VCenterFault ToFault(LocalizedMethodFault? error) => new()
    {
        Name = error?.Fault?.WireTypeName ?? "MethodFault",
        Message = error?.LocalizedMessage ?? string.Empty,
        BaseNames = error?.Fault is { } fault ? VimTypes.BaseNames(fault.WireTypeName) : [],
        Detail = FaultDetails.Describe(error?.Fault),
    };

    private static VCenterFault ToFault(VimFaultException exception) => new()
    {
        Name = exception.FaultName,
        Message = exception.Message,
        BaseNames = VimTypes.BaseNames(exception.FaultName),
        Detail = FaultDetails.Describe(exception.Fault),
    };

    private static VmSnapshotException ToException(VimTransportException e, string attempted, bool isMutation)
    {
        var (code, transient) = e.Error switch
        {
            VimTransportError.CertificateRejected => (VmSnapshotErrorCodes.CertificateRejected, false),
            VimTransportError.AccessDenied => (VmSnapshotErrorCodes.LoginRefused, false),
            VimTransportError.InvalidAnswer or VimTransportError.AnswerTooLarge => (VmSnapshotErrorCodes.VCenterUnreachable, false),
            _ => (VmSnapshotErrorCodes.VCenterUnreachable, true),
        };
        var isDoubtful = isMutation && e.MayHaveBeenExecuted;
        var problem = isDoubtful ? $"{e.Message.TrimEnd('.')}. vCenter may have done it all the same." : e.Message;
        return new VmSnapshotException(code, $"Could not {attempted}: {problem}", e) { IsTransient = transient, MayHaveBeenExecuted = isDoubtful };
    }
}
