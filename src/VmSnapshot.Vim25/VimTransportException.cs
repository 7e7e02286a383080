namespace VmSnapshot.Vim25;

/// <summary>A call has no answer, or none that can be read.</summary>
public sealed class VimTransportException : VimException
{
    /// <summary>Makes an exception.</summary>
    /// <param name="error">Why there is no answer.</param>
    /// <param name="message">What happened and what to do about it.</param>
    /// <param name="mayHaveBeenExecuted">Whether the server may have carried the call out all the same.</param>
    /// <param name="innerException">What caused it.</param>
    public VimTransportException(VimTransportError error, string message, bool mayHaveBeenExecuted, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
        MayHaveBeenExecuted = mayHaveBeenExecuted;
    }

    /// <summary>Why there is no answer.</summary>
    public VimTransportError Error { get; }

    /// <summary>
    /// Whether the server may have carried the call out: true as soon as the request began to go out and no answer
    /// proves the opposite. Look at the server before repeating such a call.
    /// </summary>
    public bool MayHaveBeenExecuted { get; }

    /// <summary>
    /// The SHA-256 thumbprint of the certificate that was not accepted, as 64 upper-case hexadecimal digits; null for
    /// other errors. Give it to <see cref="VimClientOptions.Thumbprint"/> only after comparing it with the server's own.
    /// </summary>
    public string? PresentedThumbprint { get; init; }

    /// <summary>What is wrong with the certificate that was not accepted; <see cref="CertificateProblems.None"/> for other errors.</summary>
    public CertificateProblems CertificateProblems { get; init; }
}
