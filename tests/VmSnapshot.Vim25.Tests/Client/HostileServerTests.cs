using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Servers that mean harm, or are broken in ways that look like it.</summary>
public class HostileServerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Bombs => new()
    {
        { "a declaration that isn't one", "<?&ml version=\"1.0\" encoding=\"UTF-8\"?>" },
        { "an attribute without a local name", "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" a:\u00FF=\"1\"/>" },
        { "a second root", Soap.Envelope(Soap.Now) + "<a/>" },
        { "text behind the end", Soap.Envelope(Soap.Now) + "a" },
        { "a million attributes", Soap.Envelope("<a" + Flood(" a{0}=\"1\"") + "/>") },
        { "a million namespaces", Soap.Envelope("<a" + Flood(" xmlns:a{0}=\"u\"") + "/>") },
        { "a million attributes behind a bracket", Soap.Envelope("<a b=\">\"" + Flood(" a{0}='1'") + "/>") },
        { "a million attributes on the envelope", "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"" + Flood(" a{0}=\"1\"") + "/>" },
        { "an endless name", Soap.Envelope("<" + new string('a', 900_000) + "/>") },
        { "an endless attribute", Soap.Envelope("<a b=\"" + new string('a', 900_000) + "\"/>") },
        { "a tag without an end", Soap.Envelope(Soap.Now)[..^3] + new string(' ', 900_000) },
        { "entities that grow", "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>" },
        { "an entity of nobody's", Soap.Envelope("<CurrentTimeResponse xmlns=\"urn:vim25\"><returnval>&now;</returnval></CurrentTimeResponse>") },
        { "a processing instruction", Soap.Envelope("<?a b?>" + Soap.Now) },
        { "half a character", Soap.Envelope("<CurrentTimeResponse xmlns=\"urn:vim25\"><a>&#xD800;</a></CurrentTimeResponse>") },
    };

    public static TheoryData<string, string> WrongEncodings => new()
    {
        { "text/xml; charset=klingon", "" },
        { "text/xml; charset=\"", "" },
        { "text/xml; charset=iso-8859-1", "" },
        { "application/soap+xml; charset=utf-8", "" },
        { "text/xml; charset=utf-8", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" },
        { "text/xml; charset=utf-8", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" },
        { "text/xml; charset=utf-8", "<?xml version=\"1.1\"?>" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public async Task A_hostile_document_is_refused(string what, string body)
    {
        await using var server = LoopbackServer.Answering(body);
        await using VimClient client = server.Client(maxBytes: 64 * 1024 * 1024);

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer, "{0} is no answer", what);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(WrongEncodings))]
    public async Task Another_encoding_than_the_one_agreed_is_refused(string contentType, string declaration)
    {
        string envelope = Soap.Envelope(Soap.Now);
        await using var server = LoopbackServer.Answering(declaration + envelope[(envelope.IndexOf('\n', StringComparison.Ordinal) + 1)..], contentType: contentType);
        await using VimClient client = server.Client();

        (await FailureOf(client)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        byte[] body = Encoding.Latin1.GetBytes(Soap.Envelope("<CurrentTimeResponse xmlns=\"urn:vim25\"><returnval>2026-01-02T03:04:05Z\u00FF\u00FE</returnval></CurrentTimeResponse>"));
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml; charset=utf-8", body.Length), stop);
            await stream.WriteAsync(body, stop);
        });
        await using VimClient client = server.Client();

        (await FailureOf(client)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Fact]
    public async Task An_empty_answer_in_chunks_is_refused()
    {
        await using var server = new LoopbackServer((_, stream, stop)
            => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"u8.ToArray(), stop).AsTask());
        await using VimClient client = server.Client();

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.Message.Should().Contain("it is empty");
    }

    [Fact]
    public async Task A_byte_order_mark_is_passed_over()
    {
        await using var server = LoopbackServer.Answering("\uFEFF" + Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();

        (await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Year.Should().Be(2026);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    public async Task A_packed_answer_that_is_none_or_breaks_off_is_refused(int kept)
    {
        byte[] packed = [.. (await PackAsync(Soap.Envelope(Soap.Now))).AsSpan(0, kept), .. "no gzip at all"u8];
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", packed.Length, "Content-Encoding: gzip\r\n"), stop);
            await stream.WriteAsync(packed, stop);
        });
        await using VimClient client = server.Client();

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("zstd")]
    public async Task An_answer_packed_in_a_way_that_nobody_asked_for_is_refused(string encoding)
    {
        byte[] packed = await PackAsync(Soap.Envelope(Soap.Now));
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", packed.Length, $"Content-Encoding: {encoding}\r\n"), stop);
            await stream.WriteAsync(packed, stop);
        });
        await using VimClient client = server.Client();

        (await FailureOf(client)).Error.Should().Be(VimTransportError.InvalidAnswer);
    }

    [Fact]
    public async Task A_packed_answer_is_read()
    {
        byte[] packed = await PackAsync(Soap.Envelope(Soap.Now));
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", packed.Length, "Content-Encoding: gzip\r\n"), stop);
            await stream.WriteAsync(packed, stop);
        });
        await using VimClient client = server.Client();

        (await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Year.Should().Be(2026);
    }

    [Fact]
    public async Task Endless_headers_are_refused_and_not_taken_for_a_long_answer()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), stop);
            byte[] header = Encoding.ASCII.GetBytes("X-Long: " + new string('a', 1000) + "\r\n");
            while (true)
            {
                await stream.WriteAsync(header, stop);
            }
        });
        await using VimClient client = server.Client();

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.Message.Should().Contain("headers of more than 64 KB");
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task A_server_that_says_Continue_unasked_is_answered_no_more_than_others()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"u8.ToArray(), stop);
            await LoopbackServer.SendAsync(stream, Soap.Envelope(Soap.Now), stop);
        });
        await using VimClient client = server.Client();

        (await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Year.Should().Be(2026);
        server.Requests.Should().ContainSingle();
    }

    public enum Waiting
    {
        ContinuingForEver,
        DrippingHeaders,
        BetweenChunks,
    }

    [Theory]
    [InlineData(Waiting.ContinuingForEver)]
    [InlineData(Waiting.DrippingHeaders)]
    [InlineData(Waiting.BetweenChunks)]
    public async Task Keeping_a_call_busy_does_not_prolong_it(Waiting waiting)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            byte[] piece = waiting switch
            {
                Waiting.ContinuingForEver => "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(),
                Waiting.DrippingHeaders => "a"u8.ToArray(),
                _ => "1\r\n \r\n"u8.ToArray(),
            };
            if (waiting == Waiting.DrippingHeaders)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nX-Long: "u8.ToArray(), stop);
            }
            else if (waiting == Waiting.BetweenChunks)
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
            }

            for (int count = 0; ; count++)
            {
                await stream.WriteAsync(piece, stop);
                await Task.Delay(5, stop);
                if (count == 10)
                {
                    reached.TrySetResult();
                }
            }
        });
        var time = new FakeTimeProvider();
        await using VimClient client = server.Client(time: time);
        Task call = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await reached.Task.WaitAsync(Soon, Stop);

        time.Advance(TimeSpan.FromSeconds(61));

        VimTransportException failure = (await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
        failure.Error.Should().Be(VimTransportError.TimedOut);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task A_TLS_handshake_that_nobody_answers_ends_with_the_call()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider();
        await using var client = new VimClient(new VimClientOptions { Endpoint = new Uri($"https://{listener.LocalEndpoint}/sdk"), TimeProvider = time });
        Task call = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(Stop);

        time.Advance(TimeSpan.FromSeconds(61));

        VimTransportException failure = (await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
        failure.Error.Should().Be(VimTransportError.TimedOut);
        failure.MayHaveBeenExecuted.Should().BeFalse();
    }

    [Theory]
    [InlineData("/ui/?a=secret", "/ui/")]
    [InlineData("//other.example/ui", "http://other.example/ui")]
    [InlineData("file:///etc/passwd", "file:///etc/passwd")]
    [InlineData("http://user:secret@other.example/ui#secret", "http://other.example/ui")]
    [InlineData("http://[", "nowhere")]
    public async Task A_redirection_to_wherever_is_told_without_its_secrets(string location, string told)
    {
        await using var server = LoopbackServer.Answering("", 302, headers: $"Location: {location}\r\n");
        await using VimClient client = server.Client();

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.Message.Should().Contain(told).And.NotContain("secret");
        failure.MayHaveBeenExecuted.Should().BeFalse();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 999999 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public async Task HTTP_that_is_broken_is_told_from_a_broken_network_or_reads_as_an_answer_cut_short(string answer)
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop);
            throw new IOException("done");
        });
        await using VimClient client = server.Client();

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Match(error => error == VimTransportError.InvalidAnswer || error == VimTransportError.Unreachable);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task Small_elements_that_stand_for_large_objects_are_refused()
    {
        string body = "<RetrievePropertiesExResponse xmlns=\"urn:vim25\"><returnval><objects><propSet><name>a</name><val xsi:type=\"ArrayOfVirtualMachineConfigSpec\">"
            + string.Concat(Enumerable.Repeat("<a/>", 200_000)) + "</val></propSet></objects></returnval></RetrievePropertiesExResponse>";
        await using var server = LoopbackServer.Answering(Soap.Envelope(body));
        await using VimClient client = server.Client(maxBytes: 1024 * 1024);

        VimTransportException failure = (await client.Invoking(it => it.RetrievePropertiesExAsync(new("PropertyCollector", "pc"), [], new RetrieveOptions(), Stop))
            .Should().ThrowAsync<VimTransportException>()).Which;

        failure.Error.Should().Be(VimTransportError.AnswerTooLarge);
        failure.Message.Should().Contain("16777216 bytes of memory").And.Contain("MaxReceivedMessageBytes");
    }

    [Fact]
    public async Task A_long_text_in_a_long_tagless_stretch_is_read()
    {
        string text = "a>b\"c'" + new string('x', 300_000);
        await using var server = LoopbackServer.Answering(Soap.Envelope(
            $"<LoginResponse xmlns=\"urn:vim25\"><returnval><!-- {text} --><key>k</key><userName>{text}</userName><fullName><![CDATA[{text}]]></fullName></returnval></LoginResponse>"));
        await using VimClient client = server.Client();

        UserSession session = await client.LoginAsync(new("SessionManager", "SessionManager"), "u", "p", cancellationToken: Stop);

        session.UserName.Should().Be(text);
        session.FullName.Should().Be(text);
    }

    [Fact]
    public async Task A_fault_of_a_type_without_a_name_is_still_a_fault()
    {
        await using var server = LoopbackServer.Answering(Soap.Fault("no", "<NoPermissionFault xmlns=\"urn:vim25\" xmlns:v=\"urn:vim25\" xsi:type=\"v:\"/>"), status: 500);
        await using VimClient client = server.Client();

        (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimFaultException>())
            .Which.Message.Should().Be("no");
    }

    [Theory]
    [InlineData("<NotFoundFault xmlns=\"urn:vim25\" xsi:type=\"NotFound\"><ofLater>&#xD800;&#x1;&#xFFFF;a&#x1F600;</ofLater></NotFoundFault>")]
    [InlineData("<NotFoundFault xmlns=\"urn:vim25\" xsi:type=\"NotFound\"><ofLater a=\"&#xD800;\"/></NotFoundFault>")]
    [InlineData("<v:NotFoundFault xmlns:v=\"urn:vim25\" xmlns:w=\"urn:vim25\" xsi:type=\"w:NotFound\" xml:lang=\"en\"><x xmlns=\"\" v:a=\"1\" w:a2=\"2\"/></v:NotFoundFault>")]
    [InlineData("<v:NotFoundFault xmlns:v=\"urn:vim25\" xmlns:p=\"urn:a\" p:x=\"1\" xsi:type=\"v:NotFound\"><p:y xmlns:p=\"urn:b\" p:z=\"1\" xsi:type=\"p:T\"/></v:NotFoundFault>")]
    [InlineData("<NotFoundFault xmlns=\"urn:vim25\" xmlns:xsi2=\"http://www.w3.org/2001/XMLSchema-instance\" xsi2:type=\"NotFound\" xsi:nil=\"false\"/>")]
    public async Task A_fault_stays_a_fault_however_odd_its_detail(string detail)
    {
        await using var server = LoopbackServer.Answering(Soap.Fault("no", detail), status: 500);
        await using VimClient client = server.Client();

        VimFaultException fault = (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimFaultException>()).Which;

        fault.FaultName.Should().Be("NotFound");
        fault.Invoking(it => System.Xml.Linq.XElement.Parse(it.RawDetail!)).Should().NotThrow("what is kept can be parsed by itself");
    }

    private static string Flood(string pattern)
        => string.Concat(Enumerable.Range(0, 100_000).Select(index => pattern.Replace("{0}", index.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));

    private static async Task<byte[]> PackAsync(string text)
    {
        using var packed = new MemoryStream();
        await using (var zip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await zip.WriteAsync(Encoding.UTF8.GetBytes(text), Stop);
        }

        return packed.ToArray();
    }

    private static async Task<VimTransportException> FailureOf(VimClient client)
        => (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop).WaitAsync(Soon, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
}
