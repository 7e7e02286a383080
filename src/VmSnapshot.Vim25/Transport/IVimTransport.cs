namespace VmSnapshot.Vim25;

/// <summary>
/// What carries requests to a server in place of SOAP over HTTP: a server in the same process, for example. One
/// transport is one connection, and holds the session that its client has with the server. Its members are called from
/// many threads at a time.
/// </summary>
public interface IVimTransport : IAsyncDisposable
{
    /// <summary>Has a request carried out. The request is the callee's own: the caller doesn't touch it any more.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="apiVersion">The version of the API that the client speaks.</param>
    /// <param name="cancellationToken">Fires when the caller gives up or its time is over.</param>
    /// <returns>
    /// What the operation returned, nothing of it shared with the server: a value, an <see cref="IReadOnlyList{T}"/> where
    /// <see cref="VimRequestType.ReturnsList"/>, or null.
    /// </returns>
    /// <exception cref="VimFaultException">The server refused.</exception>
    /// <exception cref="VimTransportException">There was no answer.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken);

    /// <summary>The versions that the server speaks, newest first; empty when it doesn't say.</summary>
    /// <param name="cancellationToken">Fires when the caller gives up or its time is over.</param>
    Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken);
}
