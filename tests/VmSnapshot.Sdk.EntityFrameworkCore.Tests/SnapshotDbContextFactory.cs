using Microsoft.EntityFrameworkCore.Design;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>
/// Found by <c>dotnet ef</c>. After a change of the model, in the repository's root (one line each, <c>…</c> being
/// <c>-c SnapshotDbContext -p src/VmSnapshot.Sdk.EntityFrameworkCore.Sqlite -s tests/VmSnapshot.Sdk.EntityFrameworkCore.Tests</c>):
/// <code>
/// export EfDesign=true
/// dotnet ef migrations add NAME …
/// dotnet ef migrations script PREVIOUS NAME --no-transactions -o src/VmSnapshot.Sdk.EntityFrameworkCore.Sqlite/Migrations/ID.sql …
/// dotnet ef dbcontext optimize -o CompiledModel -n VmSnapshot.Sdk.EntityFrameworkCore.Sqlite.CompiledModel …
/// </code>
/// Make what they wrote internal, for it is no public API. <see cref="SqliteSchemaTests"/> tells when one of them is missing.
/// </summary>
internal sealed class SnapshotDbContextFactory : IDesignTimeDbContextFactory<SnapshotDbContext>
{
    public SnapshotDbContext CreateDbContext(string[] args) => new(SqliteOptions.For("Data Source=unused"));
}
