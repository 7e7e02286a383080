using System.Net;
using System.Net.Http.Headers;
using System.Text;
using VmSnapshot.Simulator.Hosting.Tests.Support;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Hosting.Tests;

public class ServerTests
{
    private const string ServiceContent = "<RetrieveServiceContent xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">ServiceInstance</_this></RetrieveServiceContent>";
    private const string Login = "<Login xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this><userName>user</userName><password>pass</password></Login>";
    private const string Logout = "<Logout xmlns=\"urn:vim25\"><_this type=\"SessionManager\">SessionManager</_this></Logout>";
    private const string Now = "<CurrentTime xmlns=\"urn:vim25\"><_this type=\"ServiceInstance\">ServiceInstance</_this></CurrentTime>";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "http")]
    [InlineData(true, "https")]
    public async Task A_client_negotiates_logs_in_and_calls(bool tls, string scheme)
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { UseTls = tls }, new VCenterSimulatorOptions { StrictReading = true });
        await using VimClient client = served.Connect();

        NegotiatedVersion version = await client.NegotiateVersionAsync(Stop);
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
        UserSession session = await client.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: Stop);
        DateTimeOffset time = await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await client.LogoutAsync(content.SessionManager!, Stop);

        served.Server.Url.Scheme.Should().Be(scheme);
        served.Server.Url.AbsolutePath.Should().Be("/sdk");
        (served.Server.Thumbprint is { Length: 64 }).Should().Be(tls);
        version.ApiVersion.Should().Be(VimVersions.Newest);
        content.About!.ApiType.Should().Be("VirtualCenter");
        session.UserName.Should().Be("user");
        session.IpAddress.Should().Be("127.0.0.1");
        time.Should().BeCloseTo(TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(1));
        served.Simulator.StrictFailures.Should().BeEmpty();
        (await client.Awaiting(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotAuthenticated");
    }

    [Fact]
    public async Task A_client_that_pins_another_certificate_is_told_of_ours()
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { UseTls = true });
        await using var client = new VimClient(new VimClientOptions { Endpoint = served.Server.Url, Thumbprint = new string('0', 64) });

        VimTransportException refusal = (await client.Awaiting(it => it.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>()).Which;

        refusal.PresentedThumbprint.Should().Be(served.Server.Thumbprint);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "; Secure")]
    public async Task The_session_cookie_is_set_by_a_login_and_cleared_by_a_logout(bool tls, string more)
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { UseTls = tls });
        using HttpClient http = Http();

        using HttpResponseMessage before = await PostAsync(http, served, ServiceContent);
        using HttpResponseMessage login = await PostAsync(http, served, Login);
        string cookie = login.Headers.GetValues("Set-Cookie").Single();
        using HttpResponseMessage used = await PostAsync(http, served, Now, cookie.Split(';')[0] + "; other=1");
        using HttpResponseMessage unquoted = await PostAsync(http, served, Now, "a=b; " + cookie.Split(';')[0].Replace("\"", "", StringComparison.Ordinal));
        // Some clients send all that they got back to where it came from.
        using HttpResponseMessage logout = await PostAsync(http, served, Logout, cookie);
        using HttpResponseMessage after = await PostAsync(http, served, Now, cookie);

        before.StatusCode.Should().Be(HttpStatusCode.OK);
        before.Headers.Contains("Set-Cookie").Should().BeFalse();
        cookie.Should().MatchRegex($"^vmware_soap_session=\"[^\"]+\"; Path=/; HttpOnly{more}$");
        used.StatusCode.Should().Be(HttpStatusCode.OK);
        unquoted.StatusCode.Should().Be(HttpStatusCode.OK);
        used.Headers.Contains("Set-Cookie").Should().BeFalse();
        logout.Headers.GetValues("Set-Cookie").Single().Should().StartWith("vmware_soap_session=\"\";").And.Contain("Max-Age=0");
        after.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await after.Content.ReadAsStringAsync(Stop)).Should().Contain("xsi:type=\"NotAuthenticated\"");
    }

    [Theory]
    [InlineData("GET", "/sdk", 405)]
    [InlineData("GET", "/", 404)]
    [InlineData("POST", "/other", 404)]
    [InlineData("GET", "/sdk/vimService.wsdl", 404)]
    [InlineData("POST", "/sdk/vimServiceVersions.xml", 404)]
    [InlineData("GET", "/sdk/vimServiceVersions.xml", 200)]
    [InlineData("HEAD", "/sdk/vimServiceVersions.xml", 200)]
    [InlineData("POST", "/sdk/", 500)]
    public async Task Nothing_is_served_beside_the_service_and_its_versions(string method, string path, int status)
    {
        await using Served served = await Served.StartAsync();
        using HttpClient http = Http();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(served.Server.Url, path));

        using HttpResponseMessage response = await http.SendAsync(request, Stop);

        ((int)response.StatusCode).Should().Be(status);
    }

    [Fact]
    public async Task What_is_no_request_is_refused_with_a_fault()
    {
        await using Served served = await Served.StartAsync();
        using HttpClient http = Http();

        using HttpResponseMessage response = await PostAsync(http, served, "<Explode xmlns=\"urn:vim25\"><_this type=\"Folder\">f</_this></Explode>");

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/xml");
        (await response.Content.ReadAsStringAsync(Stop)).Should().Contain("<faultcode>ServerFaultCode</faultcode>").And.Contain("xsi:type=\"MethodNotFound\"");
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused_by_its_length_or_on_the_way()
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { MaxRequestBytes = 100_000 });
        using HttpClient http = Http();
        string large = Envelope($"<a>{new string('x', 150_000)}</a>");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, served.Server.Url) { Content = new StringContent(large) };
        chunked.Headers.TransferEncodingChunked = true;

        using HttpResponseMessage byLength = await http.PostAsync(served.Server.Url, new StringContent(large), Stop);
        using HttpResponseMessage onTheWay = await http.SendAsync(chunked, Stop);

        byLength.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        onTheWay.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_large_answer_is_compressed_for_who_takes_that()
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { CompressionThreshold = 100 });
        using HttpClient http = Http();
        using HttpResponseMessage plain = await PostAsync(http, served, ServiceContent);
        http.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using HttpResponseMessage packed = await PostAsync(http, served, ServiceContent);

        plain.Content.Headers.ContentEncoding.Should().BeEmpty();
        packed.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await using var unpacked = new System.IO.Compression.GZipStream(await packed.Content.ReadAsStreamAsync(Stop), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        (await reader.ReadToEndAsync(Stop)).Should().Be(await plain.Content.ReadAsStringAsync(Stop));
    }

    [Fact]
    public async Task A_strict_simulator_says_what_stands_where_and_remembers_it()
    {
        await using Served served = await Served.StartAsync(behaviour: new VCenterSimulatorOptions { StrictReading = true });
        using HttpClient http = Http();

        using HttpResponseMessage response = await PostAsync(http, served, Login.Replace("<userName>user</userName><password>pass</password>", "<password>pass</password><userName>user</userName>", StringComparison.Ordinal));

        (await response.Content.ReadAsStringAsync(Stop)).Should().Contain("Login: 'password' stands where 'userName' is expected").And.Contain("xsi:type=\"InvalidRequest\"");
        served.Simulator.StrictFailures.Should().ContainSingle().Which.Path.Should().Be("Login");
        served.Simulator.ClearStrictFailures();
        served.Simulator.StrictFailures.Should().BeEmpty();
    }

    [Fact]
    public async Task Only_this_machine_is_served()
    {
        await using var simulator = new VCenterSimulator();

        Func<Task> serving = () => SimulatorServer.StartAsync(simulator, new SimulatorServerOptions { Address = IPAddress.Any }, Stop);

        await serving.Should().ThrowAsync<ArgumentException>().WithMessage("*loopback*");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_and_one_simulator_may_have_many_servers()
    {
        await using Served served = await Served.StartAsync();
        await using SimulatorServer second = await SimulatorServer.StartAsync(served.Simulator, cancellationToken: Stop);

        Func<Task> third = () => SimulatorServer.StartAsync(served.Simulator, new SimulatorServerOptions { Port = second.Url.Port }, Stop);

        second.Url.Port.Should().NotBe(served.Server.Url.Port);
        await third.Should().ThrowAsync<IOException>();
    }

    [Fact]
    public async Task A_server_that_ends_does_not_wait_for_calls_under_way()
    {
        Served served = await Served.StartAsync();
        await using VimClient client = await served.LogInAsync();
        served.Simulator.Faults.On("CurrentTime").Delay(TimeSpan.FromMinutes(5));
        Task<DateTimeOffset> call = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await Eventually.BeTrueAsync(() => served.Simulator.Faults.Fired.Count == 1);

        await served.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop);

        (await FluentActions.Awaiting(() => call).Should().ThrowAsync<VimTransportException>()).Which.MayHaveBeenExecuted.Should().BeTrue();
    }

    private static HttpClient Http() => new(new HttpClientHandler
    {
        UseCookies = false,
        ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate!.Subject == "CN=localhost",
    });

    private static string Envelope(string body)
        => "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>" + body + "</e:Body></e:Envelope>";

    private static async Task<HttpResponseMessage> PostAsync(HttpClient http, Served served, string body, string? cookie = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, served.Server.Url) { Content = new StringContent(Envelope(body), Encoding.UTF8, "text/xml") };
        request.Headers.Add("SOAPAction", "\"urn:vim25/6.7.1\"");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        return await http.SendAsync(request, Stop);
    }

    [Fact]
    public async Task A_simulator_that_is_disposed_of_breaks_the_connections_and_the_server_can_be_disposed_of_twice()
    {
        var simulator = new VCenterSimulator();
        SimulatorServer server = await SimulatorServer.StartAsync(simulator, cancellationToken: Stop);
        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Url, ApiVersion = VimVersions.Newest });
        await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);

        simulator.Dispose();
        Func<Task> call = () => client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);

        (await call.Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.Unreachable);
        await server.DisposeAsync();
        Func<Task> again = async () => await server.DisposeAsync();
        await again.Should().NotThrowAsync();
    }
}
