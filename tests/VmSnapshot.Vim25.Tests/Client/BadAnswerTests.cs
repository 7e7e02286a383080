using System.IO.Compression;
using System.Text;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Answers that are none: each ends in one typed error that says whether the call may have been carried out.</summary>
public class BadAnswerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(503, VimTransportError.ServerBusy, true)]
    [InlineData(502, VimTransportError.ServerBusy, true)]
    [InlineData(504, VimTransportError.ServerBusy, true)]
    [InlineData(429, VimTransportError.ServerBusy, true)]
    [InlineData(401, VimTransportError.AccessDenied, false)]
    [InlineData(403, VimTransportError.AccessDenied, false)]
    [InlineData(407, VimTransportError.AccessDenied, false)]
    [InlineData(404, VimTransportError.InvalidAnswer, false)]
    [InlineData(400, VimTransportError.InvalidAnswer, false)]
    [InlineData(501, VimTransportError.InvalidAnswer, true)]
    public async Task A_status_that_is_no_SOAP_answer_is_told_apart(int status, VimTransportError expected, bool mayHaveBeenExecuted)
    {
        await using var server = LoopbackServer.Answering("<html>busy</html>", status, "text/html");

        VimTransportException failure = await FailureOf(server);

        failure.Error.Should().Be(expected);
        failure.MayHaveBeenExecuted.Should().Be(mayHaveBeenExecuted);
        failure.Message.Should().Contain($"answered CurrentTime with HTTP {status}");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirection_is_not_followed(int status)
    {
        await using var elsewhere = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using var server = LoopbackServer.Answering("", status, headers: $"Location: {elsewhere.Endpoint}?secret=1\r\n");

        VimTransportException failure = await FailureOf(server);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.Message.Should().Contain(elsewhere.Endpoint.ToString()).And.NotContain("secret");
        elsewhere.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("<html><body>Welcome to vSphere</body></html>", "text/html")]
    [InlineData("{\"error\":1}", "application/json")]
    public async Task Another_content_type_is_refused_whatever_the_status(string body, string contentType)
    {
        foreach (int status in new[] { 200, 500 })
        {
            await using var server = LoopbackServer.Answering(body, status, contentType);

            VimTransportException failure = await FailureOf(server);

            failure.Error.Should().Be(VimTransportError.InvalidAnswer);
            failure.Message.Should().Contain(contentType).And.Contain("/sdk");
            failure.MayHaveBeenExecuted.Should().BeTrue();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("\0\u0001\u0002")]
    [InlineData("<html><body>Welcome</body></html>")]
    [InlineData("<a xmlns=\"urn:vim25\"/>")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>")]
    [InlineData("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>")]
    [InlineData("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body/></s:Envelope>")]
    public async Task Garbage_is_refused(string body)
    {
        await using var server = LoopbackServer.Answering(body);

        (await FailureOf(server)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Theory]
    [InlineData("<LogoutResponse xmlns=\"urn:vim25\"/>")]
    [InlineData("<CurrentTimeResponse xmlns=\"urn:other\"><returnval>2026-01-02T03:04:05Z</returnval></CurrentTimeResponse>")]
    [InlineData("<CurrentTimeResponse xmlns=\"urn:vim25\"/>")]
    [InlineData("<CurrentTimeResponse xmlns=\"urn:vim25\"><returnval>soon</returnval></CurrentTimeResponse>")]
    [InlineData("<CurrentTimeResponse xmlns=\"urn:vim25\"><returnval><a/></returnval></CurrentTimeResponse>")]
    public async Task An_answer_to_something_else_is_refused(string body)
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(body));

        VimTransportException failure = await FailureOf(server);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task A_DOCTYPE_is_refused()
    {
        await using var server = LoopbackServer.Answering(
            "<!DOCTYPE a [<!ENTITY b \"c\"><!ENTITY d SYSTEM \"file:///etc/hostname\">]>" + Soap.Envelope(Soap.Now)["<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".Length..]);

        (await FailureOf(server)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Fact]
    public async Task Elements_nested_without_end_are_refused()
    {
        string deep = string.Concat(Enumerable.Repeat("<a>", 20_000)) + string.Concat(Enumerable.Repeat("</a>", 20_000));
        await using var server = LoopbackServer.Answering(Soap.Envelope($"<CurrentTimeResponse xmlns=\"urn:vim25\">{deep}</CurrentTimeResponse>"));

        (await FailureOf(server)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(350)]
    public async Task XML_that_stops_early_is_refused(int length)
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now)[..length]);

        (await FailureOf(server)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_an_answer_leaves_the_call_open()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", 10_000), stop);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(Soap.Envelope(Soap.Now)), stop);
            await stream.FlushAsync(stop);
            throw new IOException("breaks off");
        });

        VimTransportException failure = await FailureOf(server);

        failure.Error.Should().Be(VimTransportError.Unreachable);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task A_connection_that_is_dropped_without_an_answer_leaves_the_call_open_and_is_not_tried_again()
    {
        int calls = 0;
        await using var server = new LoopbackServer((_, stream, stop) =>
            Interlocked.Increment(ref calls) == 1 ? LoopbackServer.SendAsync(stream, Soap.Envelope(Soap.Now), stop) : throw new IOException("drops"));
        await using VimClient client = server.Client();
        await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.Unreachable);
        failure.MayHaveBeenExecuted.Should().BeTrue();
        calls.Should().Be(2);
    }

    [Fact]
    public async Task What_is_no_HTTP_is_refused()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("220 mail.example.com ESMTP\r\n\r\n"u8.ToArray(), stop);
            throw new IOException("done");
        });

        (await FailureOf(server)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Fact]
    public async Task A_closed_port_was_not_reached()
    {
        Uri endpoint;
        await using (var server = LoopbackServer.Answering(""))
        {
            endpoint = server.Endpoint;
        }

        await using var client = new VimClient(new VimClientOptions { Endpoint = endpoint });
        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.Unreachable);
        failure.MayHaveBeenExecuted.Should().BeFalse();
        failure.Message.Should().Contain(endpoint.Authority);
    }

    [Fact]
    public async Task A_name_without_an_address_is_told()
    {
        await using var client = new VimClient(new VimClientOptions { Endpoint = new Uri("https://vcenter.invalid/sdk") });

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.NameNotResolved);
        failure.MayHaveBeenExecuted.Should().BeFalse();
        failure.Message.Should().Contain("vcenter.invalid");
    }

    [Fact]
    public async Task An_answer_above_the_limit_is_refused_by_its_length()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now) + new string(' ', 5000));
        await using VimClient client = server.Client(maxBytes: 4096);

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.AnswerTooLarge);
        failure.MayHaveBeenExecuted.Should().BeTrue();
        failure.Message.Should().Contain("4096").And.Contain("MaxReceivedMessageBytes");
    }

    [Fact]
    public async Task An_endless_answer_is_refused_when_it_reaches_the_limit()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes("400\r\n" + new string(' ', 0x400) + "\r\n"), stop);
            }
        });
        await using VimClient client = server.Client(maxBytes: 64 * 1024);

        (await FailureOf(client)).Error.Should().Be(VimTransportError.AnswerTooLarge);
    }

    [Fact]
    public async Task The_limit_counts_what_an_answer_unpacks_to()
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await zip.WriteAsync(Encoding.UTF8.GetBytes(Soap.Envelope(Soap.Now) + new string(' ', 1_000_000)), Stop);
        }

        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", packed.Length, "Content-Encoding: gzip\r\n"), stop);
            await stream.WriteAsync(packed.ToArray(), stop);
        });
        await using VimClient client = server.Client(maxBytes: 100_000);
        packed.Length.Should().BeLessThan(10_000);

        (await FailureOf(client)).Error.Should().Be(VimTransportError.AnswerTooLarge);
    }

    private static async Task<VimTransportException> FailureOf(LoopbackServer server)
    {
        await using VimClient client = server.Client();
        return await FailureOf(client);
    }

    private static async Task<VimTransportException> FailureOf(VimClient client)
        => (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
}
