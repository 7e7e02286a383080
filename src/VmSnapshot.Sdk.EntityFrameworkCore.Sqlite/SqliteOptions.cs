using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

/// <summary>How a <see cref="SnapshotDbContext"/> is set up for SQLite.</summary>
internal static class SqliteOptions
{
    /// <summary>A name of its own, so that another program's migrations may be in the same file.</summary>
    public const string HistoryTable = "SnapshotMigrations";

    public static DbContextOptions<SnapshotDbContext> For(string connectionString, params IInterceptor[] interceptors) =>
        new DbContextOptionsBuilder<SnapshotDbContext>()
            .UseSqlite(connectionString, sqlite => sqlite
                .MigrationsHistoryTable(HistoryTable)
                .MigrationsAssembly(typeof(SqliteOptions).Assembly.GetName().Name))
            .UseModel(CompiledModel.SnapshotDbContextModel.Instance)
            .AddInterceptors(interceptors)
            .Options;
}
