using Npgsql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>What may be said where a connection string is asked for: never a part of it, for it may be a part of the password.</summary>
internal static class PostgreSqlConnectionString
{
    private const string Example = "such as 'Host=db.example.com;Database=snapshots;Username=portal'";

    public static void Check(string connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw Refuse($"UsePostgreSql takes a connection string, {Example}; this is empty.");
        }

        if (connectionString.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || connectionString.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            throw Refuse($"UsePostgreSql takes a connection string of Npgsql's, {Example}, not a URI.");
        }

        if (HostOf(connectionString) is null)
        {
            throw Refuse($"UsePostgreSql takes a connection string that names the server, {Example}; this one has no Host.");
        }
    }

    private static string? HostOf(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            // Without the cause: its message has the word that wasn't understood, which may be what follows a ';' in the password.
            throw Refuse(
                $"UsePostgreSql takes a connection string of Npgsql's, {Example}; this has a setting that Npgsql doesn't know, or a value that isn't one of its setting. A password with ';' or '=' must be in quotes.");
        }
    }

    private static VmSnapshotException Refuse(string message) => new(VmSnapshotErrorCodes.InvalidArguments, message);
}
