using Microsoft.EntityFrameworkCore;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>The context of a database that is the snapshot store's alone.</summary>
internal sealed class SnapshotDbContext(DbContextOptions<SnapshotDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddVmSnapshot();
}
