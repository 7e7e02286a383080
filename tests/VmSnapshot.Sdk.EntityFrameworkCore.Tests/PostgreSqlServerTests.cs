using VmSnapshot.Sdk.EntityFrameworkCore.PostgreSql;
using VmSnapshot.Tests.PostgreSql;

namespace VmSnapshot.Sdk.EntityFrameworkCore.Tests;

/// <summary>The store on a server that stops, is killed, and comes back.</summary>
public sealed class PostgreSqlServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_recorded_is_there_after_the_server_came_back(bool killed)
    {
        await using var server = await PostgreSqlServer.StartAsync(cancellationToken: Token);
        using var store = new EntityFrameworkSnapshotStore(
            new PostgreSqlSnapshotDatabase(await server.CreateDatabaseAsync(Token)), TimeProvider.System);
        var added = await store.AddAsync(Sample.Full(), Token);

        if (killed)
        {
            server.Kill();
        }
        else
        {
            await server.StopAsync(Token);
        }

        var get = () => store.GetAsync(Sample.Tenant, added.Id, Token);
        (await get.Should().ThrowAsync<VmSnapshotException>()).Which.IsTransient.Should().BeTrue();
        await server.StartAsync(Token);

        // The pool may still have connections from before, and finds one out with each call that fails.
        for (var broken = 0; broken < 10; broken++)
        {
            try
            {
                await get();
                break;
            }
            catch (VmSnapshotException e) when (e.IsTransient)
            {
            }
        }

        (await get()).Should().BeEquivalentTo(added);
    }

    [Fact]
    public async Task A_server_goes_with_its_directory()
    {
        var server = await PostgreSqlServer.StartAsync(cancellationToken: Token);
        var directory = Path.GetDirectoryName(server.LogFile)!;
        await server.RestartAsync(Token);
        Directory.Exists(directory).Should().BeTrue();

        await server.DisposeAsync();

        Directory.Exists(directory).Should().BeFalse();
    }
}
