namespace VmSnapshot.Vim25.Transport;

/// <summary>Carries what the certificate check found through the layers that only know failed TLS handshakes.</summary>
internal sealed class CertificateRejectedException(CertificateProblems problems, string? thumbprint, string message) : Exception(message)
{
    internal CertificateProblems Problems => problems;

    internal string? Thumbprint => thumbprint;
}
