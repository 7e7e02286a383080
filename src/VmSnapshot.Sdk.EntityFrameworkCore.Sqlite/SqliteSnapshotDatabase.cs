using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

/// <summary>A SQLite file of the store's own.</summary>
internal sealed class SqliteSnapshotDatabase : SnapshotDatabase
{
    public static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly string _connectionString;
    private readonly DbContextOptions<SnapshotDbContext> _options;
    private readonly SqliteSchema _schema;

    public SqliteSnapshotDatabase(string path, TimeSpan busyTimeout)
    {
        _path = path;
        var settings = new SqliteConnectionSettings(busyTimeout);
        var seconds = Math.Max(1, (int)busyTimeout.TotalSeconds);
        // The file is made by the schema only: one that vanished later must not come back empty.
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            ForeignKeys = true,
            DefaultTimeout = seconds,
        }.ToString();
        _options = SqliteOptions.For(_connectionString, settings);
        _schema = new SqliteSchema(path, seconds, settings);
    }

    public override DbContext CreateContext() => new SnapshotDbContext(_options);

    public override async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(_path) is { Length: > 0 } directory)
        {
            Directory.CreateDirectory(directory);
        }

        return await _schema.PrepareAsync(cancellationToken).ConfigureAwait(false);
    }

    public override bool? IsUniqueViolation(Exception exception) =>
        Find<SqliteException>(exception) is { } fault && SqliteFaults.IsUniqueViolation(fault);

    public override VmSnapshotException? Explain(Exception exception) => IsOfTheDatabase(exception)
        ? SqliteFaults.Explain(_path, Find<SqliteException>(exception) ?? exception)
        : null;

    public override void Dispose()
    {
        // The last connection to close puts everything into the one file.
        using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }
}
