using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Hosting.Tests.Support;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Hosting.Tests;

/// <summary>Faults on the wire: a client sees there what it sees in the simulator's own process.</summary>
public class ReplyFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, VimTransportError, bool, bool> Answers => new()
    {
        // what, error, may have been executed, was executed
        { nameof(FaultTrigger.DropRequest), VimTransportError.Unreachable, true, false },
        { nameof(FaultTrigger.LoseReply), VimTransportError.Unreachable, true, true },
        { nameof(FaultTrigger.ResetReply), VimTransportError.Unreachable, true, true },
        { nameof(FaultTrigger.TruncateReply), VimTransportError.InvalidAnswer, true, true },
        { nameof(FaultTrigger.EndlessReply), VimTransportError.AnswerTooLarge, true, true },
        { nameof(FaultTrigger.AnswerHtml), VimTransportError.InvalidAnswer, true, false },
        { nameof(FaultTrigger.AnswerGarbage), VimTransportError.InvalidAnswer, true, false },
        { nameof(FaultTrigger.AnswerOtherXml), VimTransportError.InvalidAnswer, true, false },
        { nameof(FaultTrigger.AnswerOtherSoap), VimTransportError.InvalidAnswer, true, false },
        { "503", VimTransportError.ServerBusy, true, false },
        { "403", VimTransportError.AccessDenied, false, false },
        { "301", VimTransportError.InvalidAnswer, false, false },
        { "404", VimTransportError.InvalidAnswer, false, false },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_becomes_of_an_answer_is_what_a_client_sees(string what, VimTransportError error, bool mayHaveBeenExecuted, bool wasExecuted)
    {
        await using Served served = await Served.StartAsync();
        await using VimClient client = served.Connect(maxAnswerBytes: 1024 * 1024);
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
        ReplyFaults.Arm(served.Simulator.Faults.On("Login"), what);

        VimTransportException failure = (await client.Awaiting(it => it.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: Stop)).Should().ThrowAsync<VimTransportException>()).Which;

        failure.Error.Should().Be(error);
        failure.MayHaveBeenExecuted.Should().Be(mayHaveBeenExecuted);
        served.Simulator.Calls.Of("Login").Should().ContainSingle().Which.HasEnded.Should().BeTrue();
        served.Simulator.VCenter.Sessions.Open.Should().HaveCount(wasExecuted ? 1 : 0);
        await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
    }

    [Fact]
    public async Task A_dripping_answer_arrives_a_byte_at_a_time()
    {
        var clock = new FakeTimeProvider();
        await using Served served = await Served.StartAsync(behaviour: new VCenterSimulatorOptions { TimeProvider = clock });
        await using VimClient client = await served.LogInAsync();
        served.Simulator.Faults.On("CurrentTime").DripReply(TimeSpan.FromSeconds(1));

        Task<DateTimeOffset> call = client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        await Eventually.BeTrueAsync(() => served.Simulator.Calls.Of("CurrentTime") is [{ HasEnded: true }]);
        int seconds = 0;
        await Eventually.BeTrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            seconds++;
            return call.IsCompleted || seconds > 100;
        });
        call.IsCompleted.Should().BeFalse("an envelope has more than a hundred bytes");
        served.Simulator.Faults.Clear();
        _ = Task.Run(() =>
        {
            while (!call.IsCompleted)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
            }
        }, Stop);

        await call;
    }

    [Fact]
    public async Task A_drip_that_outlasts_the_clients_patience_is_a_timeout()
    {
        await using Served served = await Served.StartAsync(behaviour: new VCenterSimulatorOptions { TimeProvider = new FakeTimeProvider() });
        await using VimClient client = await served.LogInAsync(TimeSpan.FromSeconds(1));
        served.Simulator.Faults.On("CurrentTime").DripReply(TimeSpan.FromSeconds(1));

        VimTransportException failure = (await client.Awaiting(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>()).Which;

        failure.Error.Should().Be(VimTransportError.TimedOut);
        failure.MayHaveBeenExecuted.Should().BeTrue();
    }

    [Fact]
    public async Task The_simulator_learns_that_a_client_has_gone()
    {
        await using Served served = await Served.StartAsync();
        await using VimClient client = served.Connect();
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
        served.Simulator.Faults.On("Login").ExecuteAfterTimeout();
        using var impatience = new CancellationTokenSource();

        Task<UserSession> login = client.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: impatience.Token);
        await Eventually.BeTrueAsync(() => served.Simulator.Calls.Of("Login").Count == 1);
        await impatience.CancelAsync();

        await FluentActions.Awaiting(() => login).Should().ThrowAsync<OperationCanceledException>();
        await Eventually.BeTrueAsync(() => served.Simulator.Calls.Of("Login").Single().HasEnded);
        served.Simulator.VCenter.Sessions.Open.Should().ContainSingle();
    }
}
