using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace VmSnapshot.IntegrationTests;

/// <summary>Stands between client and simulator and loses the replies that it is told to: the server has done its work, the connection is reset.</summary>
public sealed partial class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _server = new(new SocketsHttpHandler { UseCookies = false });
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, int> _losses = [];
    private readonly List<string> _received = [];
    private readonly Uri _target;
    private readonly Task _serving;

    public FaultyProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/sdk");
        _serving = ServeAsync();
    }

    public Uri Url { get; }

    /// <summary>How often the server got a request of this method.</summary>
    public int Delivered(string method)
    {
        lock (_received)
        {
            return _received.Count(m => m == method);
        }
    }

    /// <summary>The next so many replies to this method are lost.</summary>
    public void LoseReplies(string method, int count)
    {
        lock (_received)
        {
            _losses[method] = count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Dispose();
        _server.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                while (await ReadRequestAsync(stream) is var (headers, body))
                {
                    var method = Method().Match(Encoding.UTF8.GetString(body)).Groups[1].Value;
                    using var response = await ForwardAsync(headers, body);
                    var answer = await response.Content.ReadAsByteArrayAsync(_stop.Token);
                    if (IsLost(method))
                    {
                        // Closed so, the client sees a reset instead of an orderly end.
                        client.LingerState = new LingerOption(true, 0);
                        return;
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(HeadOf(response, answer.Length)), _stop.Token);
                    await stream.WriteAsync(answer, _stop.Token);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<(Dictionary<string, string> Headers, byte[] Body)?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var headers = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return (headers, body);
    }

    private async Task<HttpResponseMessage> ForwardAsync(Dictionary<string, string> headers, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _target) { Content = new ByteArrayContent(body) };
        foreach (var name in new[] { "Content-Type", "SOAPAction", "Cookie" })
        {
            if (headers.TryGetValue(name, out var value) && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await _server.SendAsync(request, _stop.Token);
    }

    private static string HeadOf(HttpResponseMessage response, int length)
    {
        var head = new StringBuilder($"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: {length}\r\n");
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : [])
        {
            head.Append(CultureInfo.InvariantCulture, $"Set-Cookie: {cookie}\r\n");
        }

        return head.Append("\r\n").ToString();
    }

    private bool IsLost(string method)
    {
        lock (_received)
        {
            _received.Add(method);
            if (_losses.GetValueOrDefault(method) == 0)
            {
                return false;
            }

            _losses[method]--;
            return true;
        }
    }

    [GeneratedRegex(@"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)")]
    private static partial Regex Method();
}
