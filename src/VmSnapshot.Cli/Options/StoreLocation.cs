namespace VmSnapshot.Cli.Options;

/// <summary>What <c>--store</c> names. No record, so that nothing prints a connection string by accident.</summary>
internal sealed class StoreLocation
{
    private const string Sqlite = "sqlite:";
    private const string PostgreSqlPrefix = "postgresql:";

    private StoreLocation(string? path, PostgreSqlLocation? postgreSql) => (Path, PostgreSql) = (path, postgreSql);

    /// <summary>A SQLite file that lives as long as the process.</summary>
    public static StoreLocation Temporary { get; } = new(null, null);

    /// <summary>The SQLite file.</summary>
    public string? Path { get; }

    /// <summary>The database on a server.</summary>
    public PostgreSqlLocation? PostgreSql { get; }

    public bool IsTemporary => Path is null && PostgreSql is null;

    /// <summary>Where the records are, for people.</summary>
    public override string ToString() => PostgreSql?.ToString() ?? Path ?? "a temporary SQLite file";

    /// <param name="text">What was given.</param>
    /// <param name="from">The option or environment variable that it was given with.</param>
    /// <param name="isArgument">Whether everybody on the machine can read it: then it must not hold a password.</param>
    public static StoreLocation Parse(string text, string from, bool isArgument)
    {
        if (text.StartsWith(PostgreSqlPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return new StoreLocation(null, PostgreSqlLocation.Parse(text[PostgreSqlPrefix.Length..], from, isArgument));
        }

        // What was given is not repeated: it may be a connection string with a password.
        var path = text.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) ? text[Sqlite.Length..] : string.Empty;
        if (string.IsNullOrWhiteSpace(path) || System.IO.Path.EndsInDirectorySeparator(path))
        {
            throw CliErrors.Usage(
                $"{from} must be sqlite:PATH with the path of a file, for example sqlite:/var/lib/vmsnap/snapshots.db, or postgresql: and a connection string, for example {PostgreSqlLocation.Example}.");
        }

        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            throw CliErrors.Usage($"{from}: SQLite's :memory: would be gone with each command. Give sqlite:PATH; with --vcenter memory: the default is a temporary file.");
        }

        return path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || path.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase)
            ? throw CliErrors.Usage($"{from}: behind sqlite: stands the path of a file, not a URI or a connection string.")
            : new StoreLocation(path, null);
    }

    /// <summary>The file in the user's local application data.</summary>
    public static StoreLocation Default()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0)
        {
            throw CliErrors.StoreUnusable("This account has no folder for application data; say with --store sqlite:PATH where the snapshot database is.");
        }

        return new StoreLocation(System.IO.Path.Combine(data, "vmsnap", "snapshots.db"), null);
    }
}
