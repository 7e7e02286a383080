using System.Globalization;
using Npgsql;

namespace VmSnapshot.Cli.Options;

/// <summary>A database on a PostgreSQL server. Nothing of the connection string is ever repeated but where it leads: it may hold a password.</summary>
internal sealed class PostgreSqlLocation
{
    public const string Example = "postgresql:Host=db.example.com;Database=snapshots;Username=portal";

    private readonly string _name;

    private PostgreSqlLocation(string connectionString, string name) => (ConnectionString, _name) = (connectionString, name);

    public string ConnectionString { get; }

    public override string ToString() => _name;

    public static PostgreSqlLocation Parse(string connectionString, string from, bool isArgument)
    {
        if (connectionString.StartsWith("//", StringComparison.Ordinal))
        {
            throw CliErrors.Usage($"{from}: behind postgresql: stands a connection string, not a URI; for example {Example}.");
        }

        var settings = Read(connectionString)
            ?? throw CliErrors.Usage(
                $"{from}: behind postgresql: stands a connection string of Npgsql's, for example {Example}; this has a setting that Npgsql doesn't know, or a value that isn't one of its setting.");
        if (isArgument && (settings.Password is { Length: > 0 } || settings.SslPassword is { Length: > 0 }))
        {
            throw CliErrors.Usage(
                $"{from}: everybody on this machine can read a command's arguments, so they must not hold a password. Set VMSNAPSHOT_STORE to the whole, or leave the password out and set PGPASSWORD or PGPASSFILE.");
        }

        return settings.Host is { Length: > 0 }
            ? new PostgreSqlLocation(connectionString, NameOf(settings))
            : throw CliErrors.Usage($"{from}: the connection string names no server; for example {Example}.");
    }

    private static NpgsqlConnectionStringBuilder? Read(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // Its message has the word that wasn't understood, which may be a part of the password.
            return null;
        }
    }

    private static string NameOf(NpgsqlConnectionStringBuilder settings)
    {
        var host = settings.Host!;
        // A host may be a list with ports of its own, or the directory of a socket.
        var server = host.Contains(':', StringComparison.Ordinal) || host.StartsWith('/') ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{settings.Port}");
        var database = settings.Database ?? Environment.GetEnvironmentVariable("PGDATABASE");
        return database is { Length: > 0 } ? $"PostgreSQL database '{database}' at {server}" : $"the user's PostgreSQL database at {server}";
    }
}
