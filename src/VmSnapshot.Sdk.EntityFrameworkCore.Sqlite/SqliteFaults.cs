using Microsoft.Data.Sqlite;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

/// <summary>SQLite's result codes (sqlite.org/rescode.html), in words that say what to do.</summary>
internal static class SqliteFaults
{
    public static bool IsBusy(SqliteException fault) => fault.SqliteErrorCode is 5 or 6;

    public static bool IsUniqueViolation(SqliteException fault) => fault.SqliteExtendedErrorCode is 1555 or 2067;

    public static VmSnapshotException Explain(string path, Exception fault) => fault switch
    {
        SqliteException sqlite => Unusable(path, Describe(sqlite), fault, IsBusy(sqlite)),
        _ => Unusable(path, $"can't be used: {fault.Message} Name a file in a directory that exists or can be made, and that this user may write to.", fault),
    };

    public static VmSnapshotException Unusable(string path, string problem, Exception? cause = null, bool isTransient = false) =>
        new(VmSnapshotErrorCodes.StoreUnusable, $"The snapshot database {path} {problem}", cause) { IsTransient = isTransient };

    private static string Describe(SqliteException fault) => fault.SqliteErrorCode switch
    {
        3 or 23 => "may not be used by this user. Give this user the right to read and write it and its directory.",
        5 or 6 => "stayed locked by somebody else. Try again; where that doesn't help, find the program that keeps a transaction open in it.",
        8 => "is read-only for this user. Give this user the right to write the file and its directory, for SQLite keeps files beside it.",
        10 => $"can't be read or written ({fault.Message}). Look after the disk that it is on.",
        11 => "is damaged. Restore it from a backup.",
        13 => "can't grow: its disk is full. Make room and try again; nothing was changed.",
        14 => "can't be opened. Name a file, not a directory, that this user may read and write.",
        26 => "is no SQLite database. Name another file, or move this one away; it was not touched.",
        _ => $"refused the work ({fault.Message}).",
    };
}
