namespace VmSnapshot.Vim25;

/// <summary>Why a call has no answer.</summary>
public enum VimTransportError
{
    /// <summary>No connection could be made, or it broke before the whole answer was there.</summary>
    Unreachable,

    /// <summary>The name of the server has no address.</summary>
    NameNotResolved,

    /// <summary>The server's certificate was not accepted, or no TLS connection came about.</summary>
    CertificateRejected,

    /// <summary>The answer was not complete within <see cref="VimClientOptions.CallTimeout"/>.</summary>
    TimedOut,

    /// <summary>The server, or a proxy in front of it, says that the service is not available now (HTTP 429, 502, 503 or 504).</summary>
    ServerBusy,

    /// <summary>The server, or a proxy in front of it, refused access (HTTP 401, 403 or 407).</summary>
    AccessDenied,

    /// <summary>What came back is no vim25 answer: another status, another content type, not XML, or cut short.</summary>
    InvalidAnswer,

    /// <summary>The answer is larger than <see cref="VimClientOptions.MaxReceivedMessageBytes"/>, or takes more memory than goes with that.</summary>
    AnswerTooLarge,
}
