namespace VmSnapshot.IntegrationTests;

/// <summary>
/// One simulator for the tests of a class, over plain HTTP. Read <see cref="Server"/> in the constructor, where its skip
/// reaches the runner instead of some assertion:
/// <code>
/// public sealed class MyTests(VcsimFixture fixture) : IClassFixture&lt;VcsimFixture&gt;
/// {
///     private readonly VcsimServer _vcsim = fixture.Server;
/// </code>
/// The tests of the class share the inventory, so each gives names of its own to what it makes.
/// </summary>
public class VcsimFixture : IAsyncLifetime
{
    private VcsimServer? _server;

    /// <summary>The simulator; skips the calling test on a machine without one.</summary>
    public VcsimServer Server
    {
        get
        {
            TestHost.RequireSimulator();
            return _server!;
        }
    }

    protected virtual VcsimOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        // A fixture can't skip tests: where there is no simulator, Server does.
        if (TestHost.Problem is null)
        {
            _server = await VcsimServer.StartAsync(Options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>Like <see cref="VcsimFixture"/>, over TLS.</summary>
public sealed class VcsimTlsFixture : VcsimFixture
{
    protected override VcsimOptions Options => new() { Tls = true };
}
