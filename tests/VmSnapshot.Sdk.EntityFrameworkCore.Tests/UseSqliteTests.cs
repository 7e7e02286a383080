using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class UseSqliteTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_last_call_decides_and_the_container_closes_the_file()
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseInMemoryStore().UseSqlite(_directory.File("first.db")).UseSqlite(_directory.File("second.db"));
        services.AddVmSnapshot();

        services.Should().ContainSingle(s => s.ServiceType == typeof(ISnapshotStore));
        var provider = services.BuildServiceProvider(validateScopes: true);
        await provider.GetRequiredService<ISnapshotStore>().AddAsync(Sample.Minimal(), TestContext.Current.CancellationToken);
        await provider.DisposeAsync();

        Directory.GetFiles(Path.GetDirectoryName(_directory.File("x"))!).Should().Equal(_directory.File("second.db"));
    }

    [Fact]
    public void Nothing_is_made_before_the_first_use()
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseSqlite(_directory.File("snapshots.db"));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<ISnapshotStore>().Should().NotBeNull();

        File.Exists(_directory.File("snapshots.db")).Should().BeFalse();
    }

    [Theory]
    [InlineData(":memory:", "*UseInMemoryStore()*")]
    [InlineData("file::memory:?cache=shared", "*UseInMemoryStore()*")]
    [InlineData("Data Source=:memory:", "*UseInMemoryStore()*")]
    [InlineData("file:snapshots.db", "*not a URI*")]
    [InlineData("Data Source=snapshots.db", "*not a URI or a connection string*")]
    [InlineData("data/", "*'data/' is a directory*")]
    [InlineData(" ", "*empty*")]
    public void What_is_no_path_is_refused_at_once(string path, string message)
    {
        var builder = new ServiceCollection().AddVmSnapshot();

        builder.Invoking(b => b.UseSqlite(path)).Should().Throw<VmSnapshotException>().WithMessage(message)
            .Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
    }

    [Fact]
    public async Task A_context_without_the_tables_says_what_to_call()
    {
        var services = new ServiceCollection();
        services.AddDbContextFactory<DbContext>(o => o.UseSqlite($"Data Source={_directory.File("portal.db")}"));
        services.AddVmSnapshot().UseEntityFrameworkStore<DbContext>();
        await using var provider = services.BuildServiceProvider();

        var open = () => provider.GetRequiredService<ISnapshotStore>().GetStoreIdAsync(TestContext.Current.CancellationToken);

        await open.Should().ThrowAsync<InvalidOperationException>().WithMessage("*AddVmSnapshot()*");
    }

    [Fact]
    public async Task A_context_whose_migrations_are_not_applied_says_so()
    {
        var services = new ServiceCollection();
        services.AddDbContextFactory<PortalDbContext>(o => o.UseSqlite($"Data Source={_directory.File("portal.db")};Password="));
        services.AddVmSnapshot().UseEntityFrameworkStore<PortalDbContext>();
        await using var provider = services.BuildServiceProvider();

        var open = () => provider.GetRequiredService<ISnapshotStore>().GetStoreIdAsync(TestContext.Current.CancellationToken);

        var unusable = (await open.Should().ThrowAsync<VmSnapshotException>()).Which;
        unusable.Code.Should().Be(VmSnapshotErrorCodes.StoreUnusable);
        unusable.Message.Should().Contain(nameof(PortalDbContext)).And.Contain("migrations are applied").And.NotContain("Data Source");
    }

    private sealed class PortalDbContext(DbContextOptions<PortalDbContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddVmSnapshot();
    }
}
