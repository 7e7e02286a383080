namespace VmSnapshot.Simulator.Calls;

/// <summary>What one client shows with every call: the cookie of its session.</summary>
internal sealed class ClientConnection
{
    /// <summary>The session's key, or null before a login.</summary>
    internal string? SessionKey { get; set; }

    /// <summary>Where the client calls from.</summary>
    internal string IpAddress { get; init; } = "127.0.0.1";

    /// <summary>What the client calls itself.</summary>
    internal string UserAgent { get; init; } = "";
}
