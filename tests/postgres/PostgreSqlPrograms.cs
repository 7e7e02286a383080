namespace VmSnapshot.Tests.PostgreSql;

/// <summary>Debian's server programs, of the newest version that is installed.</summary>
internal static class PostgreSqlPrograms
{
    private const string Versions = "/usr/lib/postgresql";

    // 15 is the first that takes its locales from ICU, so that the tests have one on every machine.
    private const int OldestVersion = 15;

    /// <summary>The folder of the programs.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>
    /// Skips the test, visibly, on a machine without the server. tests/run-all installs it and sets VMSNAPSHOT_REQUIRE_SIMULATOR=1:
    /// there its absence is a failure.
    /// </summary>
    public static string Require()
    {
        if (Folder is { } folder)
        {
            return folder;
        }

        const string Message = "PostgreSQL isn't installed: run tests/run-all, which sets it up and runs every test";
        if (Environment.GetEnvironmentVariable("VMSNAPSHOT_REQUIRE_SIMULATOR") == "1")
        {
            Assert.Fail(Message);
        }

        Assert.Skip(Message);
        return Message;
    }

    private static string? Find() => !Directory.Exists(Versions)
        ? null
        : Directory.GetDirectories(Versions)
            .Select(directory => (Version: int.TryParse(Path.GetFileName(directory), out var version) ? version : 0, Folder: Path.Combine(directory, "bin")))
            .Where(found => found.Version >= OldestVersion && File.Exists(Path.Combine(found.Folder, "initdb")))
            .OrderByDescending(found => found.Version)
            .Select(found => found.Folder)
            .FirstOrDefault();
}
