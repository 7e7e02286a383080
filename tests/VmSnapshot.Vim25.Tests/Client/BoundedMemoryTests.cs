using System.Text;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Measures what the whole process takes: nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(MeasuringMemory), DisableParallelization = true)]
public class MeasuringMemory;

[Collection(nameof(MeasuringMemory))]
public class BoundedMemoryTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(" ")]
    [InlineData("<a>")]
    public async Task An_endless_answer_takes_memory_for_its_limit_and_stops_there(string pattern)
    {
        const int Limit = 8 * Megabyte;
        byte[] block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(pattern, 0xF000 / pattern.Length)));
        byte[] chunk = [.. Encoding.ASCII.GetBytes($"{block.Length:X}\r\n"), .. block, .. "\r\n"u8];
        long sent = 0;
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), stop);
            while (true)
            {
                await stream.WriteAsync(chunk, stop);
                Interlocked.Add(ref sent, block.Length);
            }
        });
        await using VimClient client = server.Client(maxBytes: Limit);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        VimTransportException failure = await FailureOf(client);

        long taken = GC.GetTotalAllocatedBytes(precise: true) - before;
        failure.Error.Should().Be(VimTransportError.AnswerTooLarge);
        taken.Should().BeLessThan(4 * Limit, "the buffers grow by doubling");
        Interlocked.Read(ref sent).Should().BeLessThan(4 * Limit, "the connection is closed instead of read to its end");
    }

    [Fact]
    public async Task A_length_that_is_only_announced_takes_no_memory()
    {
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", 200 * Megabyte), stop);
            await stream.WriteAsync("<a>"u8.ToArray(), stop);
            throw new IOException("breaks off");
        });
        await using var client = new VimClient(new VimClientOptions { Endpoint = server.Endpoint });
        long before = GC.GetTotalAllocatedBytes(precise: true);

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.Unreachable);
        (GC.GetTotalAllocatedBytes(precise: true) - before).Should().BeLessThan(16 * Megabyte);
    }

    [Fact]
    public async Task A_tag_with_a_flood_of_attributes_takes_little_more_than_its_own_size()
    {
        byte[] body = Encoding.UTF8.GetBytes(Soap.Envelope("<a" + string.Concat(Enumerable.Repeat(" a=\"1\"", Megabyte)) + "/>"));
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml; charset=utf-8", body.Length), stop);
            await stream.WriteAsync(body, stop);
        });
        await using VimClient client = server.Client(maxBytes: 16 * Megabyte);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.Message.Should().Contain("tag of more than 64 KB");
        (GC.GetTotalAllocatedBytes(precise: true) - before).Should().BeLessThan(4L * body.Length);
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<s:Body/>")]
    public async Task A_flood_of_SOAP_headers_takes_little_more_than_its_own_size(string header)
    {
        byte[] body = Encoding.UTF8.GetBytes("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>" + string.Concat(Enumerable.Repeat(header, Megabyte)) + "</s:Header><s:Body/></s:Envelope>");
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await stream.WriteAsync(LoopbackServer.Head(200, "text/xml; charset=utf-8", body.Length), stop);
            await stream.WriteAsync(body, stop);
        });
        await using VimClient client = server.Client(maxBytes: 16 * Megabyte);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        VimTransportException failure = await FailureOf(client);

        failure.Error.Should().Be(VimTransportError.InvalidAnswer);
        failure.Message.Should().Contain("no SOAP body within its first 256 KB");
        (GC.GetTotalAllocatedBytes(precise: true) - before).Should().BeLessThan(4L * body.Length);
    }

    private static async Task<VimTransportException> FailureOf(VimClient client)
        => (await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
}
