namespace VmSnapshot.Cli.Options;

/// <summary>What <c>--store</c> names.</summary>
/// <param name="Path">The SQLite file; null for one that lives as long as the process.</param>
internal sealed record StoreLocation(string? Path)
{
    private const string Sqlite = "sqlite:";

    public static StoreLocation Temporary { get; } = new((string?)null);

    public bool IsTemporary => Path is null;

    /// <param name="text">What was given.</param>
    /// <param name="from">The option or environment variable that it was given with.</param>
    public static StoreLocation Parse(string text, string from)
    {
        if (text.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase))
        {
            throw CliErrors.Usage($"{from}: this build keeps snapshots in SQLite only. Give sqlite:PATH.");
        }

        // What was given is not repeated: it may be a connection string with a password.
        var path = text.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) ? text[Sqlite.Length..] : string.Empty;
        if (string.IsNullOrWhiteSpace(path) || System.IO.Path.EndsInDirectorySeparator(path))
        {
            throw CliErrors.Usage($"{from} must be sqlite:PATH with the path of a file, for example sqlite:/var/lib/vmsnap/snapshots.db.");
        }

        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            throw CliErrors.Usage($"{from}: SQLite's :memory: would be gone with each command. Give sqlite:PATH; with --vcenter memory: the default is a temporary file.");
        }

        return path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || path.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase)
            ? throw CliErrors.Usage($"{from}: behind sqlite: stands the path of a file, not a URI or a connection string.")
            : new StoreLocation(path);
    }

    /// <summary>The file in the user's local application data.</summary>
    public static StoreLocation Default()
    {
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (data.Length == 0)
        {
            throw CliErrors.StoreUnusable("This account has no folder for application data; say with --store sqlite:PATH where the snapshot database is.");
        }

        return new StoreLocation(System.IO.Path.Combine(data, "vmsnap", "snapshots.db"));
    }
}
