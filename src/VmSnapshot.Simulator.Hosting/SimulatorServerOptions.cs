using System.Net;

namespace VmSnapshot.Simulator.Hosting;

/// <summary>Where and how a simulated vCenter is served.</summary>
public sealed class SimulatorServerOptions
{
    /// <summary>The address to listen on; only a loopback one is taken. Default: 127.0.0.1.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>The port. Default: 0, any that is free.</summary>
    public int Port { get; set; }

    /// <summary>Whether to speak HTTPS, with a certificate for <c>localhost</c> that is made for this server and kept in memory. Default: false.</summary>
    public bool UseTls { get; set; }

    /// <summary>The largest request to take, in bytes. Default: 16 MB.</summary>
    public int MaxRequestBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Answers from so many bytes on are compressed for clients that take gzip. Default: 16 KB.</summary>
    public int CompressionThreshold { get; set; } = 16 * 1024;
}
