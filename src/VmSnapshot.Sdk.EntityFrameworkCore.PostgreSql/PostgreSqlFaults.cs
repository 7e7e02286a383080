using Npgsql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>PostgreSQL's error codes (postgresql.org/docs/current/errcodes-appendix.html), in words that say what to do.</summary>
internal static class PostgreSqlFaults
{
    private const string CheckServer = "Check that the server runs and that host and port are right; a write that was under way may have been done.";

    /// <summary>
    /// Whether it is certain that nothing was changed, and likely that the same will succeed in a moment. A connection that broke is not
    /// among them: a commit may have been on its way.
    /// </summary>
    public static bool IsBusy(PostgresException fault) => fault.SqlState is
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
        or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow;

    public static bool IsUniqueViolation(PostgresException fault) => fault.SqlState == PostgresErrorCodes.UniqueViolation;

    public static VmSnapshotException Explain(PostgreSqlServerName server, Exception fault, Exception cause) => fault switch
    {
        PostgresException refused => Unusable(server, Describe(server, refused), cause, IsBusy(refused) || IsInterrupted(refused)),
        NpgsqlException { InnerException: null } => Unusable(
            server,
            $"can't be used: {fault.Message.TrimEnd('.')}. Check the user and the password: the connection string, PGPASSWORD or the password file (PGPASSFILE) has them.",
            cause),
        FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => Unusable(
            server, $"can't be used: {fault.Message.TrimEnd('.')}. Check the password file and the certificates that the connection string names.", cause),
        { InnerException: TimeoutException } => Unusable(
            server, $"did not answer in time: {fault.Message.TrimEnd('.')}. {CheckServer}", cause, isTransient: true),
        _ => Unusable(
            server,
            $"can't be reached: {(fault.InnerException ?? fault).Message.TrimEnd('.')}. {CheckServer}",
            cause,
            fault is NpgsqlException { IsTransient: true } or IOException),
    };

    public static VmSnapshotException Unusable(PostgreSqlServerName server, string problem, Exception? cause = null, bool isTransient = false) =>
        new(VmSnapshotErrorCodes.StoreUnusable, $"The snapshot database {server} {problem}", cause) { IsTransient = isTransient };

    /// <summary>The server, or the way to it, went away for a while; what it was doing may have been done.</summary>
    private static bool IsInterrupted(PostgresException fault) => fault.SqlState is
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.QueryCanceled or "57P05"
        || IsConnectionLost(fault);

    private static bool IsConnectionLost(PostgresException fault) => fault.SqlState.StartsWith("08", StringComparison.Ordinal);

    private static string Describe(PostgreSqlServerName server, PostgresException fault) => fault.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword =>
            $"did not let user '{server.User}' in: the password is wrong. Correct it where it comes from: the connection string, PGPASSWORD or the password file (PGPASSFILE).",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"did not let user '{server.User}' in ({fault.MessageText}). Create the user, or let it in from this machine in the server's pg_hba.conf.",
        PostgresErrorCodes.InvalidCatalogName => $"does not exist. Create it for user '{server.User}' with CREATE DATABASE, or name another.",
        PostgresErrorCodes.InvalidSchemaName => $"has no schema for the tables ({fault.MessageText}). Create the one that the user's search_path begins with.",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"may not be used so by user '{server.User}' ({fault.MessageText}). Give the user the right to create tables in the schema, and to use them.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "is read-only, as a standby is. Name the primary server, or add Target Session Attributes=primary.",
        PostgresErrorCodes.ProgramLimitExceeded => $"can't take a text that long ({fault.MessageText}). What is looked for, such as a label or a family, may have 2,600 bytes.",
        PostgresErrorCodes.DiskFull => "can't grow: its disk is full. Make room and try again; nothing was changed.",
        PostgresErrorCodes.TooManyConnections => "has no connection left. Try again; where that doesn't help, raise max_connections or lower Maximum Pool Size.",
        PostgresErrorCodes.CannotConnectNow => "is starting up or shutting down. Try again.",
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable =>
            "stayed locked by somebody else. Try again; where that doesn't help, find the program that keeps a transaction open in it.",
        PostgresErrorCodes.QueryCanceled => $"gave up on the work ({fault.MessageText}). Try again; where that doesn't help, raise its statement_timeout.",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or "57P05" =>
            $"closed the connection ({fault.MessageText}). Try again; a write that was under way may have been done.",
        _ when IsConnectionLost(fault) => $"lost the connection ({fault.MessageText}). Try again; a write that was under way may have been done.",
        _ => $"refused the work ({fault.MessageText}; {fault.SqlState}).",
    };
}
