using Microsoft.Data.Sqlite;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

/// <summary>
/// Makes the file and brings its tables up to date. Not with EF's own Migrate: that marks its work with a row, which a process that
/// dies meanwhile leaves behind, and nobody ever gets past it. Here the lock is SQLite's own, and all of it is one transaction.
/// The statements are those that EF makes of the migrations, kept beside them: making them anew took longer than running them.
/// </summary>
internal sealed class SqliteSchema(string path, int timeoutSeconds, SqliteConnectionSettings settings)
{
    private const string ScriptExtension = ".sql";

    /// <summary>The migrations' ids, in their order.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [.. typeof(SqliteSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(ScriptExtension, StringComparison.Ordinal)).Select(name => name[..^ScriptExtension.Length]).Order(StringComparer.Ordinal)];

    // Rebuilding a table drops it, which would take along the rows that refer to it; so foreign keys are off, and checked at the end.
    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = false,
        DefaultTimeout = timeoutSeconds,
        Pooling = false,
    }.ToString();

    /// <summary>What a migration does, as SQLite is told.</summary>
    public static string Script(string migration)
    {
        using var script = new StreamReader(typeof(SqliteSchema).Assembly.GetManifestResourceStream(migration + ScriptExtension)!);
        return script.ReadToEnd();
    }

    /// <summary>Returns the id of the store, which is made with its tables.</summary>
    public async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        await using var _ = connection.ConfigureAwait(false);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        settings.Apply(connection);
        var isReady = (await AppliedAsync(connection, cancellationToken).ConfigureAwait(false)).Count == Migrations.Count;
        await UseWriteAheadLogAsync(connection, cancellationToken).ConfigureAwait(false);
        return isReady && await StoreIdAsync(connection, cancellationToken).ConfigureAwait(false) is { } storeId
            ? storeId
            : await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> MigrateAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        // Immediate: from here on nobody else writes, and a process that dies gives the lock back.
        var transaction = connection.BeginTransaction(deferred: false);
        await using var _ = transaction.ConfigureAwait(false);
        var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var migration in Migrations.Except(applied, StringComparer.Ordinal))
        {
            await ScalarAsync(connection, Script(migration), cancellationToken).ConfigureAwait(false);
        }

        if (await ScalarAsync(connection, "PRAGMA foreign_key_check", cancellationToken).ConfigureAwait(false) is { } table)
        {
            throw SqliteFaults.Unusable(path, $"has rows in {table} that refer to nothing; it was left as it was. Restore it from a backup.");
        }

        await ScalarAsync(
            connection,
            $"INSERT OR IGNORE INTO {SnapshotModel.StoreInfoTable} (Id, StoreId) VALUES (1, '{Guid.NewGuid():n}')",
            cancellationToken).ConfigureAwait(false);
        var storeId = await StoreIdAsync(connection, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return storeId!;
    }

    private async Task<IReadOnlyList<string>> AppliedAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var applied = new List<string>();
        if (await ScalarAsync(connection, $"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{SqliteOptions.HistoryTable}'", cancellationToken)
            .ConfigureAwait(false) is null)
        {
            return applied;
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT MigrationId FROM {SqliteOptions.HistoryTable} ORDER BY MigrationId";
        using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            applied.Add(reader.GetString(0));
        }

        return applied.Except(Migrations, StringComparer.Ordinal).ToList() is [.., var newest]
            ? throw SqliteFaults.Unusable(
                path, $"was made or upgraded by a newer version of VmSnapshot.Sdk ({newest}). Use that version or a later one; nothing was changed.")
            : applied;
    }

    private async Task UseWriteAheadLogAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, "PRAGMA journal_mode = WAL", cancellationToken).ConfigureAwait(false) is not "wal")
        {
            throw SqliteFaults.Unusable(path, "can't keep a write-ahead log, as on a network share. Put it on a disk of this machine.");
        }
    }

    private static async Task<string?> StoreIdAsync(SqliteConnection connection, CancellationToken cancellationToken) =>
        (string?)await ScalarAsync(connection, $"SELECT StoreId FROM {SnapshotModel.StoreInfoTable} WHERE Id = 1", cancellationToken).ConfigureAwait(false);

    private static async Task<object?> ScalarAsync(SqliteConnection connection, string sql, CancellationToken cancellationToken)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // All of it is our own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
