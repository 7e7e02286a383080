using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;
using VmSnapshot.Simulator.Hosting;
using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>
/// VmSnapshot.Simulator over HTTP. Here tasks take a moment, as on a vCenter: what is seen at their end is the same.
/// </summary>
public sealed class HostedSimulatorBehaviourServer : BehaviourServer
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly VCenterSimulator _simulator;
    private readonly SimulatorServer _server;

    private HostedSimulatorBehaviourServer(VCenterSimulator simulator, SimulatorServer server)
    {
        _simulator = simulator;
        _server = server;
    }

    public override string UserName => new VCenterSimulatorOptions().UserName;

    public override string Password => new VCenterSimulatorOptions().Password;

    public static async Task<HostedSimulatorBehaviourServer> StartAsync(TimeSpan? sessionIdleTimeout = null)
    {
        VCenterSimulatorOptions options = SimulatorBehaviourServer.OptionsFor(sessionIdleTimeout);
        (options.TaskDuration, options.CloneDuration, options.GuestStartDuration, options.CustomizationDuration) = (Moment, Moment, Moment, Moment);
        var simulator = new VCenterSimulator(options, SimulatorBehaviourServer.Inventory());
        return new HostedSimulatorBehaviourServer(simulator, await SimulatorServer.StartAsync(simulator));
    }

    public override VimClient Connect() => new(new VimClientOptions { Endpoint = _server.Url });

    public override void Reach(VSphereOptions options) => options.Endpoint = _server.Url;

    public override async Task<BehaviourServer> StartAnotherAsync(TimeSpan? sessionIdleTimeout = null) => await StartAsync(sessionIdleTimeout);

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _simulator.DisposeAsync();
    }
}
