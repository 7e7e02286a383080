using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>Finding the service, logging in, being refused.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task The_service_content_needs_no_session() => CaseAsync("VirtualCenter; Folder", async s =>
    {
        await using VimClient stranger = s.Server.Connect();
        ServiceContent content = await stranger.RetrieveServiceContentAsync(VimClient.ServiceInstance, Stop);
        return Lines(content.About!.ApiType, content.RootFolder!.Type);
    });

    [Fact]
    public Task The_time_needs_a_session() => CaseAsync("NotAuthenticated", async s =>
    {
        await using VimClient stranger = s.Server.Connect();
        return await EndOfAsync(() => stranger.CurrentTimeAsync(VimClient.ServiceInstance, Stop));
    });

    [Fact]
    public Task A_login_answers_with_the_session() => CaseAsync("its user; has a key; time is in order", s => Task.FromResult(Lines(
        s.Login.UserName == s.Server.UserName ? "its user" : s.Login.UserName,
        string.IsNullOrEmpty(s.Login.Key) ? "has no key" : "has a key",
        s.Login.LoginTime <= s.Login.LastActiveTime ? "time is in order" : "time runs backwards")));

    [Fact]
    public Task A_wrong_password_is_refused() => CaseAsync("InvalidLogin; NotAuthenticated", async s =>
    {
        await using VimClient stranger = s.Server.Connect();
        return Lines(
            await EndOfAsync(() => stranger.LoginAsync(s.Content.SessionManager!, s.Server.UserName, "wrong", cancellationToken: Stop)),
            await EndOfAsync(() => stranger.PowerOnVMTaskAsync(new("VirtualMachine", "vm-1"), cancellationToken: Stop)));
    });

    [Fact]
    public Task An_unknown_user_is_refused() => CaseAsync("InvalidLogin", async s =>
    {
        await using VimClient stranger = s.Server.Connect();
        return await EndOfAsync(() => stranger.LoginAsync(s.Content.SessionManager!, "nobody", s.Server.Password, cancellationToken: Stop));
    });

    [Fact]
    public Task A_second_login_in_a_session_is_refused_and_the_session_lives_on() => CaseAsync("InvalidLogin; done", async s => Lines(
        await EndOfAsync(() => s.Client.LoginAsync(s.Content.SessionManager!, s.Server.UserName, s.Server.Password, cancellationToken: Stop)),
        await EndOfAsync(() => s.Client.CurrentTimeAsync(VimClient.ServiceInstance, Stop))));

    [Fact]
    public Task A_logout_ends_the_session_and_another_login_begins_one() => CaseAsync("NotAuthenticated; done; done", async s =>
    {
        await s.Client.LogoutAsync(s.Content.SessionManager!, Stop);
        return Lines(
            await EndOfAsync(() => s.Client.PowerOnVMTaskAsync(new("VirtualMachine", "vm-1"), cancellationToken: Stop)),
            await EndOfAsync(() => s.Client.LoginAsync(s.Content.SessionManager!, s.Server.UserName, s.Server.Password, cancellationToken: Stop)),
            await EndOfAsync(() => s.FindAsync(Names.Stopped)));
    });

    [Fact]
    public Task Whoever_has_no_session_learns_nothing_of_what_is_there() => CaseAsync("NotAuthenticated; NotAuthenticated; NotAuthenticated", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        await using VimClient stranger = s.Server.Connect();
        return Lines(
            await EndOfAsync(() => stranger.PowerOnVMTaskAsync(vm, cancellationToken: Stop)),
            await EndOfAsync(() => stranger.PowerOnVMTaskAsync(new("VirtualMachine", "vm-that-is-not-there"), cancellationToken: Stop)),
            await EndOfAsync(() => stranger.FindByInventoryPathAsync(s.Content.SearchIndex!, Names.Stopped, Stop)));
    });

    [Fact]
    public Task Properties_are_read_in_a_session_only() => CaseAsync("0 values; name: NotAuthenticated", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        await using VimClient stranger = s.Server.Connect();
        RetrieveResult? result = await stranger.RetrievePropertiesExAsync(s.Content.PropertyCollector!, [Specs.Of(vm, "name")], new RetrieveOptions(), Stop);
        ObjectContent content = result!.Objects!.Single();
        return Lines($"{content.PropSet?.Count ?? 0} values", Sorted((content.MissingSet ?? []).Select(missing => $"{missing.Path}: {missing.Fault?.Fault?.WireTypeName}")));
    });

    [Fact]
    public Task A_call_on_nothing_is_refused() => CaseAsync("ManagedObjectNotFound; vm-that-is-not-there", async s =>
    {
        var nothing = new ManagedObjectReference("VirtualMachine", "vm-that-is-not-there");
        Func<Task> call = () => s.Client.PowerOnVMTaskAsync(nothing, cancellationToken: Stop);
        var fault = (await call.Should().ThrowAsync<VimFaultException>()).Which;
        return Lines(fault.FaultName, (fault.Fault as ManagedObjectNotFound)?.Obj?.Value);
    });

    [Fact]
    public Task A_method_that_the_object_does_not_have_is_refused() => CaseAsync("MethodNotFound", async s =>
    {
        ManagedObjectReference folder = await s.FindAsync(Names.VmFolder);
        return await EndOfAsync(() => s.Client.PowerOnVMTaskAsync(folder, cancellationToken: Stop));
    });

    [Fact]
    public Task An_idle_session_expires() => CaseOfItsOwnAsync("NotAuthenticated", async s =>
    {
        await Task.Delay(TimeSpan.FromSeconds(3), Stop);
        return await EndOfAsync(() => s.FindAsync(Names.Stopped));
    }, TimeSpan.FromSeconds(1));

    [Fact]
    public Task A_session_can_be_asked_whether_it_lives() => CaseAsync("True; False; False", async s => Lines(
        await s.Client.SessionIsActiveAsync(s.Content.SessionManager!, s.Login.Key!, s.Server.UserName, Stop),
        await s.Client.SessionIsActiveAsync(s.Content.SessionManager!, s.Login.Key!, "nobody", Stop),
        await s.Client.SessionIsActiveAsync(s.Content.SessionManager!, "no-such-session", s.Server.UserName, Stop)));

    [Fact]
    public Task A_clone_ticket_opens_one_session_more() => CaseAsync("its user; InvalidLogin", async s =>
    {
        string ticket = await s.Client.AcquireCloneTicketAsync(s.Content.SessionManager!, Stop);
        await using VimClient second = s.Server.Connect();
        await using VimClient third = s.Server.Connect();
        UserSession cloned = await second.CloneSessionAsync(s.Content.SessionManager!, ticket, Stop);
        return Lines(
            cloned.UserName == s.Server.UserName && cloned.Key != s.Login.Key ? "its user" : $"{cloned.UserName} {cloned.Key}",
            await EndOfAsync(() => third.CloneSessionAsync(s.Content.SessionManager!, ticket, Stop)));
    });

    [Fact]
    public Task What_a_session_made_is_unknown_to_another() => CaseAsync("ManagedObjectNotFound", async s =>
    {
        ManagedObjectReference view = await s.Client.CreateListViewAsync(s.Content.ViewManager!, [await s.FindAsync(Names.Stopped)], Stop);
        await using BehaviourSession other = await BehaviourSession.OpenAsync(s.Server);
        return await EndOfAsync(() => other.Client.DestroyViewAsync(view, Stop));
    });

    [Fact]
    public Task Privileges_on_an_entity_can_be_asked_for() => CaseAsync("True, True", async s =>
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        IReadOnlyList<EntityPrivilege> answer = await s.Client.HasPrivilegeOnEntitiesAsync(
            s.Content.AuthorizationManager!, [vm], s.Login.Key!, ["VirtualMachine.Provisioning.Clone", "System.Read"], Stop);
        return string.Join(", ", answer.Single().PrivAvailability!.Select(found => found.IsGranted));
    });
}
