using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>Logging in, in again and out, and what is repeated.</summary>
public sealed class SessionTests
{
    private static readonly MoRef Vm = new("VirtualMachine", "vm-42");

    [Fact]
    public async Task Logs_in_once_with_what_the_provider_gives_and_tells_which_vCenter_it_is()
    {
        await using var vcenter = new FakeVCenter();

        var info = await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        vcenter.Calls.Should().Equal("RetrieveServiceContent", "Login");
        var login = vcenter.Request("Login");
        login.Elements().Select(e => e.Name.LocalName).Should().StartWith(["_this", "userName", "password"]);
        login.Text("_this").Should().Be("SessionManager");
        login.Text("userName").Should().Be(FakeVCenter.User);
        login.Text("password").Should().Be(FakeVCenter.Password);
        info.FullName.Should().Be("VMware vCenter Server 8.0.3 build-24022515");
        info.ApiVersion.Should().Be("8.0.3.0");
        info.InstanceUuid.Should().Be("0f2a9d5e-5f6e-4d53-9a59-0d1e6f1d2c3b");
        info.UserName.Should().Be("VSPHERE.LOCAL\\portal");
    }

    [Fact]
    public async Task Callers_at_the_same_time_share_one_login()
    {
        await using var vcenter = new FakeVCenter().On("FindChild", string.Empty);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => vcenter.Gateway.FindVmInFolderAsync(
            new MoRef("Folder", "group-v3"), $"vm{i}", TestContext.Current.CancellationToken)));

        vcenter.Requests("Login").Should().ContainSingle();
        vcenter.Requests("FindChild").Should().HaveCount(8);
    }

    [Fact]
    public async Task A_refused_login_says_so_without_the_password_in_error_log_or_trace()
    {
        await using var vcenter = new FakeVCenter()
            .On("Login", Answer.Fault("InvalidLogin", "Cannot complete login due to an incorrect user name or password."));

        var connect = () => vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        var error = (await connect.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.LoginRefused);
        error.IsTransient.Should().BeFalse();
        error.Fault!.Name.Should().Be("InvalidLogin");
        error.Message.Should().Contain(FakeVCenter.User).And.Contain(vcenter.Endpoint);
        ShouldNotHoldThePassword(error.ToString(), vcenter.Logged, vcenter.Traced);
    }

    [Fact]
    public async Task A_login_whose_connection_breaks_does_not_name_the_password_either()
    {
        await using var vcenter = new FakeVCenter().On("Login", Answer.Dropped);

        var connect = () => vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        var error = (await connect.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        ShouldNotHoldThePassword(error.ToString(), vcenter.Logged, vcenter.Traced);
    }

    [Fact]
    public async Task A_server_that_is_no_vCenter_is_not_told_the_password()
    {
        await using var vcenter = new FakeVCenter().On(
            "RetrieveServiceContent", """<returnval><sessionManager type="SessionManager">SessionManager</sessionManager></returnval>""");

        var connect = () => vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        (await connect.Should().ThrowAsync<VmSnapshotException>().WithMessage("*is no vCenter*")).Which.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        vcenter.Requests("Login").Should().BeEmpty();
    }

    [Fact]
    public async Task A_password_that_XML_can_not_carry_is_refused_unsent_and_unnamed()
    {
        await using var vcenter = new FakeVCenter();
        vcenter.Credentials = _ => new(new VSphereCredential(FakeVCenter.User, FakeVCenter.Password + "\u0007"));

        var connect = () => vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        var error = (await connect.Should().ThrowAsync<VmSnapshotException>().WithMessage("*'password' holds the character U+0007*")).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        ShouldNotHoldThePassword(error.ToString(), vcenter.Logged, vcenter.Traced);
        vcenter.Requests("Login").Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_that_XML_can_not_carry_is_refused_unsent()
    {
        await using var vcenter = new FakeVCenter();
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        var find = () => vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Path, "/DC0/vm/a\u0001b"), TestContext.Current.CancellationToken);

        (await find.Should().ThrowAsync<VmSnapshotException>().WithMessage("*'inventoryPath' holds the character U+0001*"))
            .Which.Code.Should().Be(VmSnapshotErrorCodes.InvalidArguments);
        vcenter.Calls.Should().Equal("RetrieveServiceContent", "Login");
    }

    [Fact]
    public async Task A_session_from_login_to_logout_leaves_no_password_behind()
    {
        await using var vcenter = new FakeVCenter().On("FindChild", string.Empty);

        await vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "web", TestContext.Current.CancellationToken);
        await vcenter.DisposeGatewayAsync();

        vcenter.Logged.Should().Contain("Logged in", "else this test shows nothing");
        vcenter.Traced.Should().Contain("rpc.method, Login");
        ShouldNotHoldThePassword(vcenter.Logged, vcenter.Traced);
        new VSphereCredential(FakeVCenter.User, FakeVCenter.Password).ToString().Should().Be(FakeVCenter.User);
    }

    [Fact]
    public async Task A_reading_whose_session_has_ended_logs_in_again()
    {
        await using var vcenter = new FakeVCenter()
            .On("FindChild", Ended, """<returnval type="VirtualMachine">vm-42</returnval>""");

        var found = await vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "web", TestContext.Current.CancellationToken);

        found.Should().Be(Vm);
        vcenter.Calls.Where(c => c != "RetrieveServiceContent").Should().Equal("Login", "FindChild", "Login", "FindChild");
    }

    [Fact]
    public async Task A_reading_of_which_each_property_says_that_the_session_has_ended_logs_in_again()
    {
        await using var vcenter = new SimulatedVCenter();
        var vm = vcenter.Find("golden-debian");
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);
        vcenter.Simulator.Faults.On("RetrievePropertiesEx").ExpireSession();

        var read = await vcenter.Gateway.ReadVmAsync(vm, TestContext.Current.CancellationToken);

        read!.Name.Should().Be("golden-debian");
        vcenter.Sent("Login").Should().Be(2);
    }

    [Fact]
    public async Task Callers_who_notice_together_that_the_session_has_ended_share_one_login()
    {
        const int Callers = 6;
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var vcenter = new FakeVCenter();
        vcenter.OnAsync("FindChild", async _ =>
        {
            var place = Interlocked.Increment(ref arrived);
            if (place == Callers)
            {
                all.SetResult();
            }

            await all.Task;
            return place <= Callers ? Ended : string.Empty;
        });

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => FindAsync(vcenter)));

        vcenter.Requests("Login").Should().HaveCount(2);
        vcenter.Requests("FindChild").Should().HaveCount(2 * Callers);
        vcenter.Logged.Split('\n').Count(line => line.Contains("has ended", StringComparison.Ordinal)).Should().Be(1, "it ended once");
    }

    [Fact]
    public async Task The_provider_is_asked_at_every_login()
    {
        await using var vcenter = new FakeVCenter()
            .On("FindChild", Ended, """<returnval type="VirtualMachine">vm-42</returnval>""");
        var changes = 0;
        vcenter.Credentials = _ => new(new VSphereCredential(FakeVCenter.User, $"password-{++changes}"));

        await vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "web", TestContext.Current.CancellationToken);

        vcenter.Requests("Login").Select(r => r.Text("password")).Should().Equal("password-1", "password-2");
    }

    [Fact]
    public async Task A_reading_whose_view_went_with_a_session_that_another_caller_renewed_is_begun_anew()
    {
        await using var vcenter = new FakeVCenter().WithDatacenter().WithVm("vm-42", "web");
        var reads = 0;
        vcenter.OnAsync("RetrievePropertiesEx", async request =>
        {
            if (reads++ > 0)
            {
                return vcenter.Inventory.Retrieve(request);
            }

            await RenewAsync(vcenter);
            return Answer.Fault("ManagedObjectNotFound", "The object has already been deleted", """<obj type="ContainerView">session[52c1]52d2</obj>""");
        });

        var found = await vcenter.Gateway.FindVmsAsync(new VmReference(VmReferenceKind.Name, "web"), TestContext.Current.CancellationToken);

        found.Should().ContainSingle().Which.MoRef.Should().Be(Vm);
        vcenter.Requests("Login").Should().HaveCount(2, "the session of the other caller serves both");
        vcenter.Requests("CreateContainerView").Should().HaveCount(2);
    }

    [Fact]
    public async Task A_call_under_way_when_the_login_of_another_caller_fails_ends_in_an_error_of_its_own()
    {
        await using var vcenter = new FakeVCenter();
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);
        vcenter.On("Login", Answer.Dropped).On("FindChild", Ended).OnAsync("PowerOnVM_Task", async _ =>
        {
            var other = () => FindAsync(vcenter);
            await other.Should().ThrowAsync<VmSnapshotException>();
            return """<returnval type="Task">task-1</returnval>""";
        });

        var start = () => vcenter.Gateway.StartPowerOnAsync(Vm, TestContext.Current.CancellationToken);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("may have done it");
    }

    [Fact]
    public async Task An_unused_session_is_touched_and_one_that_has_ended_is_left_to_the_next_caller_to_renew()
    {
        await using var vcenter = new FakeVCenter(o => o.KeepAliveInterval = TimeSpan.FromMilliseconds(20))
            .On("CurrentTime", "<returnval>2026-03-01T08:00:00Z</returnval>", "<returnval>2026-03-01T08:00:00Z</returnval>", Ended)
            .On("FindChild", string.Empty);
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);
        while (!vcenter.Logged.Contains("The vCenter session has ended", StringComparison.Ordinal))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        vcenter.Requests("CurrentTime").Should().HaveCountGreaterThanOrEqualTo(3);
        vcenter.Requests("Login").Should().ContainSingle();

        await FindAsync(vcenter);

        vcenter.Requests("Login").Should().HaveCount(2);
        vcenter.Requests("FindChild").Should().ContainSingle("its caller learnt nothing of it");
    }

    [Fact]
    public async Task A_session_is_not_touched_where_that_is_switched_off()
    {
        await using var vcenter = new FakeVCenter(o => o.KeepAliveInterval = TimeSpan.Zero);

        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        vcenter.Calls.Should().NotContain("CurrentTime");
    }

    [Fact]
    public async Task A_mutation_whose_session_has_ended_is_not_repeated_but_may_be_by_its_caller()
    {
        await using var vcenter = new FakeVCenter()
            .On("PowerOnVM_Task", Ended, """<returnval type="Task">task-1</returnval>""");
        var start = () => vcenter.Gateway.StartPowerOnAsync(Vm, TestContext.Current.CancellationToken);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        vcenter.Calls.Should().Equal("RetrieveServiceContent", "Login", "PowerOnVM_Task");
        var task = await start();

        error.Code.Should().Be(VmSnapshotErrorCodes.LoginRefused);
        error.Fault!.Is("NotAuthenticated").Should().BeTrue();
        error.IsTransient.Should().BeTrue();
        error.MayHaveBeenExecuted.Should().BeFalse();
        task.Should().Be(new MoRef("Task", "task-1"));
        vcenter.Calls.Where(c => c != "RetrieveServiceContent").Should().Equal("Login", "PowerOnVM_Task", "Login", "PowerOnVM_Task");
    }

    [Fact]
    public async Task A_reading_whose_session_ends_time_and_again_is_an_error_after_the_second_try()
    {
        await using var vcenter = new FakeVCenter().On("FindChild", Ended);

        var find = () => FindAsync(vcenter);

        var error = (await find.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.LoginRefused);
        error.IsTransient.Should().BeTrue();
        vcenter.Requests("FindChild").Should().HaveCount(2);
    }

    [Fact]
    public async Task A_mutation_whose_connection_breaks_is_not_repeated_and_may_have_been_executed()
    {
        await using var vcenter = new FakeVCenter(o => o.ReadRetries = 3).On("Destroy_Task", Answer.Dropped);

        var start = () => vcenter.Gateway.StartDestroyAsync(Vm, TestContext.Current.CancellationToken);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.VCenterUnreachable);
        error.IsTransient.Should().BeTrue();
        error.Message.Should().Contain("may have done it");
        vcenter.Requests("Destroy_Task").Should().ContainSingle();
        vcenter.Requests("Login").Should().ContainSingle();
    }

    [Fact]
    public async Task A_mutation_that_is_answered_with_a_task_that_nobody_can_name_may_have_been_executed()
    {
        await using var vcenter = new FakeVCenter().On("PowerOnVM_Task", "<returnval>task-1</returnval>");

        var start = () => vcenter.Gateway.StartPowerOnAsync(Vm, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().Contain("may have done it");
        vcenter.Requests("PowerOnVM_Task").Should().ContainSingle();
    }

    [Fact]
    public async Task What_a_mutation_has_to_know_first_is_read_as_often_as_the_options_say()
    {
        var reads = 0;
        await using var vcenter = new FakeVCenter(o => o.ReadRetries = 1).On("ReconfigVM_Task", """<returnval type="Task">task-1</returnval>""");
        vcenter.Inventory.Add("VirtualMachine", "vm-42", ("config.hardware.device", Property.Value(
            "ArrayOfVirtualDevice", """<VirtualDevice xsi:type="VirtualDisk"><key>2000</key><capacityInKB>1024</capacityInKB></VirtualDevice>""")));
        vcenter.On("RetrievePropertiesEx", request => reads++ == 0 ? Answer.Dropped : vcenter.Inventory.Retrieve(request));

        await vcenter.Gateway.StartReconfigureAsync(
            Vm, new ReconfigureVm { GrowDisks = [new GrowDisk(2000, 2L << 30)] }, TestContext.Current.CancellationToken);

        reads.Should().Be(2);
        vcenter.Requests("ReconfigVM_Task").Should().ContainSingle();
    }

    [Fact]
    public async Task A_mutation_that_was_never_sent_leaves_no_doubt()
    {
        await using var vcenter = new FakeVCenter().On("RetrievePropertiesEx", Answer.Dropped);

        var start = () => vcenter.Gateway.StartReconfigureAsync(
            Vm, new ReconfigureVm { GrowDisks = [new GrowDisk(2000, 2L << 30)] }, TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<VmSnapshotException>()).Which.Message.Should().NotContain("may have done it");
    }

    [Fact]
    public async Task A_reading_whose_connection_breaks_is_repeated_as_often_as_the_options_say()
    {
        await using var vcenter = new FakeVCenter(o => o.ReadRetries = 1)
            .On("FindChild", Answer.Dropped, """<returnval type="VirtualMachine">vm-42</returnval>""");

        var found = await vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "web", TestContext.Current.CancellationToken);

        found.Should().Be(Vm);
        vcenter.Requests("FindChild").Should().HaveCount(2);
    }

    [Fact]
    public async Task Missing_privileges_are_listed_as_the_session_has_them_on_the_root()
    {
        await using var vcenter = new FakeVCenter().On("HasPrivilegeOnEntities", """
            <returnval><entity type="Folder">group-d1</entity>
            <privAvailability><privId>System.Read</privId><isGranted>true</isGranted></privAvailability>
            <privAvailability><privId>VirtualMachine.Provisioning.Clone</privId><isGranted>false</isGranted></privAvailability>
            <privAvailability><privId>Network.Assign</privId><isGranted>false</isGranted></privAvailability></returnval>
            """);

        var missing = await vcenter.Gateway.FindMissingPrivilegesAsync(
            ["System.Read", "VirtualMachine.Provisioning.Clone", "Network.Assign"], TestContext.Current.CancellationToken);

        missing.Should().Equal("VirtualMachine.Provisioning.Clone", "Network.Assign");
        vcenter.Request("HasPrivilegeOnEntities").ShouldBe("""
            <HasPrivilegeOnEntities>
              <_this type="AuthorizationManager">AuthorizationManager</_this>
              <entity type="Folder">group-d1</entity>
              <sessionId>session-1</sessionId>
              <privId>System.Read</privId>
              <privId>VirtualMachine.Provisioning.Clone</privId>
              <privId>Network.Assign</privId>
            </HasPrivilegeOnEntities>
            """);
    }

    [Fact]
    public async Task A_server_that_says_nothing_of_privileges_is_not_taken_to_grant_or_deny_them()
    {
        await using var vcenter = new FakeVCenter().On("HasPrivilegeOnEntities", string.Empty);

        var missing = await vcenter.Gateway.FindMissingPrivilegesAsync(["System.Read"], TestContext.Current.CancellationToken);

        missing.Should().BeNull();
    }

    [Fact]
    public async Task A_denied_call_names_the_privilege_and_the_object()
    {
        await using var vcenter = new FakeVCenter().On("PowerOnVM_Task", Answer.Fault(
            "NoPermission",
            "Permission to perform this operation was denied.",
            """<object type="VirtualMachine">vm-42</object><privilegeId>VirtualMachine.Interact.PowerOn</privilegeId>"""));

        var start = () => vcenter.Gateway.StartPowerOnAsync(Vm, TestContext.Current.CancellationToken);

        var error = (await start.Should().ThrowAsync<VmSnapshotException>()).Which;
        error.Code.Should().Be(VmSnapshotErrorCodes.PrivilegeMissing);
        error.Message.Should().Contain("VirtualMachine.Interact.PowerOn").And.Contain("VirtualMachine:vm-42");
        vcenter.Requests("PowerOnVM_Task").Should().ContainSingle();
        vcenter.Requests("Login").Should().ContainSingle("the session is as good as before");
    }

    [Fact]
    public async Task Dispose_logs_out()
    {
        await using var vcenter = new FakeVCenter();
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        await vcenter.DisposeGatewayAsync();

        vcenter.Request("Logout").ShouldBe("""<Logout><_this type="SessionManager">SessionManager</_this></Logout>""");
    }

    [Fact]
    public async Task A_host_that_disposes_synchronously_has_logged_out_when_it_goes_on()
    {
        var loggedOut = false;
        await using var vcenter = new FakeVCenter().OnAsync("Logout", async _ =>
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            loggedOut = true;
            return string.Empty;
        });
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        vcenter.DisposeGateway();

        loggedOut.Should().BeTrue();
    }

    [Fact]
    public async Task Dispose_in_the_middle_of_a_login_leaves_no_session_behind()
    {
        await using var vcenter = new FakeVCenter();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        vcenter.OnAsync("Login", async _ =>
        {
            asked.SetResult();
            await go.Task;
            return "<returnval><key>session-1</key><userName>portal</userName></returnval>";
        });
        var connecting = vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);
        await asked.Task;

        var disposing = vcenter.DisposeGatewayAsync().AsTask();
        go.SetResult();
        await disposing;

        vcenter.Calls.Should().EndWith("Logout");
        await connecting;
    }

    [Fact]
    public async Task Dispose_does_not_wait_for_a_provider_that_has_no_credentials_yet()
    {
        await using var vcenter = new FakeVCenter();
        vcenter.Credentials = async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException("Nobody stopped the search.");
        };
        var connecting = vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        await vcenter.DisposeGatewayAsync();

        await connecting.Invoking(it => it).Should().ThrowAsync<OperationCanceledException>();
        vcenter.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task After_dispose_nobody_logs_in()
    {
        await using var vcenter = new FakeVCenter();
        var gateway = vcenter.Gateway;
        await gateway.ConnectAsync(TestContext.Current.CancellationToken);
        await vcenter.DisposeGatewayAsync();

        var connect = () => gateway.ConnectAsync(TestContext.Current.CancellationToken);

        await connect.Should().ThrowAsync<ObjectDisposedException>();
        vcenter.Requests("Login").Should().ContainSingle();
    }

    [Fact]
    public async Task Dispose_without_a_login_calls_nothing()
    {
        await using var vcenter = new FakeVCenter();
        _ = vcenter.Gateway;

        await vcenter.DisposeGatewayAsync();

        vcenter.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task A_logout_that_fails_is_no_error()
    {
        await using var vcenter = new FakeVCenter().On("Logout", Ended);
        await vcenter.Gateway.ConnectAsync(TestContext.Current.CancellationToken);

        var dispose = () => vcenter.DisposeGatewayAsync().AsTask();

        await dispose.Should().NotThrowAsync();
    }

    private static Task<MoRef?> FindAsync(FakeVCenter vcenter) =>
        vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "other", TestContext.Current.CancellationToken);

    /// <summary>Another caller finds out that the session has ended, and logs in again.</summary>
    private static async Task RenewAsync(FakeVCenter vcenter)
    {
        vcenter.On("FindChild", Ended, string.Empty);
        await FindAsync(vcenter);
    }

    private static Answer Ended => Answer.Fault(
        "NotAuthenticated", "The session is not authenticated.", """<object type="Folder">group-d1</object><privilegeId>System.View</privilegeId>""");

    private static void ShouldNotHoldThePassword(params string[] texts) =>
        texts.Should().OnlyContain(text => !text.Contains("s3cr3t", StringComparison.OrdinalIgnoreCase));
}
