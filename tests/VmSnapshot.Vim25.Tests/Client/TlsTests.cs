using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using VmSnapshot.Vim25.Tests.Support;
using VmSnapshot.Vim25.Transport;

namespace VmSnapshot.Vim25.Tests.Client;

public class TlsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pinned_certificate_is_accepted_whoever_issued_it_and_for_whatever_name()
    {
        using X509Certificate2 certificate = TestCertificates.For("somewhere.else.example", expired: true);
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now), certificate: certificate);
        string thumbprint = TestCertificates.Thumbprint(certificate);
        string written = string.Join(':', thumbprint.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
        await using VimClient client = server.Client($" {written} ");

        (await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Year.Should().Be(2026);
    }

    [Fact]
    public async Task Another_certificate_than_the_pinned_one_is_rejected()
    {
        using X509Certificate2 certificate = TestCertificates.For("127.0.0.1");
        using X509Certificate2 expected = TestCertificates.For("127.0.0.1");
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now), certificate: certificate);
        await using VimClient client = server.Client(TestCertificates.Thumbprint(expected));

        VimTransportException failure = await RejectionOf(client);

        failure.CertificateProblems.Should().Be(CertificateProblems.PinMismatch);
        failure.PresentedThumbprint.Should().Be(TestCertificates.Thumbprint(certificate));
        failure.Message.Should().Contain(TestCertificates.Thumbprint(expected)).And.Contain("renewed");
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_rejected()
    {
        using X509Certificate2 certificate = TestCertificates.For("127.0.0.1");
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now), certificate: certificate);
        await using VimClient client = server.Client();

        VimTransportException failure = await RejectionOf(client);

        failure.CertificateProblems.Should().Be(CertificateProblems.UntrustedChain);
        failure.PresentedThumbprint.Should().Be(TestCertificates.Thumbprint(certificate));
        failure.Message.Should().Contain("doesn't trust its issuer").And.Contain("set Thumbprint");
        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_rejected_and_says_so()
    {
        using X509Certificate2 certificate = TestCertificates.For("other.example.com");
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now), certificate: certificate);
        await using VimClient client = server.Client();

        VimTransportException failure = await RejectionOf(client);

        failure.CertificateProblems.Should().HaveFlag(CertificateProblems.NameMismatch);
        failure.Message.Should().Contain("it is for other.example.com, not for 127.0.0.1");
    }

    [Fact]
    public async Task An_expired_certificate_is_rejected_and_says_so()
    {
        using X509Certificate2 certificate = TestCertificates.For("127.0.0.1", expired: true);
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now), certificate: certificate);
        await using VimClient client = server.Client();

        VimTransportException failure = await RejectionOf(client);

        failure.CertificateProblems.Should().HaveFlag(CertificateProblems.Expired);
        failure.Message.Should().Contain("it is valid from");
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = AnswerWithoutTlsAsync(listener);
        await using var client = new VimClient(new VimClientOptions { Endpoint = new Uri($"https://{listener.LocalEndpoint}/sdk") });

        VimTransportException failure = (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>()).Which;

        failure.Error.Should().Be(VimTransportError.Unreachable, "no certificate was there to reject");
        failure.Message.Should().StartWith("No TLS connection");
        failure.PresentedThumbprint.Should().BeNull();
        await serving;
    }

    [Fact]
    public void What_the_platform_finds_right_is_accepted()
    {
        using X509Certificate2 certificate = TestCertificates.For("vcenter.example.com");

        CertificateCheck.Accept("vcenter.example.com", null, certificate, null, SslPolicyErrors.None).Should().BeTrue();
    }

    [Fact]
    public void A_trusted_certificate_for_another_host_is_rejected_for_its_name_alone()
    {
        using X509Certificate2 certificate = TestCertificates.For("other.example.com");

        Action accepting = () => CertificateCheck.Accept("vcenter.example.com", null, certificate, null, SslPolicyErrors.RemoteCertificateNameMismatch);

        accepting.Should().Throw<CertificateRejectedException>().Which.Problems.Should().Be(CertificateProblems.NameMismatch);
    }

    [Fact]
    public void A_server_without_a_certificate_is_rejected_pinned_or_not()
    {
        foreach (string? pin in new[] { null, new string('A', 64) })
        {
            Action accepting = () => CertificateCheck.Accept("vcenter.example.com", pin, null, null, SslPolicyErrors.RemoteCertificateNotAvailable);

            accepting.Should().Throw<CertificateRejectedException>().Which.Problems.Should().Be(CertificateProblems.Missing);
        }
    }

    private static async Task AnswerWithoutTlsAsync(TcpListener listener)
    {
        using TcpClient connection = await listener.AcceptTcpClientAsync(Stop);
        NetworkStream stream = connection.GetStream();
        await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, Stop);
        await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), Stop);
    }

    private static async Task<VimTransportException> RejectionOf(VimClient client)
    {
        VimTransportException failure = (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
        failure.Error.Should().Be(VimTransportError.CertificateRejected);
        failure.MayHaveBeenExecuted.Should().BeFalse();
        return failure;
    }
}
