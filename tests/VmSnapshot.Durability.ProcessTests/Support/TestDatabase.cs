using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>A database that workers share with the test.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>The worker's word for it.</summary>
    public abstract string Store { get; }

    /// <summary>The file, or the connection string.</summary>
    public abstract string Location { get; }

    /// <summary>Its own secret, which must be found nowhere either.</summary>
    public virtual string? Secret => null;

    public abstract void Use(IVmSnapshotBuilder builder);

    /// <summary>All files of the database, with its write-ahead log and what it says about itself, that have a text in them.</summary>
    public abstract IReadOnlyList<string> FilesWith(string text);

    public abstract ValueTask DisposeAsync();
}

internal sealed class SqliteTestDatabase : TestDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vmsnapshot-durability-").FullName;

    public override string Store => "sqlite";

    public override string Location => Path.Combine(_folder, "snapshots.db");

    public override void Use(IVmSnapshotBuilder builder) => builder.UseSqlite(Location);

    public override IReadOnlyList<string> FilesWith(string text) => [.. Planted.FilesWith(_folder, text)];

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A server of its own, so that a test may kill it.</summary>
internal sealed class PostgreSqlTestDatabase(PostgreSqlServer server, string connectionString) : TestDatabase
{
    public PostgreSqlServer Server => server;

    public override string Store => "postgresql";

    public override string Location => connectionString;

    public override string Secret => server.Password;

    public static async Task<PostgreSqlTestDatabase> StartAsync(CancellationToken cancellationToken)
    {
        var server = await PostgreSqlServer.StartAsync(cancellationToken: cancellationToken);
        return new PostgreSqlTestDatabase(server, await server.CreateDatabaseAsync(cancellationToken));
    }

    public override void Use(IVmSnapshotBuilder builder) => builder.UsePostgreSql(connectionString);

    public override IReadOnlyList<string> FilesWith(string text) => server.FilesWith(text);

    public override ValueTask DisposeAsync() => server.DisposeAsync();
}
