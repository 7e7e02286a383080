using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class InMemorySnapshotStoreTests : SnapshotStoreBehavior
{
    protected override ISnapshotStore Store { get; } = new InMemorySnapshotStore();
}

public sealed class SqliteSnapshotStoreTests : SnapshotStoreBehavior, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly EntityFrameworkSnapshotStore _store;

    public SqliteSnapshotStoreTests() => _store = new EntityFrameworkSnapshotStore(
        new SqliteSnapshotDatabase(_directory.File("snapshots.db"), SqliteSnapshotDatabase.DefaultBusyTimeout), TimeProvider.System);

    protected override ISnapshotStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }
}

/// <summary>In a database of the host's, beside its own tables.</summary>
public sealed class HostContextSnapshotStoreTests : SnapshotStoreBehavior, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services;

    public HostContextSnapshotStoreTests()
    {
        var services = new ServiceCollection();
        services.AddDbContextFactory<PortalDbContext>(o => o.UseSqlite($"Data Source={_directory.File("portal.db")}"));
        services.AddVmSnapshot().UseEntityFrameworkStore<PortalDbContext>();
        _services = services.BuildServiceProvider();
        using var context = _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext();
        context.Database.EnsureCreated();
    }

    protected override ISnapshotStore Store => _services.GetRequiredService<ISnapshotStore>();

    public void Dispose()
    {
        _services.Dispose();
        _directory.Dispose();
    }

    private sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Customer>();
            modelBuilder.AddVmSnapshot();
        }
    }

    private sealed record Customer(int Id, string Name);
}
