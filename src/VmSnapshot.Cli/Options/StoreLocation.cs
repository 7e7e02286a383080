namespace VmSnapshot.Cli.Options;

/// <summary>What <c>--store</c> names.</summary>
/// <param name="Path">The SQLite file; null for one that lives as long as the process.</param>
internal sealed record StoreLocation(string? Path)
{
    private const string Sqlite = "sqlite:";

    public static StoreLocation Temporary { get; } = new((string?)null);

    public bool IsTemporary => Path is null;

    public static StoreLocation Parse(string text)
    {
        if (text.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase))
        {
            throw CliErrors.Usage("--store: this build keeps snapshots in SQLite only. Give sqlite:PATH.");
        }

        // What was given is not repeated: it may be a connection string with a password.
        return text.StartsWith(Sqlite, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(text[Sqlite.Length..])
            ? new StoreLocation(text[Sqlite.Length..])
            : throw CliErrors.Usage("--store must be sqlite:PATH, for example sqlite:/var/lib/vmsnap/snapshots.db.");
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
