namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>The suite on VmSnapshot.Simulator over HTTP.</summary>
public sealed class HostedSimulatorBehaviourTests(HostedSimulatorBehaviourTests.Fixture fixture)
    : BehaviourSuite(fixture.Server), IClassFixture<HostedSimulatorBehaviourTests.Fixture>
{
    /// <summary>One simulator for the class.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private HostedSimulatorBehaviourServer? _server;

        public BehaviourServer Server => _server!;

        public async ValueTask InitializeAsync() => _server = await HostedSimulatorBehaviourServer.StartAsync();

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}
