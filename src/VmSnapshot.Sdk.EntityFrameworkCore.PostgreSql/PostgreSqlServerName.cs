using Npgsql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>What may be said of a connection string: where it leads and as whom, nothing else.</summary>
internal sealed record PostgreSqlServerName(string Host, int Port, string? Database, string? User)
{
    public static PostgreSqlServerName Of(NpgsqlConnectionStringBuilder settings) => new(
        settings.Host!,
        settings.Port,
        settings.Database ?? Environment.GetEnvironmentVariable("PGDATABASE"),
        settings.Username ?? Environment.GetEnvironmentVariable("PGUSER"));

    // A host may be a list with ports of its own, or the directory of a socket.
    public override string ToString() =>
        $"{(Database is null ? "of the user's name" : $"'{Database}'")} at {(Host.Contains(':', StringComparison.Ordinal) || Host.StartsWith('/') ? Host : $"{Host}:{Port}")}";
}
