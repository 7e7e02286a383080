using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Faults;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Faults;

public class FaultInjectionTests
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

    [Fact]
    public async Task A_refused_call_has_the_fault_and_no_effect_once()
    {
        await using var simulator = new VCenterSimulator();
        InjectedFault injected = simulator.Faults.On("Login").Refuse(new NoPermission { PrivilegeId = "x" }, "No.");

        VimFaultException refusal = (await FluentActions.Awaiting(() => LoggedIn.ToAsync(simulator)).Should().ThrowAsync<VimFaultException>()).Which;
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        refusal.Message.Should().Be("No.");
        refusal.Fault.Should().BeOfType<NoPermission>().Which.PrivilegeId.Should().Be("x");
        injected.FiredCount.Should().Be(1);
        FiredFault fired = simulator.Faults.Fired.Should().ContainSingle().Subject;
        fired.Kind.Should().Be("Refuse");
        fired.Operation.Should().Be("Login");
        fired.CallNumber.Should().Be(2);
        simulator.Calls.Of("Login").Select(call => call.FaultName).Should().Equal("NoPermission", null);
    }

    [Fact]
    public async Task It_acts_on_the_nth_call_on_every_nth_so_many_times_always_or_under_a_condition()
    {
        (await RefusedAsync(faults => faults.On("CurrentTime"))).Should().Equal(1);
        (await RefusedAsync(faults => faults.On("CurrentTime").Nth(3))).Should().Equal(3);
        (await RefusedAsync(faults => faults.On("CurrentTime").Nth(3).Times(2))).Should().Equal(3, 4);
        (await RefusedAsync(faults => faults.On("CurrentTime").Every(4))).Should().Equal(4, 8);
        (await RefusedAsync(faults => faults.On("CurrentTime").Every(2).Times(2))).Should().Equal(2, 4);
        (await RefusedAsync(faults => faults.OnAny().Always())).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        (await RefusedAsync(faults => faults.On<CurrentTimeRequestType>(request => request.This!.Value == "other").Always())).Should().BeEmpty();
        (await RefusedAsync(faults => faults.OnAny(request => request.This == VimClient.ServiceInstance).Times(2))).Should().Equal(1, 2);
        (await RefusedAsync(faults => faults.On<LoginRequestType>().Always())).Should().BeEmpty();
    }

    [Fact]
    public async Task Chance_follows_from_the_seed()
    {
        IReadOnlyList<int> first = await RefusedAsync(faults => faults.On("CurrentTime").WithProbability(0.5), calls: 60);

        (await RefusedAsync(faults => faults.On("CurrentTime").WithProbability(0.5), calls: 60)).Should().Equal(first);
        (await RefusedAsync(faults => faults.On("CurrentTime").WithProbability(0.5), calls: 60, seed: 1)).Should().NotEqual(first);
        first.Count.Should().BeInRange(15, 45);
        (await RefusedAsync(faults => faults.On("CurrentTime").WithProbability(0), calls: 60)).Should().BeEmpty();
        (await RefusedAsync(faults => faults.On("CurrentTime").WithProbability(1).Times(5), calls: 60)).Should().HaveCount(5);
    }

    [Fact]
    public async Task A_fault_that_is_taken_back_acts_no_more()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        InjectedFault first = simulator.Faults.On("CurrentTime").Always().Refuse(new RuntimeFault());
        simulator.Faults.On("CurrentTime").Always().LoseReply();

        first.Remove();
        await FluentActions.Awaiting(() => user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>();
        simulator.Faults.Clear();
        await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        simulator.Faults.Fired.Select(fired => fired.Kind).Should().Equal("LoseReply");
    }

    [Fact]
    public async Task A_name_that_no_operation_has_is_refused_at_once()
    {
        await using var simulator = new VCenterSimulator();

        simulator.Faults.Invoking(faults => faults.On("CloneVm")).Should().Throw<ArgumentException>().WithMessage("*CloneVM_Task*");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_becomes_of_an_answer_is_what_a_client_would_see(string what, VimTransportError error, bool mayHaveBeenExecuted, bool wasExecuted)
    {
        foreach (bool strict in new[] { false, true })
        {
            await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { StrictReading = strict });
            await using VimClient client = simulator.Connect();
            ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
            ReplyFaults.Arm(simulator.Faults.On("Login"), what);

            VimTransportException failure = (await client.Awaiting(it => it.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: Stop)).Should().ThrowAsync<VimTransportException>()).Which;

            failure.Error.Should().Be(error);
            failure.MayHaveBeenExecuted.Should().Be(mayHaveBeenExecuted);
            Func<Task> use = () => client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
            if (wasExecuted)
            {
                await use.Should().NotThrowAsync("the session is there");
            }
            else
            {
                await use.Should().ThrowAsync<VimFaultException>();
            }
        }
    }

    [Fact]
    public async Task A_fault_that_answers_a_call_is_lost_like_any_answer()
    {
        await using var simulator = new VCenterSimulator();
        await using VimClient client = simulator.Connect();
        simulator.Faults.On("CurrentTime").LoseReply();

        await client.Awaiting(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>();

        simulator.Calls.Of("CurrentTime").Single().FaultName.Should().Be("NotAuthenticated");
    }

    [Fact]
    public async Task A_delayed_call_takes_its_time_by_the_simulators_clock()
    {
        var clock = new FakeTimeProvider();
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On("CurrentTime").Delay(TimeSpan.FromMinutes(5));
        DateTimeOffset start = clock.GetUtcNow();

        Task<DateTimeOffset> call = user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        clock.Advance(TimeSpan.FromMinutes(4));
        call.IsCompleted.Should().BeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));

        (await call).Should().Be(start + TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_dripping_answer_takes_a_moment_for_each_byte()
    {
        var clock = new FakeTimeProvider();
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On("CurrentTime").DripReply(TimeSpan.FromSeconds(1));

        Task<DateTimeOffset> call = user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        clock.Advance(TimeSpan.FromSeconds(200));
        call.IsCompleted.Should().BeFalse("an envelope is longer than that");
        clock.Advance(TimeSpan.FromSeconds(2000));

        await call;
    }

    [Fact]
    public async Task A_call_can_be_carried_out_after_its_client_gave_up()
    {
        var clock = new FakeTimeProvider();
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock });
        await using VimClient client = simulator.Connect(clock);
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
        simulator.Faults.On("Login").ExecuteAfterTimeout(TimeSpan.FromSeconds(5));

        Task<UserSession> login = client.LoginAsync(content.SessionManager!, "user", "pass", cancellationToken: Stop);
        clock.Advance(TimeSpan.FromSeconds(61));

        VimTransportException failure = (await FluentActions.Awaiting(() => login).Should().ThrowAsync<VimTransportException>()).Which;
        failure.Error.Should().Be(VimTransportError.TimedOut);
        failure.MayHaveBeenExecuted.Should().BeTrue();
        simulator.Calls.Of("Login").Single().HasEnded.Should().BeFalse();
        await Eventually.BeTrueAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return simulator.Calls.Of("Login").Single().HasEnded;
        });
        await client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
    }

    [Fact]
    public async Task A_session_can_expire_before_any_call()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On("CurrentTime").Nth(2).ExpireSession();

        await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
        Func<Task> call = () => user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);

        (await call.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotAuthenticated");
        await user.Client.LoginAsync(user.Content.SessionManager!, "user", "pass", cancellationToken: Stop);
        await call.Should().NotThrowAsync();
    }

    [Fact]
    public async Task Several_faults_may_meet_in_one_call()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On("CurrentTime").ExpireSession();
        simulator.Faults.On("CurrentTime").LoseReply();

        await user.Client.Awaiting(it => it.CurrentTimeAsync(VimClient.ServiceInstance, Stop)).Should().ThrowAsync<VimTransportException>();

        simulator.Faults.Fired.Select(fired => fired.Kind).Should().Equal("ExpireSession", "LoseReply");
        simulator.Calls.Of("CurrentTime").Single().FaultName.Should().Be("NotAuthenticated");
    }

    /// <summary>Which of ten calls are refused, counted from 1.</summary>
    private static async Task<IReadOnlyList<int>> RefusedAsync(Func<FaultInjection, FaultTrigger> trigger, int calls = 10, int seed = 0)
    {
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { FaultSeed = seed });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        trigger(simulator.Faults).Refuse(new RuntimeFault());
        var refused = new List<int>();
        for (int call = 1; call <= calls; call++)
        {
            try
            {
                await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop);
            }
            catch (VimFaultException)
            {
                refused.Add(call);
            }
        }

        return refused;
    }
}
