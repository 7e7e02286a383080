using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Certificates over real handshakes, on one connection after the other.</summary>
public class TlsConnectionTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_pin_is_checked_on_every_new_connection()
    {
        using X509Certificate2 pinned = Made("127.0.0.1");
        using X509Certificate2 other = Made("127.0.0.1");
        await using var server = new ChangingServer(pinned, pinned, other, pinned);
        await using VimClient client = server.Client(TestCertificates.Thumbprint(pinned));

        await CallAsync(client);
        await CallAsync(client);
        VimTransportException failure = await RejectionOf(client);
        await CallAsync(client);

        failure.CertificateProblems.Should().Be(CertificateProblems.PinMismatch);
        failure.PresentedThumbprint.Should().Be(TestCertificates.Thumbprint(other));
        server.Requests.Should().Be(3, "the connection with the other certificate carried nothing");
    }

    [Theory]
    [InlineData("other.example.com", -10, -1)]
    [InlineData("other.example.com", 1, 10)]
    [InlineData("127.0.0.1", -10, -1)]
    [InlineData("other.example.com", -1, 1)]
    public async Task The_pin_decides_alone(string name, int fromDay, int toDay)
    {
        using X509Certificate2 certificate = Made(name, fromDay, toDay);
        await using var server = new ChangingServer(certificate);
        await using VimClient client = server.Client(TestCertificates.Thumbprint(certificate));

        await CallAsync(client);
    }

    [Fact]
    public async Task The_pin_is_of_the_servers_own_certificate_and_not_of_its_issuers()
    {
        using X509Certificate2 root = Root();
        using X509Certificate2 certificate = Made("127.0.0.1", issuer: root);
        await using var server = new ChangingServer(certificate);
        await using VimClient pinnedToRoot = server.Client(TestCertificates.Thumbprint(root));
        await using VimClient pinned = server.Client(TestCertificates.Thumbprint(certificate));

        (await RejectionOf(pinnedToRoot)).CertificateProblems.Should().Be(CertificateProblems.PinMismatch);
        await CallAsync(pinned);
    }

    [Theory]
    [InlineData("127.0.0.1", -1, 1, CertificateProblems.UntrustedChain)]
    [InlineData("other.example.com", -1, 1, CertificateProblems.UntrustedChain | CertificateProblems.NameMismatch)]
    [InlineData("127.0.0.1", -10, -1, CertificateProblems.UntrustedChain | CertificateProblems.Expired)]
    [InlineData("127.0.0.1", 1, 10, CertificateProblems.UntrustedChain | CertificateProblems.Expired)]
    [InlineData("other.example.com", 1, 10, CertificateProblems.UntrustedChain | CertificateProblems.Expired | CertificateProblems.NameMismatch)]
    public async Task Everything_that_is_wrong_with_a_certificate_is_told(string name, int fromDay, int toDay, CertificateProblems expected)
    {
        foreach (bool issued in new[] { false, true })
        {
            using X509Certificate2 root = Root();
            using X509Certificate2 certificate = Made(name, fromDay, toDay, issued ? root : null);
            await using var server = new ChangingServer(certificate);
            await using VimClient client = server.Client();

            VimTransportException failure = await RejectionOf(client);

            failure.CertificateProblems.Should().Be(expected, issued ? "its issuer is nobody's" : "it vouches for itself");
            failure.PresentedThumbprint.Should().Be(TestCertificates.Thumbprint(certificate));
            server.Requests.Should().Be(0);
        }
    }

    [Fact]
    public async Task A_rejected_certificate_stays_rejected()
    {
        using X509Certificate2 certificate = Made("127.0.0.1");
        await using var server = new ChangingServer(certificate);
        await using VimClient client = server.Client();

        await RejectionOf(client);
        await RejectionOf(client);

        server.Requests.Should().Be(0);
    }

    [Fact]
    public async Task A_redirection_to_another_server_does_not_lead_around_the_pin()
    {
        using X509Certificate2 pinned = Made("127.0.0.1");
        using X509Certificate2 other = Made("127.0.0.1");
        await using var elsewhere = new ChangingServer(other);
        await using var server = new ChangingServer(pinned) { Answer = $"HTTP/1.1 307 Go\r\nLocation: {elsewhere.Endpoint}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" };
        await using VimClient client = server.Client(TestCertificates.Thumbprint(pinned));

        (await client.Invoking(CallAsync).Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.InvalidAnswer);
        elsewhere.Connections.Should().Be(0);
    }

    [Fact]
    public void There_is_no_option_to_trust_every_certificate()
        => typeof(VimClientOptions).GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(option => option.PropertyType == typeof(bool) || typeof(Delegate).IsAssignableFrom(option.PropertyType))
            .Select(option => option.Name).Should().BeEquivalentTo(nameof(VimClientOptions.UseDefaultWebProxy), nameof(VimClientOptions.CreateTransport));

    private static Task CallAsync(VimClient client) => client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

    private static async Task<VimTransportException> RejectionOf(VimClient client)
    {
        VimTransportException failure = (await client.Invoking(CallAsync).Should().ThrowAsync<VimTransportException>()).Which;
        failure.Error.Should().Be(VimTransportError.CertificateRejected);
        failure.MayHaveBeenExecuted.Should().BeFalse();
        return failure;
    }

    private static X509Certificate2 Root()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=A root of nobody's", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));
    }

    private static X509Certificate2 Made(string name, int fromDay = -1, int toDay = 1, X509Certificate2? issuer = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = issuer is null
            ? request.CreateSelfSigned(now.AddDays(fromDay), now.AddDays(toDay))
            : request.Create(issuer, now.AddDays(fromDay), now.AddDays(toDay), RandomNumberGenerator.GetBytes(16));
        using X509Certificate2 withKey = issuer is null ? X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null) : made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Takes the next certificate for each connection, the last one from then on, and closes it after one answer.</summary>
    private sealed class ChangingServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentQueue<X509Certificate2> _certificates;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _serving;
        private int _connections;
        private int _requests;

        internal ChangingServer(params X509Certificate2[] certificates)
        {
            _certificates = new(certificates);
            string body = Soap.Envelope(Soap.Now);
            Answer = $"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
            _listener.Start();
            _serving = ServeAsync();
        }

        internal string Answer { get; init; }

        internal int Connections => _connections;

        internal int Requests => _requests;

        internal Uri Endpoint => new($"https://{_listener.LocalEndpoint}/sdk");

        internal VimClient Client(string? thumbprint = null) => new(new VimClientOptions { Endpoint = Endpoint, Thumbprint = thumbprint });

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _serving;
            _stop.Dispose();
        }

        private async Task ServeAsync()
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    _connections++;
                    X509Certificate2 certificate = (_certificates.Count > 1 && _certificates.TryDequeue(out X509Certificate2? next)) || _certificates.TryPeek(out next) ? next : throw new InvalidOperationException();
                    await using var stream = new SslStream(client.GetStream());
                    await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
                    var received = new StringBuilder();
                    byte[] buffer = new byte[4096];
                    while (!received.ToString().EndsWith("Envelope>", StringComparison.Ordinal) && await stream.ReadAsync(buffer, _stop.Token) is > 0 and var count)
                    {
                        received.Append(Encoding.UTF8.GetString(buffer, 0, count));
                    }

                    if (received.Length > 0)
                    {
                        _requests++;
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(Answer), _stop.Token);
                    }
                }
                catch (Exception end) when (end is IOException or OperationCanceledException or SocketException or AuthenticationException or ObjectDisposedException)
                {
                    // The client refused, or the server stops.
                }
            }
        }
    }
}
