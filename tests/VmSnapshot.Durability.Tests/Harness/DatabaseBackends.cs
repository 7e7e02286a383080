using System.Collections.Concurrent;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>A database that every instance opens for itself, as a process does.</summary>
internal abstract class DatabaseBackend : IStoreBackend
{
    private readonly ConcurrentQueue<ServiceProvider> _opened = new();

    public ISnapshotStore Open(TimeProvider leaseClock)
    {
        var builder = new ServiceCollection().AddSingleton(leaseClock).AddVmSnapshot();
        Use(builder);
        var services = builder.Services.BuildServiceProvider();
        _opened.Enqueue(services);
        return services.GetRequiredService<ISnapshotStore>();
    }

    public abstract Task LetLeasesRunOutAsync();

    public abstract Task<string> ReadAllAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var services in _opened)
        {
            await services.DisposeAsync();
        }

        await GiveBackAsync();
    }

    protected abstract void Use(IVmSnapshotBuilder builder);

    protected abstract Task GiveBackAsync();
}

/// <summary>A SQLite file, made once and copied for each run.</summary>
internal sealed class SqliteBackend : DatabaseBackend
{
    private static readonly Lazy<Task<byte[]>> Empty = new(MakeAsync);
    private readonly string _directory = Directory.CreateTempSubdirectory("vmsnapshot-durability-").FullName;

    private SqliteBackend()
    {
    }

    private string File => Path.Combine(_directory, "snapshots.db");

    public static async Task<IStoreBackend> CreateAsync()
    {
        var backend = new SqliteBackend();
        await System.IO.File.WriteAllBytesAsync(backend.File, await Empty.Value);
        return backend;
    }

    /// <summary>They go by the clock that was given.</summary>
    public override Task LetLeasesRunOutAsync() => Task.CompletedTask;

    /// <summary>The database file and the write-ahead log, byte by byte.</summary>
    public override async Task<string> ReadAllAsync()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(_directory))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }

    protected override void Use(IVmSnapshotBuilder builder) => builder.UseSqlite(File);

    protected override Task GiveBackAsync()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    private static async Task<byte[]> MakeAsync()
    {
        var directory = Directory.CreateTempSubdirectory("vmsnapshot-durability-").FullName;
        var file = Path.Combine(directory, "empty.db");
        await using (var services = new ServiceCollection().AddVmSnapshot().UseSqlite(file).Services.BuildServiceProvider())
        {
            await services.GetRequiredService<ISnapshotStore>().GetStoreIdAsync();
        }

        SqliteConnection.ClearAllPools();
        var bytes = await System.IO.File.ReadAllBytesAsync(file);
        Directory.Delete(directory, recursive: true);
        return bytes;
    }
}

/// <summary>A database of the test server's, emptied after each run.</summary>
internal sealed class PostgreSqlBackend : DatabaseBackend
{
    private static readonly ConcurrentBag<string> Free = [];
    private readonly string _connectionString;

    private PostgreSqlBackend(string connectionString) => _connectionString = connectionString;

    public static async Task<IStoreBackend> CreateAsync(PostgreSqlServer server) =>
        new PostgreSqlBackend(Free.TryTake(out var free) ? free : await server.CreateDatabaseAsync());

    /// <summary>They go by the server's clock: what is left of their time is taken from them.</summary>
    public override Task LetLeasesRunOutAsync() =>
        ExecuteAsync("""UPDATE "SnapshotOperations" SET "LeasedUntilTicks" = 1 WHERE "Owner" IS NOT NULL""");

    public override async Task<string> ReadAllAsync()
    {
        var text = new StringBuilder();
        foreach (var table in await QueryAsync("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"))
        {
            (await QueryAsync($"SELECT t::text FROM {table} t")).ForEach(row => text.AppendLine(row));
        }

        return text.ToString();
    }

    protected override void Use(IVmSnapshotBuilder builder) => builder.UsePostgreSql(_connectionString);

    protected override async Task GiveBackAsync()
    {
        await ExecuteAsync("""TRUNCATE "Snapshots", "SnapshotOperations", "SnapshotOperationItems", "SnapshotAudit" CASCADE""");
        Free.Add(_connectionString);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> QueryAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
