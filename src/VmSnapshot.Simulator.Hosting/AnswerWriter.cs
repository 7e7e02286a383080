using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using VmSnapshot.Simulator.Faults;

namespace VmSnapshot.Simulator.Hosting;

/// <summary>Puts answers on the wire, and does to them on the way what a test wants done.</summary>
internal sealed class AnswerWriter(SimulatorServerOptions options, TimeProvider clock)
{
    private const string Xml = "text/xml; charset=utf-8";
    private const int LargestKept = 1024 * 1024;
    private const int MostKept = 64;

    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _buffers = [];

    internal async Task AnswerAsync(HttpContext context, ReplyFault? reply, int status, Action<ArrayBufferWriter<byte>> write)
    {
        if (!_buffers.TryTake(out ArrayBufferWriter<byte>? buffer))
        {
            buffer = new ArrayBufferWriter<byte>(4096);
        }

        if (reply is not { IsExecuted: false })
        {
            write(buffer);
        }

        await (reply is null ? WholeAsync(context, status, buffer.WrittenMemory) : DisturbedAsync(context, reply, status, buffer.WrittenMemory)).ConfigureAwait(false);
        if (buffer.Capacity <= LargestKept && _buffers.Count < MostKept)
        {
            buffer.ResetWrittenCount();
            _buffers.Add(buffer);
        }
    }

    internal static async Task WriteAsync(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> content)
    {
        Begin(context, status, contentType, content.Length);
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await SendAsync(context, content).ConfigureAwait(false);
        }
    }

    private Task WholeAsync(HttpContext context, int status, ReadOnlyMemory<byte> content)
    {
        if (content.Length < options.CompressionThreshold || !context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return WriteAsync(context, status, Xml, content);
        }

        var packed = new MemoryStream(content.Length / 8);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(content.Span);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return WriteAsync(context, status, Xml, packed.GetBuffer().AsMemory(0, (int)packed.Length));
    }

    private Task DisturbedAsync(HttpContext context, ReplyFault reply, int status, ReadOnlyMemory<byte> content)
    {
        switch (reply)
        {
            case ConnectionLost { AfterHalf: false }:
                context.Abort();
                return Task.CompletedTask;
            case ConnectionLost:
                return ResetAsync(context, status, content);
            case Truncated:
                return WriteAsync(context, status, Xml, content[..(content.Length / 2)]);
            case Drip drip:
                return DripAsync(context, status, content, drip.Interval);
            case Endless:
                return EndlessAsync(context, content);
            case Replaced replaced:
                return WriteAsync(context, replaced.Status, replaced.ContentType, Encoding.UTF8.GetBytes(replaced.Body));
            default:
                throw new InvalidOperationException($"Nobody knows how to do {reply}.");
        }
    }

    private static async Task ResetAsync(HttpContext context, int status, ReadOnlyMemory<byte> content)
    {
        Begin(context, status, Xml, content.Length);
        await SendAsync(context, content[..(content.Length / 2)]).ConfigureAwait(false);
        context.Abort();
    }

    private async Task DripAsync(HttpContext context, int status, ReadOnlyMemory<byte> content, TimeSpan interval)
    {
        Begin(context, status, Xml, content.Length);
        for (int sent = 0; sent < content.Length && !context.RequestAborted.IsCancellationRequested; sent++)
        {
            await SendAsync(context, content.Slice(sent, 1)).ConfigureAwait(false);
            try
            {
                await Task.Delay(interval, clock, context.RequestAborted).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Nobody waits for the rest.
            }
        }
    }

    private static async Task EndlessAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        // Everything but the last tag of a good answer, and then white space for ever.
        Begin(context, StatusCodes.Status200OK, Xml, length: null);
        await SendAsync(context, content[..content.Span.LastIndexOf((byte)'<')]).ConfigureAwait(false);
        byte[] blanks = new byte[16 * 1024];
        blanks.AsSpan().Fill((byte)' ');
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await SendAsync(context, blanks).ConfigureAwait(false);
        }
    }

    private static void Begin(HttpContext context, int status, string contentType, long? length)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.ContentLength = length;
    }

    private static async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> content)
        => await context.Response.BodyWriter.WriteAsync(content, CancellationToken.None).ConfigureAwait(false);
}
