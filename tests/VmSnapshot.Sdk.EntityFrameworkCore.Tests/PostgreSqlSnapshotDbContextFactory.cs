using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>
/// As <see cref="SnapshotDbContextFactory"/>, which says what to call, with <c>…</c> being
/// <c>-c PostgreSqlSnapshotDbContext -p src/VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql -s tests/VmSnapshot.Sdk.EntityFrameworkCore.Tests</c>.
/// A change of the model needs both. <see cref="PostgreSqlSchemaTests"/> tells when one is missing.
/// </summary>
internal sealed class PostgreSqlSnapshotDbContextFactory : IDesignTimeDbContextFactory<PostgreSqlSnapshotDbContext>
{
    // Nobody connects: the model is all that is asked for.
    public PostgreSqlSnapshotDbContext CreateDbContext(string[] args) => new(PostgreSqlOptions.For(NpgsqlDataSource.Create("Host=unused")));
}
