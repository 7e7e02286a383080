namespace VmSnapshot.Vim25;

/// <summary>Where a <see cref="VimClient"/> connects to, and the limits it keeps.</summary>
public sealed class VimClientOptions
{
    /// <summary>
    /// The full address of the service, such as <c>https://vcenter.example.com/sdk</c>, with its path. Required; HTTP is
    /// taken for this machine itself only, since it sends passwords in the clear. User name and password don't belong into it.
    /// </summary>
    public required Uri Endpoint { get; init; }

    /// <summary>
    /// The SHA-256 thumbprint of the one certificate to accept, as 64 hexadecimal digits; colons, blanks and case don't
    /// matter. Every new connection is held to it. The thumbprint decides alone: the certificate's chain, host name and
    /// dates are not looked at, so an expired one or one for another name is accepted when it is the one. Default: null,
    /// the certificate must be valid for the host name and chain to a root that this machine trusts.
    /// </summary>
    public string? Thumbprint { get; init; }

    /// <summary>
    /// The version of the vSphere API to speak, as the server lists it. Default: <c>6.5</c>, which all servers since
    /// then take. What came later is refused before it is sent; <see cref="VimClient.NegotiateVersionAsync"/> takes
    /// the newest version that the server has. What is no version number is sent as it is and counts as newer than all.
    /// </summary>
    public string ApiVersion { get; init; } = "6.5";

    /// <summary>
    /// How long one call may take, connecting and reading the answer included. A call that lets the server wait for
    /// news (<see cref="VimClient.WaitForUpdatesExAsync"/>) gets <see cref="WaitOptions.MaxWaitSeconds"/> on top, a day at the most.
    /// Default: 60 seconds.
    /// </summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The largest answer to take, in bytes after decompression; at most 2 GB. Default: 256 MB. Reading an answer may
    /// take eight times as much memory (and always 16 MB). Other limits are fixed: 512 levels of elements, 16 million
    /// characters of text in one element, 64 KB of HTTP headers. An answer with a DOCTYPE or a processing instruction
    /// is refused.
    /// </summary>
    public long MaxReceivedMessageBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>Whether to go through the proxy that the environment names. Default: false.</summary>
    public bool UseDefaultWebProxy { get; init; }

    /// <summary>The clock that <see cref="CallTimeout"/> and the measured durations go by. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Makes the connection of each client that gets these options, in place of SOAP over HTTP to <see cref="Endpoint"/>,
    /// which then is a name in messages and measurements. Default: null.
    /// </summary>
    public Func<IVimTransport>? CreateTransport { get; init; }
}
