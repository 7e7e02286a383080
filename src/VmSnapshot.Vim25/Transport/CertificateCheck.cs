using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VmSnapshot.Vim25.Transport;

/// <summary>Decides about a server's certificate: by the platform's rules, or by a pinned thumbprint.</summary>
internal static class CertificateCheck
{
    /// <summary>True for a certificate to accept.</summary>
    /// <exception cref="CertificateRejectedException">It is not accepted; the exception says why.</exception>
    internal static bool Accept(string host, string? pinnedThumbprint, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            throw new CertificateRejectedException(CertificateProblems.Missing, null, $"{host} presented no certificate.");
        }

        string presented = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        if (pinnedThumbprint is not null)
        {
            return presented == pinnedThumbprint
                ? true
                : throw new CertificateRejectedException(CertificateProblems.PinMismatch, presented,
                    $"{host} presented the certificate with the SHA-256 thumbprint {presented}, not the pinned {pinnedThumbprint}. "
                    + "If the server's certificate was renewed, compare the new thumbprint with the server's own and set Thumbprint to it; "
                    + "if not, another machine may be answering in its place.");
        }

        if (errors == SslPolicyErrors.None)
        {
            return true;
        }

        CertificateProblems problems = Problems(chain, errors);
        throw new CertificateRejectedException(problems, presented,
            $"The certificate of {host} was not accepted: {string.Join("; ", Reasons(host, certificate, problems))}. Its SHA-256 thumbprint is {presented}.");
    }

    private static CertificateProblems Problems(X509Chain? chain, SslPolicyErrors errors)
    {
        CertificateProblems problems = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? CertificateProblems.NameMismatch : CertificateProblems.None;
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            return problems;
        }

        X509ChainStatusFlags status = (chain?.ChainStatus ?? []).Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            problems |= CertificateProblems.Expired;
        }

        if (status.HasFlag(X509ChainStatusFlags.Revoked))
        {
            problems |= CertificateProblems.Revoked;
        }

        X509ChainStatusFlags named = X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.Revoked;
        return status == X509ChainStatusFlags.NoError || (status & ~named) != 0 ? problems | CertificateProblems.UntrustedChain : problems;
    }

    private static IEnumerable<string> Reasons(string host, X509Certificate2 certificate, CertificateProblems problems)
    {
        if (problems.HasFlag(CertificateProblems.UntrustedChain))
        {
            yield return "this machine doesn't trust its issuer (add the issuing root certificate to the trusted ones, or set Thumbprint)";
        }

        if (problems.HasFlag(CertificateProblems.NameMismatch))
        {
            yield return $"it is for {certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false)}, not for {host} (connect by the name it was issued for, or set Thumbprint)";
        }

        if (problems.HasFlag(CertificateProblems.Expired))
        {
            yield return $"it is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd} only, or one in its chain is out of date (renew it, and check this machine's clock)";
        }

        if (problems.HasFlag(CertificateProblems.Revoked))
        {
            yield return "it was revoked (have the server given a new one)";
        }
    }
}
