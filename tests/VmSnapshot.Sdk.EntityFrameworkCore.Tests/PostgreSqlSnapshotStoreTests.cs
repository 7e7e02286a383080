using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Tests.PostgreSql;

[assembly: AssemblyFixture(typeof(PostgreSqlFixture))]

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class PostgreSqlSnapshotStoreTests(PostgreSqlFixture postgres) : SnapshotStoreConformance, IAsyncLifetime
{
    private readonly PostgreSqlTestDatabase _database = new(postgres);
    private EntityFrameworkSnapshotStore _store = null!;

    protected override ISnapshotStore Store => _store;

    protected override Task<DateTimeOffset> NowAsync() => _database.NowAsync();

    protected override Task PassAsync(TimeSpan time) => _database.PassAsync(time);

    public async ValueTask InitializeAsync() => _store = await _database.OpenAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

/// <summary>In a database of the host's, beside its own tables, in a schema.</summary>
public sealed class HostContextOnPostgreSqlTests(PostgreSqlFixture postgres) : SnapshotStoreConformance, IAsyncLifetime
{
    private readonly PostgreSqlTestDatabase _database = new(postgres);
    private readonly LeaseClock _clock = new();
    private ServiceProvider _services = null!;

    protected override ISnapshotStore Store => _services.GetRequiredService<ISnapshotStore>();

    protected override Task<DateTimeOffset> NowAsync() => Task.FromResult(_clock.GetUtcNow());

    protected override Task PassAsync(TimeSpan time) => _clock.PassAsync(time);

    public async ValueTask InitializeAsync()
    {
        var connectionString = await _database.ConnectionStringAsync();
        var services = new ServiceCollection();
        services.AddDbContextFactory<PortalDbContext>(o => o.UseNpgsql(connectionString + ";Pooling=false", npgsql => npgsql.EnableRetryOnFailure()));
        services.AddSingleton<TimeProvider>(_clock).AddVmSnapshot().UseEntityFrameworkStore<PortalDbContext>();
        _services = services.BuildServiceProvider();
        await using var context = await _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Database.EnsureCreatedAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Customer>();
            modelBuilder.AddVmSnapshot("snapshots", "C");
        }
    }

    private sealed record Customer(int Id, string Name);
}
