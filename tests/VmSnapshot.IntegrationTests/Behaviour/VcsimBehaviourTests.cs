namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>The suite on govmomi's vcsim over SOAP.</summary>
public sealed class VcsimBehaviourTests(VcsimBehaviourTests.Fixture fixture) : BehaviourSuite(fixture.Server), IClassFixture<VcsimBehaviourTests.Fixture>
{
    /// <summary>One vcsim for the class; see <see cref="VcsimFixture"/> for where there is none.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private VcsimBehaviourServer? _server;

        public BehaviourServer Server
        {
            get
            {
                TestHost.RequireSimulator();
                return _server!;
            }
        }

        public async ValueTask InitializeAsync()
        {
            if (TestHost.Problem is null)
            {
                _server = await VcsimBehaviourServer.StartAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }
        }
    }
}
