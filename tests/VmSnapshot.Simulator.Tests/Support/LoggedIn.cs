using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>A client that is logged in to a simulator.</summary>
internal sealed class LoggedIn : IAsyncDisposable
{
    private LoggedIn(VimClient client, ServiceContent content)
    {
        Client = client;
        Content = content;
    }

    internal VimClient Client { get; }

    internal ServiceContent Content { get; }

    internal static async Task<LoggedIn> ToAsync(VCenterSimulator simulator, string userName = "user", string password = "pass")
    {
        var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = simulator.CreateTransport, ApiVersion = VimVersions.Newest });
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, TestContext.Current.CancellationToken);
        await client.LoginAsync(content.SessionManager!, userName, password, cancellationToken: TestContext.Current.CancellationToken);
        return new LoggedIn(client, content);
    }

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
