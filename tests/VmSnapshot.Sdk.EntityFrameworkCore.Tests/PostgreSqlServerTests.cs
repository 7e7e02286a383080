using System.Diagnostics;
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

        // A connection from before may still be in the pool; each that is found broken leaves it.
        for (var attempt = 1; attempt < 10; attempt++)
        {
            try
            {
                await get();
                break;
            }
            catch (VmSnapshotException e) when (e.IsTransient)
            {
                Debug.Assert(attempt < 9, e.Message);
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
