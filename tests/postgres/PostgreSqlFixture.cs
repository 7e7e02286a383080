namespace VmSnapshot.Tests.PostgreSql;

/// <summary>The one server of a test assembly, which is started by the first test that asks for it.</summary>
public sealed class PostgreSqlFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgreSqlServer>> _server = new(() => PostgreSqlServer.StartAsync());

    /// <summary>Nobody may stop it: who wants that starts one of its own.</summary>
    internal Task<PostgreSqlServer> GetServerAsync()
    {
        PostgreSqlPrograms.Require();
        return _server.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
