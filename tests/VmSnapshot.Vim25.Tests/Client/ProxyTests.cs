using System.Net;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Sets the process's proxy, which no other test goes through.</summary>
public class ProxyTests
{
    private static readonly Uri Elsewhere = new("https://vcenter.invalid/sdk");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_proxy_of_the_environment_is_used_only_when_asked_for()
    {
        await using var proxy = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Endpoint);
        try
        {
            await using var direct = new VimClient(new VimClientOptions { Endpoint = Elsewhere });
            (await direct.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>())
                .Which.Error.Should().Be(VimTransportError.NameNotResolved);
            proxy.Requests.Should().BeEmpty();

            await using var proxied = new VimClient(new VimClientOptions { Endpoint = Elsewhere, UseDefaultWebProxy = true });
            (await proxied.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>())
                .Which.MayHaveBeenExecuted.Should().BeFalse("this proxy speaks no TLS behind the tunnel");
            proxy.Requests.Should().ContainSingle().Which.Head.Should().StartWith("CONNECT vcenter.invalid:443 ");
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }
}
