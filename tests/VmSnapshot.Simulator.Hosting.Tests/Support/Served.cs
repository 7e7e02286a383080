using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Hosting.Tests.Support;

/// <summary>A simulator, its server, and clients of it.</summary>
internal sealed class Served : IAsyncDisposable
{
    private Served(VCenterSimulator simulator, SimulatorServer server)
    {
        Simulator = simulator;
        Server = server;
    }

    internal VCenterSimulator Simulator { get; }

    internal SimulatorServer Server { get; }

    internal static async Task<Served> StartAsync(SimulatorServerOptions? options = null, VCenterSimulatorOptions? behaviour = null)
    {
        var simulator = new VCenterSimulator(behaviour);
        return new Served(simulator, await SimulatorServer.StartAsync(simulator, options, TestContext.Current.CancellationToken));
    }

    internal VimClient Connect(long? maxAnswerBytes = null, TimeSpan? timeout = null) => new(new VimClientOptions
    {
        Endpoint = Server.Url,
        Thumbprint = Server.Thumbprint,
        ApiVersion = VimVersions.Newest,
        MaxReceivedMessageBytes = maxAnswerBytes ?? 256L * 1024 * 1024,
        CallTimeout = timeout ?? TimeSpan.FromSeconds(60),
    });

    internal async Task<VimClient> LogInAsync(TimeSpan? timeout = null)
    {
        VimClient client = Connect(timeout: timeout);
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, TestContext.Current.CancellationToken);
        await client.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: TestContext.Current.CancellationToken);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
