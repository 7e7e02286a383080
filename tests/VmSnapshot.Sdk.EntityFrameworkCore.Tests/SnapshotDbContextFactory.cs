using Microsoft.EntityFrameworkCore.Design;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>Found by <c>dotnet ef</c>, which <c>add-migration</c> beside this file calls after a change of the model. <see cref="SqliteSchemaTests"/> tells when that was forgotten.</summary>
internal sealed class SnapshotDbContextFactory : IDesignTimeDbContextFactory<SnapshotDbContext>
{
    public SnapshotDbContext CreateDbContext(string[] args) => new(SqliteOptions.For("Data Source=unused"));
}
