using System.Data;
using Npgsql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>
/// Makes the tables and brings them up to date, all of it in one transaction. Not with EF's own Migrate, which commits migration by
/// migration. The lock is the transaction's, not the session's: behind a pooler a session is not one program's, and a session's lock
/// would stay with a connection that somebody else gets. The statements are those that EF makes of the migrations, kept beside them.
/// </summary>
internal sealed class PostgreSqlSchema(NpgsqlDataSource dataSource, PostgreSqlServerName server)
{
    private const string ScriptExtension = ".sql";

    // Any number will do that no other program locks in this database.
    private const string Lock = "SELECT pg_advisory_xact_lock(6217433940157219845)";

    /// <summary>The migrations' ids, in their order.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
        [.. typeof(PostgreSqlSchema).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(ScriptExtension, StringComparison.Ordinal)).Select(name => name[..^ScriptExtension.Length]).Order(StringComparer.Ordinal)];

    /// <summary>What a migration does, as PostgreSQL is told.</summary>
    public static string Script(string migration)
    {
        using var script = new StreamReader(typeof(PostgreSqlSchema).Assembly.GetManifestResourceStream(migration + ScriptExtension)!);
        return script.ReadToEnd();
    }

    /// <summary>Returns the id of the store, which is made with its tables.</summary>
    public async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = connection.ConfigureAwait(false);
        await EnsureDurableAsync(connection, cancellationToken).ConfigureAwait(false);
        var isReady = (await AppliedAsync(connection, cancellationToken).ConfigureAwait(false)).Count == Migrations.Count;
        return isReady && await StoreIdAsync(connection, cancellationToken).ConfigureAwait(false) is { } storeId
            ? storeId
            : await MigrateAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> MigrateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Read committed, whatever the database's default: what is read after the wait is what the others have done meanwhile.
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using var _ = transaction.ConfigureAwait(false);
        await ScalarAsync(connection, Lock, cancellationToken).ConfigureAwait(false);
        var applied = await AppliedAsync(connection, cancellationToken).ConfigureAwait(false);
        foreach (var migration in Migrations.Except(applied, StringComparer.Ordinal))
        {
            await ScalarAsync(connection, Script(migration), cancellationToken).ConfigureAwait(false);
        }

        await ScalarAsync(
            connection,
            $"""INSERT INTO "{SnapshotModel.StoreInfoTable}" ("Id", "StoreId") VALUES (1, '{Guid.NewGuid():n}') ON CONFLICT DO NOTHING""",
            cancellationToken).ConfigureAwait(false);
        var storeId = await StoreIdAsync(connection, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return storeId!;
    }

    private async Task<IReadOnlyList<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new List<string>();
        // A query of the catalog and not to_regclass, which may answer from the session's cache of before the wait for the lock.
        if (await ScalarAsync(
            connection, $"SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = '{PostgreSqlOptions.HistoryTable}'", cancellationToken)
            .ConfigureAwait(false) is null)
        {
            return applied;
        }

        var command = Command(connection, $"""SELECT "MigrationId" FROM "{PostgreSqlOptions.HistoryTable}" """);
        await using var _ = command.ConfigureAwait(false);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var __ = reader.ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            applied.Add(reader.GetString(0));
        }

        return applied.Except(Migrations, StringComparer.Ordinal).Max(StringComparer.Ordinal) is { } newest
            ? throw PostgreSqlFaults.Unusable(
                server, $"was made or upgraded by a newer version of VmSnapshot.Sdk ({newest}). Use that version or a later one; nothing was changed.")
            : applied;
    }

    /// <summary>What is written before vCenter is called must not be gone after a power cut.</summary>
    private async Task EnsureDurableAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await ScalarAsync(connection, "SHOW synchronous_commit", cancellationToken).ConfigureAwait(false) is "off")
        {
            throw PostgreSqlFaults.Unusable(
                server, $"may lose what it has confirmed, for synchronous_commit is off. Set it on, for user '{server.User}' at least: ALTER ROLE … SET synchronous_commit = on.");
        }
    }

    private static async Task<string?> StoreIdAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (string?)await ScalarAsync(connection, $"""SELECT "StoreId" FROM "{SnapshotModel.StoreInfoTable}" WHERE "Id" = 1""", cancellationToken).ConfigureAwait(false);

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = Command(connection, sql);
        await using var _ = command.ConfigureAwait(false);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

#pragma warning disable CA2100 // All of it is our own text.
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection);
#pragma warning restore CA2100
}
