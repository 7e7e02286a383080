using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

public sealed class UsePostgreSqlTests(PostgreSqlFixture postgres) : IAsyncDisposable
{
    private readonly PostgreSqlTestDatabase _database = new(postgres);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_last_call_decides_and_the_container_closes_the_connections()
    {
        var connectionString = await _database.ConnectionStringAsync();
        var services = new ServiceCollection();
        services.AddVmSnapshot().UseInMemoryStore().UsePostgreSql("Host=unused").UsePostgreSql($"{connectionString};Application Name=of-the-store");
        services.AddVmSnapshot();

        services.Should().ContainSingle(s => s.ServiceType == typeof(ISnapshotStore));
        var provider = services.BuildServiceProvider(validateScopes: true);
        var added = await provider.GetRequiredService<ISnapshotStore>().AddAsync(Sample.Minimal(), Token);
        (await ConnectionsAsync()).Should().NotBe("0");
        await provider.DisposeAsync();

        (await _database.RowsAsync("""SELECT "Id" FROM "Snapshots" """)).Should().Equal(added.Id);
        await EventuallyAsync(async () => await ConnectionsAsync() == "0", "a server's process ends a moment after its connection");
    }

    [Fact]
    public async Task Nothing_is_connected_before_the_first_use()
    {
        var services = new ServiceCollection();
        services.AddVmSnapshot().UsePostgreSql(await _database.ConnectionStringAsync());
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<ISnapshotStore>().Should().NotBeNull();

        (await _database.RowsAsync("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()")).Should().Equal("1");
    }

    [Fact]
    public async Task A_password_may_come_from_a_provider()
    {
        var settings = new NpgsqlConnectionStringBuilder(await _database.ConnectionStringAsync());
        var password = settings.Password!;
        settings.Password = null;
        var services = new ServiceCollection();
        services.AddVmSnapshot().UsePostgreSql(settings.ToString(), source => source.UsePasswordProvider(_ => password, (_, _) => new(password)));
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<ISnapshotStore>().GetStoreIdAsync(Token)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_password_may_come_from_the_password_file()
    {
        var settings = new NpgsqlConnectionStringBuilder(await _database.ConnectionStringAsync());
        using var directory = new TemporaryDirectory();
        var file = directory.File("pgpass");
        await File.WriteAllTextAsync(file, $"{settings.Host}:{settings.Port}:*:{settings.Username}:{settings.Password}\n", Token);
        settings.Password = null;
        settings.Passfile = file;
        var services = new ServiceCollection();
        services.AddVmSnapshot().UsePostgreSql(settings.ToString());
        await using var provider = services.BuildServiceProvider();

        (await provider.GetRequiredService<ISnapshotStore>().GetStoreIdAsync(Token)).Should().NotBeEmpty();
    }

    [Theory]
    [InlineData(" ", "*empty*")]
    [InlineData("Database=snapshots;Username=portal", "*no Host*")]
    [InlineData("postgres://portal:planted@db/snapshots", "*not a URI*")]
    [InlineData("Host=db;Password=plan;ted=1", "*in quotes*")]
    [InlineData("Host=db;Password=x;planted", "*in quotes*")]
    [InlineData("Host=db;Port=planted", "*in quotes*")]
    public void What_is_no_connection_string_is_refused_at_once_and_not_repeated(string connectionString, string message)
    {
        var builder = new ServiceCollection().AddVmSnapshot();

        var refused = builder.Invoking(b => b.UsePostgreSql(connectionString)).Should().Throw<VmSnapshotException>().WithMessage(message).Which;

        refused.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        refused.ToString().Should().NotContain("planted").And.NotContain("'ted'");
    }

    private async Task<string> ConnectionsAsync() =>
        (await _database.RowsAsync("SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'of-the-store'")).Single();

    private static async Task EventuallyAsync(Func<Task<bool>> condition, string because)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(25, Token);
        }

        Assert.Fail(because);
    }
}
