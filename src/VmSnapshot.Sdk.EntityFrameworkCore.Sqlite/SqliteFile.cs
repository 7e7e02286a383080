namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

/// <summary>What may be said where the path of a database file is asked for.</summary>
internal static class SqliteFile
{
    public static string FullPath(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw Refuse("UseSqlite takes the path of a file; this is empty.");
        }

        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase))
        {
            throw Refuse(
                "UseSqlite takes the path of a file; ':memory:' would be an empty database for every connection. UseInMemoryStore() keeps records in the process.");
        }

        if (path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || path.StartsWith("Data Source", StringComparison.OrdinalIgnoreCase))
        {
            throw Refuse("UseSqlite takes the path of a file, not a URI or a connection string.");
        }

        if (Path.EndsInDirectorySeparator(path))
        {
            throw Refuse($"UseSqlite takes the path of a file; '{path}' is a directory. Put a file name behind it, such as snapshots.db.");
        }

        return Path.GetFullPath(path);
    }

    private static VmSnapshotException Refuse(string message) => new(VmSnapshotErrorCodes.InvalidArguments, message);
}
