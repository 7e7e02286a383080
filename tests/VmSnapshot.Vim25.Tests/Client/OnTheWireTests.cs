using System.Xml.Linq;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>What a server sees of a call.</summary>
public class OnTheWireTests
{
    private static readonly XNamespace SoapEnvelope = "http://schemas.xmlsoap.org/soap/envelope/";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_names_the_version_and_declares_the_prefixes_on_its_envelope()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();

        DateTimeOffset now = await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        now.Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        ReceivedRequest request = server.Requests.Should().ContainSingle().Subject;
        request.Head.Should().StartWith("POST /sdk HTTP/1.1\r\n");
        request.Header("SOAPAction").Should().Be("\"urn:vim25/6.5\"");
        request.Header("Content-Type").Should().Be("text/xml; charset=utf-8");
        request.Header("Expect").Should().BeNull();
        XElement envelope = XDocument.Parse(request.Body).Root!;
        envelope.Name.Should().Be(SoapEnvelope + "Envelope");
        envelope.Attribute(XNamespace.Xmlns + "xsd")!.Value.Should().Be("http://www.w3.org/2001/XMLSchema");
        envelope.Attribute(XNamespace.Xmlns + "xsi")!.Value.Should().Be("http://www.w3.org/2001/XMLSchema-instance");
        XElement call = envelope.Element(SoapEnvelope + "Body")!.Elements().Should().ContainSingle().Subject;
        call.Name.Should().Be(Wire.Vim + "CurrentTime");
        XElement self = call.Elements().Should().ContainSingle().Subject;
        self.Name.Should().Be(Wire.Vim + "_this");
        self.Attribute("type")!.Value.Should().Be("ServiceInstance");
        self.Value.Should().Be("ServiceInstance");
    }

    [Fact]
    public async Task Parameters_stand_in_schema_order_and_absent_ones_are_left_out()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope("<FindByUuidResponse xmlns=\"urn:vim25\"/>"));
        await using VimClient client = server.Client();

        ManagedObjectReference? found = await client.FindByUuidAsync(new("SearchIndex", "SearchIndex"), null, "42", vmSearch: true, instanceUuid: true, Stop);

        found.Should().BeNull();
        LastCall(server).Elements().Select(element => element.Name.LocalName).Should().Equal("_this", "uuid", "vmSearch", "instanceUuid");
    }

    [Fact]
    public async Task Hostile_names_reach_the_server_as_they_are()
    {
        const string Name = "a<b>&\"'\r\n\t]]> %2f \U0001F600";
        await using var server = LoopbackServer.Answering(Soap.Envelope("<FindChildResponse xmlns=\"urn:vim25\"><returnval type=\"VirtualMachine\">vm-1</returnval></FindChildResponse>"));
        await using VimClient client = server.Client();

        await client.FindChildAsync(new("SearchIndex", "SearchIndex"), new("Folder", "<&\">"), Name, Stop);

        LastCall(server).Element(Wire.Vim + "name")!.Value.Should().Be(Name);
        LastCall(server).Element(Wire.Vim + "entity")!.Value.Should().Be("<&\">");
    }

    [Fact]
    public async Task A_control_character_is_refused_before_anything_is_sent()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();

        Func<Task> login = () => client.LoginAsync(new("SessionManager", "SessionManager"), "user", "s3cret\u0007", cancellationToken: Stop);

        (await login.Should().ThrowAsync<ArgumentException>()).WithParameterName("password").Which.ToString().Should().NotContain("s3cret");
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_missing_argument_is_refused_before_anything_is_sent()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();

        await client.Invoking(it => it.CurrentTimeAsync(null!, Stop)).Should().ThrowAsync<ArgumentNullException>().WithParameterName("self");
        await client.Invoking(it => it.ReconfigVMTaskAsync(new("VirtualMachine", "vm-1"), null!, Stop)).Should().ThrowAsync<ArgumentNullException>().WithParameterName("spec");
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_session_cookie_is_sent_with_every_later_call_of_the_same_client_only()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now), headers: "Set-Cookie: vmware_soap_session=\"abc-123\"; Path=/; HttpOnly\r\n");
        await using VimClient first = server.Client();
        await using VimClient second = server.Client();

        await first.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await first.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await second.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        server.Requests.Select(request => request.Header("Cookie")).Should().Equal(null, "vmware_soap_session=\"abc-123\"", null);
    }

    [Fact]
    public async Task A_version_of_the_caller_is_used()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Endpoint, ApiVersion = "8.0.1.0" });

        await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        server.Requests.Single().Header("SOAPAction").Should().Be("\"urn:vim25/8.0.1.0\"");
    }

    [Fact]
    public async Task Calls_of_many_threads_share_one_client()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();

        DateTimeOffset[] times = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => client.CurrentTimeAsync(VimClient.ServiceInstance, Stop), Stop)));

        times.Should().HaveCount(64).And.OnlyContain(time => time.Year == 2026);
        server.Requests.Should().HaveCount(64);
    }

    [Fact]
    public async Task A_list_answer_may_be_empty()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope("<FindAllByUuidResponse xmlns=\"urn:vim25\"></FindAllByUuidResponse>"));
        await using VimClient client = server.Client();

        (await client.FindAllByUuidAsync(new("SearchIndex", "SearchIndex"), null, "42", vmSearch: true, cancellationToken: Stop)).Should().BeEmpty();
    }

    private static XElement LastCall(LoopbackServer server)
        => XDocument.Parse(server.Requests.Last().Body, LoadOptions.PreserveWhitespace).Root!.Element(SoapEnvelope + "Body")!.Elements().Single();
}
