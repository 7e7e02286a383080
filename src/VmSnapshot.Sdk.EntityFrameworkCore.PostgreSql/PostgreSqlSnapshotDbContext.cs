using Microsoft.EntityFrameworkCore;

namespace VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;

/// <summary>The context of tables on PostgreSQL that are the snapshot store's alone; a type of its own, for its migrations are its own.</summary>
internal sealed class PostgreSqlSnapshotDbContext(DbContextOptions<PostgreSqlSnapshotDbContext> options) : DbContext(options)
{
    // "C" orders by code, as the other stores do, and no upgrade of the system's locales can break its indexes.
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddVmSnapshot(collation: "C");
}
