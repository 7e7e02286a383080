using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>How a <see cref="PostgreSqlSnapshotDbContext"/> is set up.</summary>
internal static class PostgreSqlOptions
{
    /// <summary>A name of its own, so that another program's migrations may be in the same schema.</summary>
    public const string HistoryTable = "SnapshotMigrations";

    public static DbContextOptions<PostgreSqlSnapshotDbContext> For(NpgsqlDataSource dataSource) =>
        new DbContextOptionsBuilder<PostgreSqlSnapshotDbContext>()
            .UseNpgsql(dataSource, postgres => postgres
                .MigrationsHistoryTable(HistoryTable)
                .MigrationsAssembly(typeof(PostgreSqlOptions).Assembly.GetName().Name))
            .UseModel(CompiledModel.PostgreSqlSnapshotDbContextModel.Instance)
            .Options;
}
