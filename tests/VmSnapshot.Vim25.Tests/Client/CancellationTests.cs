using System.Text;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Vim25.Tests.Support;

namespace VmSnapshot.Vim25.Tests.Client;

/// <summary>Every way of ending a call before its answer is complete.</summary>
public class CancellationTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public enum Stall
    {
        BeforeTheHead,
        InTheMiddleOfTheBody,
        Dripping,
    }

    [Theory]
    [InlineData(Stall.BeforeTheHead)]
    [InlineData(Stall.InTheMiddleOfTheBody)]
    [InlineData(Stall.Dripping)]
    public async Task The_caller_ends_a_call_at_any_point(Stall stall)
    {
        await using LoopbackServer server = Stalling(stall, out Task stalled);
        await using VimClient client = server.Client();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task call = client.CurrentTimeAsync(VimClient.ServiceInstance, caller.Token);
        await stalled.WaitAsync(Soon, Stop);

        await caller.CancelAsync();

        (await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<OperationCanceledException>())
            .Which.CancellationToken.Should().Be(caller.Token);
    }

    [Theory]
    [InlineData(Stall.BeforeTheHead)]
    [InlineData(Stall.InTheMiddleOfTheBody)]
    [InlineData(Stall.Dripping)]
    public async Task A_call_that_takes_too_long_ends_in_a_typed_error_at_any_point(Stall stall)
    {
        var time = new FakeTimeProvider();
        await using LoopbackServer server = Stalling(stall, out Task stalled);
        await using VimClient client = server.Client(time: time);
        Task call = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await stalled.WaitAsync(Soon, Stop);

        time.Advance(TimeSpan.FromSeconds(59.9));
        call.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(0.2));

        VimTransportException failure = (await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<VimTransportException>()).Which;
        failure.Error.Should().Be(VimTransportError.TimedOut);
        failure.MayHaveBeenExecuted.Should().BeTrue();
        failure.Message.Should().Contain("CurrentTime").And.Contain("60 s").And.Contain("CallTimeout");
    }

    [Fact]
    public async Task A_client_goes_on_after_a_call_was_ended()
    {
        int calls = 0;
        await using var server = new LoopbackServer((_, stream, stop) => Interlocked.Increment(ref calls) == 1
            ? Task.Delay(Timeout.Infinite, stop)
            : LoopbackServer.SendAsync(stream, Soap.Envelope(Soap.Now), stop));
        await using VimClient client = server.Client();
        using var caller = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, caller.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Year.Should().Be(2026);
    }

    [Fact]
    public async Task One_call_that_is_ended_leaves_the_others_alone()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LoopbackServer(async (_, stream, stop) =>
        {
            await go.Task.WaitAsync(stop);
            await LoopbackServer.SendAsync(stream, Soap.Envelope(Soap.Now), stop);
        });
        await using VimClient client = server.Client();
        using var caller = new CancellationTokenSource();
        Task ended = client.CurrentTimeAsync(VimClient.ServiceInstance, caller.Token);
        Task<DateTimeOffset> other = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        await caller.CancelAsync();
        await ended.Invoking(it => it).Should().ThrowAsync<OperationCanceledException>();
        go.SetResult();

        (await other).Year.Should().Be(2026);
    }

    [Fact]
    public async Task A_token_that_has_fired_sends_nothing()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        await using VimClient client = server.Client();

        await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, new CancellationToken(canceled: true))).Should().ThrowAsync<OperationCanceledException>();

        server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task The_time_the_server_may_wait_for_news_comes_on_top()
    {
        var time = new FakeTimeProvider();
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new LoopbackServer((_, _, stop) =>
        {
            received.TrySetResult();
            return Task.Delay(Timeout.Infinite, stop);
        });
        await using VimClient client = server.Client(time: time);
        Task<UpdateSet?> call = client.WaitForUpdatesExAsync(new("PropertyCollector", "pc"), "", new WaitOptions { MaxWaitSeconds = 30 }, Stop);
        await received.Task.WaitAsync(Soon, Stop);

        time.Advance(TimeSpan.FromSeconds(89.9));
        call.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(0.2));

        (await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<VimTransportException>())
            .Which.Error.Should().Be(VimTransportError.TimedOut);
    }

    [Fact]
    public async Task A_wait_without_an_end_is_told_what_it_lacks()
    {
        var time = new FakeTimeProvider();
        await using LoopbackServer server = Stalling(Stall.BeforeTheHead, out Task stalled);
        await using VimClient client = server.Client(time: time);
        Task call = client.WaitForUpdatesExAsync(new("PropertyCollector", "pc"), cancellationToken: Stop);
        await stalled.WaitAsync(Soon, Stop);

        time.Advance(TimeSpan.FromSeconds(60.1));

        (await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<VimTransportException>())
            .Which.Message.Should().Contain("MaxWaitSeconds");
    }

    [Fact]
    public async Task A_wait_longer_than_any_timer_takes_is_a_long_wait()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope("<WaitForUpdatesExResponse xmlns=\"urn:vim25\"/>"));
        await using VimClient client = server.Client();

        (await client.WaitForUpdatesExAsync(new("PropertyCollector", "pc"), "", new WaitOptions { MaxWaitSeconds = int.MaxValue }, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task A_disposed_client_ends_its_calls_closes_its_connections_and_takes_no_more()
    {
        await using LoopbackServer server = Stalling(Stall.InTheMiddleOfTheBody, out Task stalled);
        VimClient client = server.Client();
        Task call = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await stalled.WaitAsync(Soon, Stop);

        await client.DisposeAsync();
        await client.DisposeAsync();

        await call.Invoking(it => it.WaitAsync(Soon, Stop)).Should().ThrowAsync<ObjectDisposedException>();
        await client.Invoking(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_disposed_client_leaves_no_connection_open()
    {
        await using var server = LoopbackServer.Answering(Soap.Envelope(Soap.Now));
        VimClient client = server.Client();
        await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        await client.DisposeAsync();

        await server.ConnectionClosed.Task.Invoking(it => it.WaitAsync(Soon, Stop)).Should().NotThrowAsync();
    }

    private static LoopbackServer Stalling(Stall stall, out Task stalled)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stalled = reached.Task;
        return new LoopbackServer(async (_, stream, stop) =>
        {
            if (stall != Stall.BeforeTheHead)
            {
                byte[] body = Encoding.UTF8.GetBytes(Soap.Envelope(Soap.Now));
                await stream.WriteAsync(LoopbackServer.Head(200, "text/xml", body.Length + 100_000), stop);
                await stream.WriteAsync(body, stop);
                await stream.FlushAsync(stop);
            }

            reached.TrySetResult();
            while (stall == Stall.Dripping)
            {
                await stream.WriteAsync(" "u8.ToArray(), stop);
                await Task.Delay(20, stop);
            }

            await Task.Delay(Timeout.Infinite, stop);
        });
    }
}
