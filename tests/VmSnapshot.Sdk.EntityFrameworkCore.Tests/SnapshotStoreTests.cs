using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.EntityFrameworkCore.Sqlite;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class InMemorySnapshotStoreTests : SnapshotStoreConformance
{
    private readonly LeaseClock _clock = new();

    public InMemorySnapshotStoreTests() => Store = new InMemorySnapshotStore(_clock);

    protected override ISnapshotStore Store { get; }

    protected override Task<DateTimeOffset> NowAsync() => Task.FromResult(_clock.GetUtcNow());

    protected override Task PassAsync(TimeSpan time) => _clock.PassAsync(time);
}

public sealed class SqliteSnapshotStoreTests : SnapshotStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly LeaseClock _clock = new();
    private readonly EntityFrameworkSnapshotStore _store;

    public SqliteSnapshotStoreTests() => _store = new EntityFrameworkSnapshotStore(
        new SqliteSnapshotDatabase(_directory.File("snapshots.db"), SqliteSnapshotDatabase.DefaultBusyTimeout), _clock);

    protected override ISnapshotStore Store => _store;

    protected override Task<DateTimeOffset> NowAsync() => Task.FromResult(_clock.GetUtcNow());

    protected override Task PassAsync(TimeSpan time) => _clock.PassAsync(time);

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }
}

/// <summary>In a database of the host's, beside its own tables.</summary>
public sealed class HostContextSnapshotStoreTests : SnapshotStoreConformance, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ServiceProvider _services;
    private readonly FailureCounter _failures = new();
    private readonly LeaseClock _clock = new();

    public HostContextSnapshotStoreTests()
    {
        var services = new ServiceCollection();
        services.AddDbContextFactory<PortalDbContext>(o => o.UseSqlite($"Data Source={_directory.File("portal.db")}").AddInterceptors(_failures));
        services.AddSingleton<TimeProvider>(_clock).AddVmSnapshot().UseEntityFrameworkStore<PortalDbContext>();
        _services = services.BuildServiceProvider();
        using var context = _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext();
        context.Database.EnsureCreated();
    }

    protected override ISnapshotStore Store => _services.GetRequiredService<ISnapshotStore>();

    protected override Task<DateTimeOffset> NowAsync() => Task.FromResult(_clock.GetUtcNow());

    protected override Task PassAsync(TimeSpan time) => _clock.PassAsync(time);

    [Theory]
    [InlineData(null)]
    [InlineData("web")]
    public async Task A_write_that_fails_for_another_reason_is_tried_once_and_says_which(string? family)
    {
        var added = await Store.AddAsync(Sample.Minimal(), TestContext.Current.CancellationToken);
        await using var context = await _services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await context.Database.ExecuteSqlRawAsync(
            """
            CREATE TRIGGER refuseInsert BEFORE INSERT ON Snapshots BEGIN SELECT RAISE(ABORT, 'no more'); END;
            CREATE TRIGGER refuseUpdate BEFORE UPDATE ON Snapshots BEGIN SELECT RAISE(ABORT, 'no more'); END;
            """,
            TestContext.Current.CancellationToken);

        foreach (var write in (Func<Task<Snapshot>>[])
        [
            () => Store.AddAsync(Sample.Minimal("other") with { Family = family }, TestContext.Current.CancellationToken),
            () => Store.UpdateAsync(added with { Description = "changed" }, TestContext.Current.CancellationToken),
        ])
        {
            _failures.Count = 0;
            var unusable = (await write.Should().ThrowAsync<VmSnapshotException>()).Which;
            unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
            unusable.Message.Should().Contain("no more");
            _failures.Count.Should().Be(1);
        }
    }

    public void Dispose()
    {
        _services.Dispose();
        _directory.Dispose();
    }

    private sealed class FailureCounter : SaveChangesInterceptor
    {
        public int Count { get; set; }

        public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
        {
            Count++;
            return Task.CompletedTask;
        }
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
