using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>vcsim, which others wrote, over SOAP. Where it is known to differ from vCenter it is held to just that.</summary>
public sealed class VcsimBehaviourServer : BehaviourServer
{
    private readonly VcsimServer _vcsim;

    private VcsimBehaviourServer(VcsimServer vcsim) => _vcsim = vcsim;

    public override string UserName => _vcsim.Username;

    public override string Password => _vcsim.Password;

    public static async Task<VcsimBehaviourServer> StartAsync(TimeSpan? sessionIdleTimeout = null) => new(await VcsimServer.StartAsync(new VcsimOptions
    {
        Datastores = 3,
        DatastoreClusters = 1,
        SessionIdleTimeout = sessionIdleTimeout,
    }));

    public override VimClient Connect() => new(new VimClientOptions { Endpoint = _vcsim.Url, CallTimeout = TimeSpan.FromSeconds(20) });

    public override void Reach(VSphereOptions options) => (options.Endpoint, options.Thumbprint) = (_vcsim.Url, _vcsim.Thumbprint);

    public override void Judge(string name, string documented, string seen)
    {
        if (Differences.Of(name) is { } difference)
        {
            seen.Should().NotBe(documented, "{0} is in the table of differences: when vcsim does as vCenter does, take it out", name);
            seen.Should().Be(difference.Vcsim, "that is what the table says that vcsim does in the case {0}", name);
        }
        else
        {
            seen.Should().Be(documented, "{0} isn't in the table of differences, so vcsim does as vCenter does\n{1}", name, seen.Contains("no answer", StringComparison.Ordinal) ? _vcsim.Log : "");
        }
    }

    public override async Task<BehaviourServer> StartAnotherAsync(TimeSpan? sessionIdleTimeout = null) => await StartAsync(sessionIdleTimeout);

    public override ValueTask DisposeAsync() => _vcsim.DisposeAsync();
}
