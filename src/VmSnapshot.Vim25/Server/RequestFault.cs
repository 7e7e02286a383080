namespace VmSnapshot.Vim25.Server;

/// <summary>What a request is refused with before anybody looks at what it asks for.</summary>
internal static class RequestFault
{
    internal static VimFaultException InvalidRequest(string message) => new(nameof(Vim25.InvalidRequest), message, new InvalidRequest());

    internal static VimFaultException MethodNotFound(ManagedObjectReference? receiver, string method)
        => new(nameof(Vim25.MethodNotFound), $"The method '{method}' is not found.", new MethodNotFound { Receiver = receiver ?? new ManagedObjectReference("", ""), Method = method });
}
