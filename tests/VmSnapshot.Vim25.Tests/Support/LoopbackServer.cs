using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace VmSnapshot.Vim25.Tests.Support;

/// <summary>A request as it arrived: its head as text, its body as text.</summary>
internal sealed record ReceivedRequest(string Head, string Body)
{
    internal string? Header(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();
}

/// <summary>
/// An HTTP server on a free loopback port whose answers a test writes byte by byte, so that it can also break off, stall
/// and lie.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Func<ReceivedRequest, Stream, CancellationToken, Task> _answer;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly ConcurrentQueue<Task> _connections = new();

    internal LoopbackServer(Func<ReceivedRequest, Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>Completes when a client closes a connection.</summary>
    internal TaskCompletionSource ConnectionClosed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Uri Endpoint => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{Port}/sdk");

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>A server that gives every request the same answer.</summary>
    internal static LoopbackServer Answering(string body, int status = 200, string contentType = "text/xml; charset=utf-8", string headers = "", X509Certificate2? certificate = null)
        => new((_, stream, stop) => SendAsync(stream, body, stop, status, contentType, headers), certificate);

    internal static async Task SendAsync(Stream stream, string body, CancellationToken stop, int status = 200, string contentType = "text/xml; charset=utf-8", string headers = "")
    {
        byte[] content = Encoding.UTF8.GetBytes(body);
        await stream.WriteAsync(Head(status, contentType, content.Length, headers), stop);
        await stream.WriteAsync(content, stop);
        await stream.FlushAsync(stop);
    }

    internal static byte[] Head(int status, string contentType, long length, string headers = "")
        => Encoding.ASCII.GetBytes($"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} Status\r\nContent-Type: {contentType}\r\nContent-Length: {length.ToString(CultureInfo.InvariantCulture)}\r\n{headers}\r\n");

    internal VimClient Client(string? thumbprint = null, TimeProvider? time = null, long? maxBytes = null)
        => new(new VimClientOptions
        {
            Endpoint = Endpoint,
            Thumbprint = thumbprint,
            TimeProvider = time ?? TimeProvider.System,
            MaxReceivedMessageBytes = maxBytes ?? 1024 * 1024,
        });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Enqueue(ServeAsync(client));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The server stops, or has stopped between two connections.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                    stream = secure;
                }

                while (await ReceiveAsync(stream) is { } request)
                {
                    Requests.Enqueue(request);
                    await _answer(request, stream, _stop.Token);
                }

                ConnectionClosed.TrySetResult();
            }
            catch (Exception end) when (end is IOException or OperationCanceledException or SocketException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or the server stops.
                ConnectionClosed.TrySetResult();
            }
        }
    }

    private async Task<ReceivedRequest?> ReceiveAsync(Stream stream)
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (!(head.Count > 3 && head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var request = new ReceivedRequest(Encoding.ASCII.GetString([.. head]), "");
        byte[] body = new byte[int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return request with { Body = Encoding.UTF8.GetString(body) };
    }
}
