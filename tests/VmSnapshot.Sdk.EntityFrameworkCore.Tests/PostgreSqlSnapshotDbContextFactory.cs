using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>As <see cref="SnapshotDbContextFactory"/>; <see cref="PostgreSqlSchemaTests"/> tells when it was forgotten.</summary>
internal sealed class PostgreSqlSnapshotDbContextFactory : IDesignTimeDbContextFactory<PostgreSqlSnapshotDbContext>
{
    // Nobody connects: the model is all that is asked for.
    public PostgreSqlSnapshotDbContext CreateDbContext(string[] args) => new(PostgreSqlOptions.For(NpgsqlDataSource.Create("Host=unused")));
}
