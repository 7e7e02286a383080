using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

/// <summary>What every connection needs to be told, for SQLite doesn't keep it in the file.</summary>
internal sealed class SqliteConnectionSettings(TimeSpan busyTimeout) : DbConnectionInterceptor
{
    // FULL: a commit that was reported survives a power cut. SQLite's own waiting looks more often than the provider's.
    private readonly string _pragmas = string.Create(
        CultureInfo.InvariantCulture, $"PRAGMA synchronous = FULL; PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds};");

    public void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is made of a number of our own.
        command.CommandText = _pragmas;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        // SQLite has no asynchronous calls; this one takes microseconds.
        Apply(connection);
        return Task.CompletedTask;
    }
}
