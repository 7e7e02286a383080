using System.Globalization;
using Npgsql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>A database of one test's own, and the stores on it.</summary>
internal sealed class PostgreSqlTestDatabase(PostgreSqlFixture postgres) : IAsyncDisposable
{
    private readonly List<EntityFrameworkSnapshotStore> _stores = [];
    private string? _connectionString;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes the database when it is first asked for.</summary>
    public async Task<string> ConnectionStringAsync() =>
        _connectionString ??= await (await postgres.GetServerAsync()).CreateDatabaseAsync(Token);

    public async Task<EntityFrameworkSnapshotStore> OpenAsync(string settings = "", int retries = 5) =>
        Open(new PostgreSqlSnapshotDatabase($"{await ConnectionStringAsync()};{settings}"), retries);

    public EntityFrameworkSnapshotStore Open(SnapshotDatabase database, int retries = 5)
    {
        var store = new EntityFrameworkSnapshotStore(database, TimeProvider.System, retries);
        _stores.Add(store);
        return store;
    }

    public async Task<NpgsqlConnection> ConnectAsync(string settings = "Pooling=false")
    {
        var connection = new NpgsqlConnection($"{await ConnectionStringAsync()};{settings}");
        await connection.OpenAsync(Token);
        return connection;
    }

    /// <summary>Each row's columns, joined by '|'.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    /// <summary>The server's clock.</summary>
    public async Task<DateTimeOffset> NowAsync()
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(Token))!);
    }

    /// <summary>Nobody can set the server's clock; leases that end earlier are the same.</summary>
    public Task PassAsync(TimeSpan time) => RowsAsync(
        string.Create(CultureInfo.InvariantCulture, $"UPDATE \"SnapshotOperations\" SET \"LeasedUntilTicks\" = \"LeasedUntilTicks\" - {time.Ticks}"));

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        if (_connectionString is not null)
        {
            await (await postgres.GetServerAsync()).DropDatabaseAsync(_connectionString, CancellationToken.None);
        }
    }
}
