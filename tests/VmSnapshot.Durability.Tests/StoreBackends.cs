using VmSnapshot.Durability.Tests;
using VmSnapshot.Durability.Tests.Harness;
using VmSnapshot.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(StoreBackends))]

namespace VmSnapshot.Durability.Tests;

/// <summary>The stores that a portal may run on.</summary>
public sealed class StoreBackends : IAsyncDisposable
{
    public const string Memory = "memory";
    public const string Sqlite = "sqlite";
    public const string PostgreSql = "postgresql";

    private readonly PostgreSqlFixture _postgreSql = new();

    public static IReadOnlyList<string> Names { get; } = [Memory, Sqlite, PostgreSql];

    public ValueTask DisposeAsync() => _postgreSql.DisposeAsync();

    internal Func<Task<IStoreBackend>> Of(string name) => name switch
    {
        Memory => () => Task.FromResult<IStoreBackend>(new InMemoryBackend()),
        Sqlite => SqliteBackend.CreateAsync,
        PostgreSql => async () => await PostgreSqlBackend.CreateAsync(await _postgreSql.GetServerAsync()),
        _ => throw new ArgumentException($"There is no store '{name}'.", nameof(name)),
    };
}
