namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>The suite on VmSnapshot.Simulator in process.</summary>
public sealed class SimulatorBehaviourTests(SimulatorBehaviourTests.Fixture fixture) : BehaviourSuite(fixture.Server), IClassFixture<SimulatorBehaviourTests.Fixture>
{
    /// <summary>One simulator for the class.</summary>
    public sealed class Fixture : IAsyncDisposable
    {
        public BehaviourServer Server { get; } = new SimulatorBehaviourServer();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
