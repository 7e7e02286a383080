namespace VmSnapshot.Vim25;

/// <summary>What is wrong with a certificate that was not accepted.</summary>
[Flags]
public enum CertificateProblems
{
    /// <summary>Nothing, or nothing that is known.</summary>
    None = 0,

    /// <summary>Its chain doesn't end at a root that this machine trusts, or is broken in another way.</summary>
    UntrustedChain = 1,

    /// <summary>It was issued for other host names.</summary>
    NameMismatch = 2,

    /// <summary>It, or one in its chain, has expired or isn't valid yet.</summary>
    Expired = 4,

    /// <summary>Its thumbprint isn't the one in <see cref="VimClientOptions.Thumbprint"/>.</summary>
    PinMismatch = 8,

    /// <summary>It, or one in its chain, was revoked.</summary>
    Revoked = 16,

    /// <summary>The server presented none.</summary>
    Missing = 32,
}
