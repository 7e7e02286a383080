using System.Security.Cryptography.X509Certificates;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Versions;

/// <summary>Finding the newest version that server and client have in common.</summary>
public class NegotiationTests
{
    private static readonly string[] Listed = ["8.0.1.0", "8.0.0.1", "7.0.3.2", "6.5"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_version_of_the_server_is_spoken_from_then_on()
    {
        await using LoopbackServer server = Serving(List(Listed));
        await using VimClient client = server.Client();
        client.ApiVersion.Should().Be("6.5");

        NegotiatedVersion negotiated = await client.NegotiateVersionAsync(Stop);
        await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        negotiated.ApiVersion.Should().Be("8.0.1.0");
        negotiated.ServerVersions.Should().Equal(Listed);
        client.ApiVersion.Should().Be("8.0.1.0");
        server.Requests.First().Head.Should().StartWith("GET /sdk/vimServiceVersions.xml HTTP/1.1\r\n");
        server.Requests.Last().Header("SOAPAction").Should().Be("\"urn:vim25/8.0.1.0\"");
    }

    [Theory]
    [InlineData("9.1.0.0 9.0.0.0 8.0.3.0 8.0.2.0", "8.0.3.0")]
    [InlineData("8.0.2.0 10.0.0.0", "8.0.2.0")]
    [InlineData("6.7.3 6.7.2 6.7.1 6.7 6.5", "6.7.3")]
    [InlineData("6.0 5.5", "6.0")]
    [InlineData("uE53DA 7.0.2.0", "7.0.2.0")]
    [InlineData("9.1.0.0", "6.5")]
    [InlineData("later", "6.5")]
    [InlineData("", "6.5")]
    public async Task A_version_newer_than_the_library_or_of_another_form_is_passed_over(string listed, string chosen)
    {
        await using LoopbackServer server = Serving(List(listed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        await using VimClient client = server.Client();

        (await client.NegotiateVersionAsync(Stop)).ApiVersion.Should().Be(chosen);
    }

    [Theory]
    [InlineData("<n:namespaces xmlns:n=\"urn:x\"><!-- c --><n:namespace later=\"1\"><n:more><n:a/></n:more><n:name> urn:vim25 </n:name><n:version> 7.0.1.0 </n:version></n:namespace></n:namespaces>")]
    [InlineData("<namespaces><namespace><version>8.0.0.1</version><name>urn:other</name></namespace><namespace><version>7.0.1.0</version><name>urn:vim25</name></namespace><namespace><name>urn:vim</name><version>8.0.1.0</version></namespace></namespaces>")]
    [InlineData("<namespaces><namespace><name>urn:vim25</name><version/><version></version><version>7.0.1.0</version><priorVersions/></namespace></namespaces>")]
    public async Task The_list_is_read_by_what_it_says_not_by_how_it_is_written(string list)
    {
        await using LoopbackServer server = Serving(list);
        await using VimClient client = server.Client();

        (await client.NegotiateVersionAsync(Stop)).ApiVersion.Should().Be("7.0.1.0");
    }

    [Fact]
    public async Task A_server_without_a_list_is_spoken_to_in_the_configured_version()
    {
        await using var server = LoopbackServer.Answering("404 page not found", status: 404, contentType: "text/plain");
        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Endpoint, ApiVersion = "7.0" });

        NegotiatedVersion negotiated = await client.NegotiateVersionAsync(Stop);

        negotiated.Should().BeEquivalentTo(new NegotiatedVersion("7.0", []));
        client.ApiVersion.Should().Be("7.0");
    }

    [Theory]
    [InlineData("<html><body>Sign in<br></body></html>", 200, VimTransportError.InvalidAnswer)]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"c\">]><namespaces/>", 200, VimTransportError.InvalidAnswer)]
    [InlineData("<namespaces><namespace>", 200, VimTransportError.InvalidAnswer)]
    [InlineData("", 200, VimTransportError.InvalidAnswer)]
    [InlineData("moved", 302, VimTransportError.InvalidAnswer)]
    [InlineData("<error/>", 500, VimTransportError.InvalidAnswer)]
    [InlineData("starting", 503, VimTransportError.ServerBusy)]
    [InlineData("no", 403, VimTransportError.AccessDenied)]
    public async Task An_answer_that_is_no_list_is_an_error(string answer, int status, VimTransportError expected)
    {
        await using var server = LoopbackServer.Answering(answer, status);
        await using VimClient client = server.Client();

        VimTransportException failure = (await client.Invoking(it => it.NegotiateVersionAsync(Stop)).Should().ThrowAsync<VimTransportException>()).Which;

        failure.Error.Should().Be(expected);
        failure.MayHaveBeenExecuted.Should().BeFalse();
        client.ApiVersion.Should().Be("6.5");
    }

    [Fact]
    public async Task A_list_too_long_to_be_one_is_not_read()
    {
        await using var server = LoopbackServer.Answering("<namespaces>" + new string(' ', 300 * 1024) + "</namespaces>");
        await using VimClient client = server.Client();

        (await client.Invoking(it => it.NegotiateVersionAsync(Stop)).Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.AnswerTooLarge);
    }

    [Fact]
    public async Task The_pinned_certificate_is_asked_for_here_too()
    {
        using X509Certificate2 certificate = TestCertificates.For("127.0.0.1");
        await using var server = LoopbackServer.Answering(List(Listed), certificate: certificate);
        await using VimClient trusting = server.Client(TestCertificates.Thumbprint(certificate));
        await using VimClient pinned = server.Client(new string('0', 64));
        await using VimClient plain = server.Client();

        (await trusting.NegotiateVersionAsync(Stop)).ApiVersion.Should().Be("8.0.1.0");
        (await pinned.Invoking(it => it.NegotiateVersionAsync(Stop)).Should().ThrowAsync<VimTransportException>()).Which.CertificateProblems.Should().Be(CertificateProblems.PinMismatch);
        (await plain.Invoking(it => it.NegotiateVersionAsync(Stop)).Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.CertificateRejected);
    }

    [Fact]
    public async Task A_list_that_does_not_come_ends_with_the_time_of_a_call()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", 1000), stop);
            await Task.Delay(Timeout.Infinite, stop);
        });
        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Endpoint, CallTimeout = TimeSpan.FromMilliseconds(300) });

        (await client.Invoking(it => it.NegotiateVersionAsync(Stop)).Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.TimedOut);
    }

    [Fact]
    public async Task Waiting_for_the_list_can_be_cancelled()
    {
        await using var server = new LoopbackServer((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        await using VimClient client = server.Client();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await client.Invoking(it => it.NegotiateVersionAsync(cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        LoopbackServer server = Serving(List(Listed));
        await using VimClient client = server.Client();
        await server.DisposeAsync();

        (await client.Invoking(it => it.NegotiateVersionAsync(Stop)).Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.Unreachable);
    }

    private static string List(string[] versions)
        => "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<namespaces version=\"1.0\">\n <namespace>\n  <name>urn:vim25</name>\n"
            + string.Concat(versions.Take(1).Select(version => $"  <version>{version}</version>\n"))
            + $"  <priorVersions>\n{string.Concat(versions.Skip(1).Select(version => $"   <version>{version}</version>\n"))}  </priorVersions>\n </namespace>\n</namespaces>\n";

    private static LoopbackServer Serving(string list)
        => new((request, stream, stop) => LoopbackServer.SendAsync(stream, request.Head.StartsWith("GET ", StringComparison.Ordinal) ? list : Soap.Envelope(Soap.Now), stop));
}
