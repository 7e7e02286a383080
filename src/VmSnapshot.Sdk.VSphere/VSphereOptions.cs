using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere;

/// <summary>How to reach a vCenter. Its credentials come from an <see cref="ICredentialProvider"/>.</summary>
public sealed class VSphereOptions
{
    /// <summary>
    /// <c>https://host[:port][/sdk]</c>; <c>http://</c> only for this machine itself. Without a path, <c>/sdk</c> is meant. Required.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>
    /// The SHA-256 thumbprint of the server's certificate, in hexadecimal with or without colons: pins it, instead of the platform's check of
    /// chain and host name. Default: none, the platform's check.
    /// </summary>
    public string? Thumbprint { get; set; }

    /// <summary>How long one call may take, from sending to the answer's last byte. Default: 60 seconds.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How often a reading is tried again when the connection fails on the way, with growing pauses from 0.2 seconds. Mutations are never
    /// repeated, nor the pages of a listing after its first. Default: 3.
    /// </summary>
    public int ReadRetries { get; set; } = 3;

    /// <summary>
    /// How often an unused session is touched (CurrentTime), so that vCenter doesn't end it: it does after 30 idle minutes by default. Zero
    /// lets it end; the next call logs in again. Default: 10 minutes.
    /// </summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether to go through the web proxy that the environment names. Default: false.</summary>
    public bool UseDefaultWebProxy { get; set; }

    /// <summary>How many objects a page of a listing holds. Default: 500.</summary>
    public int PageSize { get; set; } = 500;

    /// <summary>
    /// Makes the connection for each login in place of SOAP over HTTP: to a vCenter in the same process, for example.
    /// <see cref="Endpoint"/> then is its name in messages. Default: null.
    /// </summary>
    public Func<IVimTransport>? CreateTransport { get; set; }

    /// <summary>The endpoint with its path.</summary>
    internal Uri SdkEndpoint => Endpoint!.AbsolutePath == "/" ? new Uri(Endpoint, "/sdk") : Endpoint;
}
