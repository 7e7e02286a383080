namespace VmSnapshot.Sdk.Gateway;

/// <summary>
/// Turns a vim25 fault into the exception that callers branch on. By base class, the most specific first:
/// NotAuthenticated derives from NoPermission.
/// </summary>
public static class VCenterFaultMapping
{
    /// <summary>The exception for a fault.</summary>
    /// <param name="fault">What vCenter answered.</param>
    /// <param name="attempted">What was asked of it, to go into "Could not …": <c>clone VM 'web' as 'web-2'</c>.</param>
    /// <param name="cause">The lower exception, kept as the inner one.</param>
    public static VmSnapshotException ToException(VCenterFault fault, string attempted, Exception? cause = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var said = fault.Message.Length > 0 ? $"{fault.Name}: {fault.Message.TrimEnd('.')}" : fault.Name;
        var detail = fault.Detail is null ? string.Empty : $" ({fault.Detail})";
        string Text(string advice) => $"Could not {attempted}: vCenter answered {said}{detail}.{(advice.Length > 0 ? " " + advice : advice)}";

        if (fault.Is("DuplicateName"))
        {
            return new VmSnapshotConflictException(
                VmSnapshotErrorCodes.NameConflict, Text("Choose another name or folder."), cause)
            { Fault = fault };
        }

        var (code, transient, advice) = fault switch
        {
            _ when fault.Is("InvalidLogin") => (VmSnapshotErrorCodes.LoginRefused, false, "Check user name and password."),
            _ when fault.Is("NotAuthenticated") => (VmSnapshotErrorCodes.LoginRefused, true, "The session has ended and nothing was done; the next call logs in again."),
            _ when fault.Is("NoPermission") => (VmSnapshotErrorCodes.PrivilegeMissing, false, "Ask for the privilege on that object, or use another account."),
            _ when fault.Is("TaskInProgress") || fault.Is("ConcurrentAccess") || fault.Is("TooManyConcurrentNativeClones")
                => (VmSnapshotErrorCodes.VCenterFault, true, "Something else is working on the same object; try again later."),
            _ when fault.Is("HostNotConnected") || fault.Is("HostNotReachable") || fault.Is("HostCommunication")
                => (VmSnapshotErrorCodes.VCenterFault, true, "The host is not connected to vCenter."),
            _ when fault.Is("NoDiskSpace") => (VmSnapshotErrorCodes.VCenterFault, false, "Free space on the datastore or name another one."),
            _ when fault.Is("InsufficientResourcesFault") => (VmSnapshotErrorCodes.VCenterFault, false, "The resource pool or host has not enough left; name another one or ask for less."),
            _ when fault.Is("RequestCanceled") => (VmSnapshotErrorCodes.VCenterFault, false, "The task was cancelled in vCenter."),
            _ when fault.Is("ManagedObjectNotFound") => (VmSnapshotErrorCodes.VCenterFault, false, "The object is gone from vCenter's inventory."),
            _ => (VmSnapshotErrorCodes.VCenterFault, false, string.Empty),
        };
        return new VmSnapshotException(code, Text(advice), cause) { Fault = fault, IsTransient = transient };
    }
}
