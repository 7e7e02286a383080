using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace VmSnapshot.IntegrationTests;

/// <summary>What a <see cref="FaultyProxy"/> does to one request, or to its answer.</summary>
public enum ProxyFault
{
    /// <summary>The connection is reset before the server hears of it.</summary>
    RequestLost,

    /// <summary>The server has done its work; the connection is reset before anything of the answer came.</summary>
    ReplyLost,

    /// <summary>The connection is reset in the middle of the answer.</summary>
    ReplyReset,

    /// <summary>The connection is closed in good order in the middle of the answer.</summary>
    ReplyCut,

    /// <summary>The answer comes later.</summary>
    ReplyDelayed,
}

/// <summary>Stands between client and simulator and loses the replies that it is told to: the server has done its work, the connection is reset.</summary>
public sealed partial class FaultyProxy : IAsyncDisposable
{
    private static readonly TimeSpan ReplyDelay = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _server = new(new SocketsHttpHandler { UseCookies = false });
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, int> _losses = [];
    private readonly List<string> _received = [];
    private readonly Uri _target;
    private readonly Task _serving;
    private (int Left, ProxyFault Fault, Func<string, bool> Counts)? _disturbance;

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

    /// <summary>The method of the request that was disturbed; null until one is.</summary>
    public string? Disturbed { get; private set; }

    /// <summary>Disturbs one request, the nth from now.</summary>
    public void Disturb(int number, ProxyFault fault, Func<string, bool> counts)
    {
        lock (_received)
        {
            _disturbance = (number, fault, counts);
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
                while (await ReadRequestAsync(stream) is var (path, headers, body))
                {
                    var method = Method().Match(Encoding.UTF8.GetString(body)).Groups[1].Value;
                    var fault = FaultOf(method);
                    if (fault is ProxyFault.RequestLost or ProxyFault.ReplyLost or ProxyFault.ReplyReset)
                    {
                        // Closed so, the client sees a reset instead of an orderly end.
                        client.LingerState = new LingerOption(true, 0);
                    }

                    if (fault == ProxyFault.RequestLost)
                    {
                        return;
                    }

                    using var response = await ForwardAsync(path, headers, body);
                    var answer = await response.Content.ReadAsByteArrayAsync(_stop.Token);
                    if (fault == ProxyFault.ReplyLost)
                    {
                        return;
                    }

                    await Task.Delay(fault == ProxyFault.ReplyDelayed ? ReplyDelay : TimeSpan.Zero, _stop.Token);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(HeadOf(response, answer.Length)), _stop.Token);
                    if (fault is ProxyFault.ReplyReset or ProxyFault.ReplyCut)
                    {
                        await stream.WriteAsync(answer.AsMemory(0, answer.Length / 2), _stop.Token);
                        return;
                    }

                    await stream.WriteAsync(answer, _stop.Token);
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                // The client went away, or the test is over.
            }
        }
    }

    private async Task<(string Path, Dictionary<string, string> Headers, byte[] Body)?> ReadRequestAsync(NetworkStream stream)
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

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1)
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return (lines[0].Split(' ')[1], headers, body);
    }

    private async Task<HttpResponseMessage> ForwardAsync(string path, Dictionary<string, string> headers, byte[] body)
    {
        using var request = new HttpRequestMessage(body.Length > 0 ? HttpMethod.Post : HttpMethod.Get, new Uri(_target, path))
        {
            Content = body.Length > 0 ? new ByteArrayContent(body) : null,
        };
        foreach (var name in new[] { "Content-Type", "SOAPAction", "Cookie" })
        {
            if (headers.TryGetValue(name, out var value) && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
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

    private ProxyFault? FaultOf(string method)
    {
        lock (_received)
        {
            _received.Add(method);
            if (_disturbance is { } next && next.Counts(method))
            {
                _disturbance = next.Left > 1 ? next with { Left = next.Left - 1 } : null;
                if (_disturbance is null)
                {
                    Disturbed = method;
                    return next.Fault;
                }
            }

            if (_losses.GetValueOrDefault(method) == 0)
            {
                return null;
            }

            _losses[method]--;
            return ProxyFault.ReplyLost;
        }
    }

    [GeneratedRegex(@"<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)")]
    private static partial Regex Method();
}
