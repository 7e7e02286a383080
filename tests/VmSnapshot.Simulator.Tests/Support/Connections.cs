using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>Clients in this process.</summary>
internal static class Connections
{
    internal static VimClient Connect(this VCenterSimulator simulator, TimeProvider? time = null, string version = VimVersions.Newest) => new(new VimClientOptions
    {
        Endpoint = VCenterSimulator.Endpoint,
        CreateTransport = simulator.CreateTransport,
        ApiVersion = version,
        TimeProvider = time ?? TimeProvider.System,
    });
}
