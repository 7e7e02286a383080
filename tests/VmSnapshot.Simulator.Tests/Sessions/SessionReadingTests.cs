using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Sessions;

public class SessionReadingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_caller_reads_its_own_session()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn first = await LoggedIn.ToAsync(simulator);
        await using LoggedIn second = await LoggedIn.ToAsync(simulator);

        UserSession? ofFirst = await first.ReadAsync<UserSession>(first.Content.SessionManager!, "currentSession");
        UserSession? ofSecond = await second.ReadAsync<UserSession>(first.Content.SessionManager!, "currentSession");

        ofFirst!.Key.Should().NotBe(ofSecond!.Key);
        ofFirst.CallCount.Should().BePositive();
        (await first.ReadAsync<IReadOnlyList<UserSession>>(first.Content.SessionManager!, "sessionList"))!
            .Select(session => session.Key).Should().BeEquivalentTo([ofFirst.Key, ofSecond.Key]);
    }

    [Fact]
    public async Task The_sessions_of_others_are_for_those_who_may_end_them()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        simulator.VCenter.Permissions.AddUser("reader", "reader", simulator.VCenter.Permissions.ReadOnly);
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "reader", "reader");

        ObjectContent? content = await reader.RetrieveAsync(reader.Content.SessionManager!, "currentSession", "sessionList", "supportedLocaleList");

        content!.PropSet!.Select(property => property.Name).Should().BeEquivalentTo("currentSession", "supportedLocaleList");
        MissingProperty missing = content.MissingSet.Should().ContainSingle().Subject;
        missing.Path.Should().Be("sessionList");
        missing.Fault!.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("Sessions.TerminateSession");
    }

    [Fact]
    public async Task A_session_that_waits_for_updates_is_not_idle()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        Task<UpdateSet?> wait = user.Client.WaitForUpdatesExAsync(user.Content.PropertyCollector!, "", new WaitOptions { MaxWaitSeconds = 3000 }, Token);
        await WaitUntilAsync(() => Session().CallsUnderWay == 1);

        clock.Advance(TimeSpan.FromMinutes(45));
        simulator.VCenter.Sessions.Open.Should().ContainSingle();
        clock.Advance(TimeSpan.FromMinutes(6));
        (await wait.WaitAsync(TimeSpan.FromSeconds(30), Token)).Should().BeNull("nothing is watched");

        await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Token);
        Session().CallsUnderWay.Should().Be(0);
        clock.Advance(TimeSpan.FromMinutes(31));
        simulator.VCenter.Sessions.Open.Should().BeEmpty();

        SimulatedSession Session() => simulator.VCenter.Sessions.Open.Single();
    }

    [Fact]
    public async Task What_happens_later_is_nobodys_call_even_with_a_real_clock()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var seen = new TaskCompletionSource<SimulatedCall?>();
        SimulatedCall.Current = new SimulatedCall { Request = new FetchRequestType(), Connection = new(), ApiVersion = "" };

        lock (simulator.VCenter.World.Gate)
        {
            simulator.VCenter.World.After(TimeSpan.FromMilliseconds(1), () => seen.SetResult(SimulatedCall.Current));
        }

        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), Token)).Should().BeNull();
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 3000 && !condition(); i++)
        {
            await Task.Delay(10, Token);
        }

        condition().Should().BeTrue();
    }
}
