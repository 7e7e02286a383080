namespace VmSnapshot.IntegrationTests;

/// <summary>One session for all callers, kept, renewed, and ended; readings repeated, mutations never.</summary>
public sealed class SessionTests(VcsimFixture fixture) : IClassFixture<VcsimFixture>
{
    private readonly VcsimServer _vcsim = fixture.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_that_come_at_once_share_one_login_and_one_logout()
    {
        await using var server = await VcsimServer.StartAsync(cancellationToken: Token);
        using var requests = new SoapRequests(server.Url);
        await using (var sdk = new SdkHost(server))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token)));
        }

        (requests.Count("Login"), requests.Count("Logout")).Should().Be((1, 1));
    }

    [Fact]
    public async Task A_session_that_has_expired_is_renewed_once_however_many_notice()
    {
        await using var server = await VcsimServer.StartAsync(new VcsimOptions { SessionIdleTimeout = TimeSpan.FromSeconds(1) }, Token);
        using var requests = new SoapRequests(server.Url);
        await using var sdk = new SdkHost(server);
        await sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token);
        // The simulator looks for idle sessions once a second, by a clock that nobody can turn.
        await Task.Delay(TimeSpan.FromSeconds(3), Token);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token)));
        var snapshot = await sdk.SnapshotAsync("path:/DC0/vm/stopped", "after-expiry", Token);

        requests.Count("Login").Should().Be(2);
        (await server.ReadInventoryAsync(Token))[snapshot.Template!.Path].Template.Should().BeTrue();
    }

    [Fact]
    public async Task An_unused_session_is_kept_alive()
    {
        await using var server = await VcsimServer.StartAsync(new VcsimOptions { SessionIdleTimeout = TimeSpan.FromSeconds(2) }, Token);
        using var requests = new SoapRequests(server.Url);
        await using var sdk = new SdkHost(server, o => o.KeepAliveInterval = TimeSpan.FromSeconds(0.5));
        await sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token);
        await Task.Delay(TimeSpan.FromSeconds(5), Token);

        await sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token);

        requests.Count("Login").Should().Be(1);
        requests.Count("CurrentTime").Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task A_reading_whose_reply_is_lost_is_repeated()
    {
        await using var proxy = new FaultyProxy(_vcsim.Url);
        await using var sdk = new SdkHost(_vcsim, o => o.Endpoint = proxy.Url);
        await sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token);
        proxy.LoseReplies("FindByInventoryPath", 2);

        (await sdk.Inventory.GetAsync("path:/DC0/vm/stopped", Token)).Name.Should().Be("stopped");

        proxy.Delivered("FindByInventoryPath").Should().Be(4);
    }

    [Fact]
    public async Task A_task_is_waited_for_although_a_reply_to_the_wait_is_lost()
    {
        await using var proxy = new FaultyProxy(_vcsim.Url);
        await using var sdk = new SdkHost(_vcsim, o => o.Endpoint = proxy.Url);
        proxy.LoseReplies("WaitForUpdatesEx", 2);

        var snapshot = await sdk.SnapshotAsync("path:/DC0/vm/stopped", "lost-waits", Token);

        (await _vcsim.ReadInventoryAsync(Token))[snapshot.Template!.Path].Template.Should().BeTrue();
    }

    [Fact]
    public async Task A_mutation_whose_reply_is_lost_is_not_repeated_and_what_it_made_is_found()
    {
        await using var proxy = new FaultyProxy(_vcsim.Url);
        await using var sdk = new SdkHost(_vcsim, o => o.Endpoint = proxy.Url);
        var before = await _vcsim.ReadInventoryAsync(Token);
        proxy.LoseReplies("CloneVM_Task", 1);

        var snapshot = await sdk.SnapshotAsync("path:/DC0/vm/stopped", "lost-clone", Token);

        proxy.Delivered("CloneVM_Task").Should().Be(1);
        var after = await _vcsim.ReadInventoryAsync(Token);
        after[snapshot.Template!.Path].Template.Should().BeTrue();
        after.Vms.Should().HaveCount(before.Vms.Count + 1);
    }
}
