using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Sessions;

public class LoginTests
{
    [Fact]
    public async Task Whoever_is_logged_in_may_ask_for_the_time()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = new FakeTimeProvider(now) });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        DateTimeOffset time = await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, TestContext.Current.CancellationToken);

        time.Should().Be(now);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var simulator = TestSimulator.Create();

        Func<Task> login = () => LoggedIn.ToAsync(simulator, password: "wrong");

        (await login.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidLogin");
    }

    [Fact]
    public async Task Without_a_session_calls_are_refused_before_anything_else()
    {
        await using var simulator = TestSimulator.Create();
        await using var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = simulator.CreateTransport });

        Func<Task> call = () => client.PowerOnVMTaskAsync(new("VirtualMachine", "vm-that-is-not-there"), cancellationToken: TestContext.Current.CancellationToken);

        (await call.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotAuthenticated");
    }
}
