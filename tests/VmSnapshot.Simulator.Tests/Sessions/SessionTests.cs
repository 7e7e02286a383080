using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Sessions;

public class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_logged_in_can_not_log_in_again()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        Func<Task> again = () => user.Client.LoginAsync(user.Content.SessionManager!, "user", "pass", cancellationToken: Token);

        (await again.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidLogin");
        (await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Token)).Should().NotBe(default, "the session is as good as before");
    }

    [Fact]
    public async Task After_logging_out_calls_are_refused_and_a_login_succeeds()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        await user.Client.LogoutAsync(user.Content.SessionManager!, Token);

        await ShouldNotBeAuthenticated(user);
        await user.Client.LoginAsync(user.Content.SessionManager!, "user", "pass", cancellationToken: Token);
    }

    [Theory]
    [InlineData(null, "en", "en")]
    [InlineData("de", "de", "en")]
    [InlineData("fr_CA", "fr_CA", "en")]
    public async Task A_session_has_the_locale_that_was_asked_for_and_messages_in_a_language_that_there_are_some_in(string? asked, string locale, string messages)
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using VimClient client = Connect(simulator);

        UserSession session = await client.LoginAsync(Manager(simulator), "user", "pass", asked, Token);

        session.Locale.Should().Be(locale);
        session.MessageLocale.Should().Be(messages);
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("de_at")]
    [InlineData("de_AT_Vienna")]
    public async Task An_unknown_locale_is_refused(string locale)
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using VimClient client = Connect(simulator);

        Func<Task> login = () => client.LoginAsync(Manager(simulator), "user", "pass", locale, Token);

        (await login.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidLocale");
        simulator.VCenter.Sessions.Open.Should().BeEmpty();
    }

    [Fact]
    public async Task A_user_who_was_given_nothing_can_not_log_in()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        simulator.VCenter.Permissions.AddUser("nobody", "secret", role: null);
        simulator.VCenter.Permissions.AddUser("hidden", "secret", simulator.VCenter.Permissions.NoAccess);

        foreach (string name in new[] { "nobody", "hidden" })
        {
            Func<Task> login = () => LoggedIn.ToAsync(simulator, name, "secret");
            (await login.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NoPermission");
        }
    }

    [Fact]
    public async Task A_token_is_refused_unless_the_options_name_a_user_for_it()
    {
        await using VCenterSimulator strict = TestSimulator.Create();
        await using VimClient refused = Connect(strict);
        Func<Task> login = () => refused.LoginByTokenAsync(Manager(strict), cancellationToken: Token);
        (await login.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidLogin");

        await using VCenterSimulator lenient = TestSimulator.Create(new VCenterSimulatorOptions { TokenUserName = "user" });
        await using VimClient admitted = Connect(lenient);
        (await admitted.LoginByTokenAsync(Manager(lenient), cancellationToken: Token)).UserName.Should().Be("user");
    }

    [Fact]
    public async Task A_session_dies_after_thirty_idle_minutes_and_takes_what_it_made_with_it()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference collector = await user.Client.CreateCollectorForEventsAsync(user.Content.EventManager!, new EventFilterSpec(), Token);
        clock.Advance(TimeSpan.FromMinutes(29));
        await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Token);
        clock.Advance(TimeSpan.FromMinutes(29));
        await user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Token);

        clock.Advance(TimeSpan.FromMinutes(31));

        await ShouldNotBeAuthenticated(user);
        simulator.VCenter.World.Find(collector).Should().BeNull();
    }

    [Fact]
    public async Task A_call_that_is_still_waiting_keeps_its_session_alive()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        SimulatedSession session = simulator.VCenter.Sessions.Open.Single();
        session.CallsUnderWay++;

        clock.Advance(TimeSpan.FromHours(1));
        simulator.VCenter.Sessions.Open.Should().ContainSingle();
        session.CallsUnderWay--;

        simulator.VCenter.Sessions.Open.Should().BeEmpty();
    }

    [Fact]
    public async Task Tests_can_let_every_session_expire()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        simulator.VCenter.Sessions.ExpireAll();

        await ShouldNotBeAuthenticated(user);
    }

    [Fact]
    public async Task A_clone_ticket_opens_a_session_of_the_same_user_once()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        await using VimClient other = Connect(simulator);
        await using VimClient third = Connect(simulator);
        string ticket = await user.Client.AcquireCloneTicketAsync(user.Content.SessionManager!, Token);

        UserSession cloned = await other.CloneSessionAsync(user.Content.SessionManager!, ticket, Token);

        cloned.UserName.Should().Be("user");
        simulator.VCenter.Sessions.Open.Should().HaveCount(2);
        await other.CurrentTimeAsync(VimClient.ServiceInstance, Token);
        Func<Task> again = () => third.CloneSessionAsync(user.Content.SessionManager!, ticket, Token);
        (await again.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidLogin");
    }

    [Fact]
    public async Task A_clone_ticket_dies_with_its_session()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        await using VimClient other = Connect(simulator);
        string ticket = await user.Client.AcquireCloneTicketAsync(user.Content.SessionManager!, Token);
        await user.Client.LogoutAsync(user.Content.SessionManager!, Token);

        Func<Task> use = () => other.CloneSessionAsync(user.Content.SessionManager!, ticket, Token);

        (await use.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidLogin");
    }

    [Fact]
    public async Task Beyond_the_maximum_of_sessions_the_server_is_busy_until_one_expires()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { MaxSessions = 2, TimeProvider = clock });
        await using LoggedIn first = await LoggedIn.ToAsync(simulator);
        await using LoggedIn second = await LoggedIn.ToAsync(simulator);

        Func<Task> login = async () => await (await LoggedIn.ToAsync(simulator)).DisposeAsync();

        (await login.Should().ThrowAsync<VimTransportException>()).Which.Error.Should().Be(VimTransportError.ServerBusy);
        clock.Advance(TimeSpan.FromMinutes(31));
        await login.Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_session_is_active_under_its_own_user_name_while_it_lives()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        await using VimClient other = Connect(simulator);
        ManagedObjectReference manager = user.Content.SessionManager!;
        UserSession asked = await other.LoginAsync(manager, "user", "pass", cancellationToken: Token);

        (await user.Client.SessionIsActiveAsync(manager, asked.Key!, "user", Token)).Should().BeTrue();
        (await user.Client.SessionIsActiveAsync(manager, asked.Key!, "another", Token)).Should().BeFalse();
        await other.LogoutAsync(manager, Token);
        (await user.Client.SessionIsActiveAsync(manager, asked.Key!, "user", Token)).Should().BeFalse();
    }

    [Fact]
    public async Task The_session_manager_shows_each_caller_its_own_session()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn first = await LoggedIn.ToAsync(simulator);
        await using LoggedIn second = await LoggedIn.ToAsync(simulator);
        ManagedObject manager = simulator.VCenter.World.Find(first.Content.SessionManager)!;

        foreach (SimulatedSession session in simulator.VCenter.Sessions.Open)
        {
            SimulatedCall.Current = new SimulatedCall { Request = new FetchRequestType(), Connection = new(), ApiVersion = "", Session = session };
            manager.Get<UserSession>("currentSession")!.Key.Should().Be(session.Key);
        }

        manager.Get<IReadOnlyList<UserSession>>("sessionList").Should().HaveCount(2);
    }

    [Fact]
    public async Task Logins_refused_and_granted_are_events_that_show_no_password()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        Func<Task> wrong = () => LoggedIn.ToAsync(simulator, "user", "sesame");
        string message = (await wrong.Should().ThrowAsync<VimFaultException>()).Which.ToString();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        IReadOnlyList<Event> events = await user.Client.QueryEventsAsync(user.Content.EventManager!, new EventFilterSpec(), Token);

        events.Select(posted => posted.WireTypeName).Should().Equal("BadUsernameSessionEvent", "UserLoginSessionEvent");
        events.Should().OnlyContain(posted => posted.UserName == "user" && !posted.FullFormattedMessage!.Contains("sesame") && !posted.FullFormattedMessage.Contains("pass"));
        message.Should().NotContain("sesame");
    }

    private static async Task ShouldNotBeAuthenticated(LoggedIn user)
    {
        Func<Task> call = () => user.Client.CurrentTimeAsync(VimClient.ServiceInstance, Token);
        (await call.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotAuthenticated");
    }

    private static ManagedObjectReference Manager(VCenterSimulator simulator) => simulator.VCenter.Content.SessionManager!;

    private static VimClient Connect(VCenterSimulator simulator)
        => new(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = simulator.CreateTransport, ApiVersion = VimVersions.Newest });
}
