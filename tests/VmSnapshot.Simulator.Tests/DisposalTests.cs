using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests;

public class DisposalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_answers_any_more()
    {
        var simulator = new VCenterSimulator();
        LoggedIn user = await LoggedIn.ToAsync(simulator);
        await simulator.DisposeAsync();
        simulator.Dispose();

        Func<Task> call = () => user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        Func<Task> login = () => LoggedIn.ToAsync(simulator);

        (await call.Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.Unreachable);
        (await login.Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.Unreachable);
        simulator.Calls.All[^1].FaultName.Should().Be("Unreachable");
    }

    [Fact]
    public async Task A_long_poll_ends_and_the_next_one_does_not_begin()
    {
        var simulator = new VCenterSimulator();
        LoggedIn user = await LoggedIn.ToAsync(simulator);
        Task Poll() => user.Client.WaitForUpdatesExAsync(user.Content.PropertyCollector!, "", new WaitOptions { MaxWaitSeconds = 600 }, Stop);
        Task first = Poll();

        simulator.Dispose();

        Func<Task> waiting = () => first.WaitAsync(Patience, Stop);
        Func<Task> again = () => Poll().WaitAsync(Patience, Stop);
        (await waiting.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("RequestCanceled");
        await again.Should().ThrowAsync<VimTransportException>();
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("endless delay")]
    [InlineData("after timeout")]
    [InlineData("drip")]
    public async Task What_a_fault_holds_back_is_let_go(string how)
    {
        var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = new FakeTimeProvider() });
        LoggedIn user = await LoggedIn.ToAsync(simulator);
        FaultTrigger trigger = simulator.Faults.On("CurrentTime");
        _ = how switch
        {
            "delay" => trigger.Delay(TimeSpan.FromHours(1)),
            "endless delay" => trigger.Delay(TimeSpan.MaxValue),
            "after timeout" => trigger.ExecuteAfterTimeout(),
            _ => trigger.DripReply(TimeSpan.FromDays(1)),
        };
        Task held = user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        held.IsCompleted.Should().BeFalse();

        simulator.Dispose();

        Func<Task> call = () => held.WaitAsync(Patience, Stop);
        (await call.Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.Unreachable);
    }
}
