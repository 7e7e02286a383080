using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Tests.Support;

namespace VmSnapshot.Sdk.VSphere.Tests;

/// <summary>Watching tasks with WaitForUpdatesEx.</summary>
public sealed class TaskTests
{
    private static readonly MoRef Task100 = new("Task", "task-100");

    [Fact]
    public async Task A_task_is_followed_from_queued_to_success_with_its_progress_and_result()
    {
        await using var vcenter = Watching(
            Update("1", Info("queued")),
            Update("2", Info("running", "<progress>5</progress>")),
            Update("3", Info("running", "<progress>80</progress>")),
            Update("4", Info("success", """<result type="VirtualMachine" xsi:type="ManagedObjectReference">vm-77</result>""")));

        var states = await WatchAsync(vcenter);

        states.Select(s => (s.State, s.PercentComplete)).Should().Equal(
            (VCenterTaskState.Queued, null), (VCenterTaskState.Running, 5), (VCenterTaskState.Running, 80), (VCenterTaskState.Success, null));
        states[^1].MoRef.Should().Be(Task100);
        states[^1].Result.Should().Be(new MoRef("VirtualMachine", "vm-77"));
        states.Should().OnlyContain(s => s.Fault == null);
    }

    [Fact]
    public async Task The_wait_begins_with_an_empty_version_on_a_collector_of_its_own_and_goes_on_with_the_servers_versions()
    {
        await using var vcenter = Watching(Update("17", Info("running")), Update("18", Info("success")));

        await WatchAsync(vcenter);

        vcenter.Request("CreateFilter").ShouldBe("""
            <CreateFilter>
              <_this type="PropertyCollector">session[1]pc-1</_this>
              <spec>
                <propSet><type>Task</type><pathSet>info</pathSet></propSet>
                <objectSet><obj type="Task">task-100</obj></objectSet>
              </spec>
              <partialUpdates>false</partialUpdates>
            </CreateFilter>
            """);
        var waits = vcenter.Requests("WaitForUpdatesEx");
        waits[0].ShouldBe("""
            <WaitForUpdatesEx>
              <_this type="PropertyCollector">session[1]pc-1</_this>
              <version></version>
              <options><maxWaitSeconds>30</maxWaitSeconds></options>
            </WaitForUpdatesEx>
            """);
        waits[1].Text("version").Should().Be("17");
        vcenter.Request("CreatePropertyCollector").Text("_this").Should().Be("propertyCollector");
    }

    [Fact]
    public async Task A_wait_that_ran_out_is_begun_again_with_the_same_version()
    {
        await using var vcenter = Watching(Update("1", Info("running")), string.Empty, string.Empty, Update("2", Info("success")));

        var states = await WatchAsync(vcenter);

        states.Select(s => s.State).Should().Equal(VCenterTaskState.Running, VCenterTaskState.Success);
        vcenter.Requests("WaitForUpdatesEx").Select(w => w.Text("version")).Should().Equal("", "1", "1", "1");
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_on()
    {
        await using var vcenter = Watching(Update("1", Info("running"), truncated: true), Update("2", Info("success")));

        var states = await WatchAsync(vcenter);

        states[^1].State.Should().Be(VCenterTaskState.Success);
        vcenter.Requests("WaitForUpdatesEx").Select(w => w.Text("version")).Should().Equal("", "1");
    }

    [Fact]
    public async Task An_update_of_which_nothing_is_about_the_task_is_waited_past()
    {
        await using var vcenter = Watching(
            "<returnval><version>1</version></returnval>",
            Update("2", """<changeSet><name>info</name><op>assign</op></changeSet>"""),
            Update("3", Info("success")));

        var states = await WatchAsync(vcenter);

        states.Should().ContainSingle().Which.State.Should().Be(VCenterTaskState.Success);
    }

    [Fact]
    public async Task A_task_that_vcenter_forgets_ends_the_watch()
    {
        await using var vcenter = Watching(
            Update("1", Info("running")),
            """
            <returnval><version>2</version><filterSet><filter type="PropertyFilter">session[1]filter-1</filter>
              <objectSet><kind>leave</kind><obj type="Task">task-100</obj></objectSet></filterSet></returnval>
            """);

        var watch = () => WatchAsync(vcenter);

        (await watch.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name.Should().Be("ManagedObjectNotFound");
    }

    [Fact]
    public async Task A_task_whose_state_may_not_be_read_ends_the_watch()
    {
        await using var vcenter = Watching(
            """
            <returnval><version>1</version><filterSet><filter type="PropertyFilter">session[1]filter-1</filter>
              <objectSet><kind>enter</kind><obj type="Task">task-100</obj>
                <missingSet><path>info</path><fault><fault xsi:type="NoPermission"><object type="Task">task-100</object><privilegeId>System.Read</privilegeId></fault><localizedMessage>denied</localizedMessage></fault></missingSet>
              </objectSet></filterSet></returnval>
            """);

        var watch = () => WatchAsync(vcenter);

        (await watch.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.PrivilegeMissing);
    }

    [Fact]
    public async Task A_failed_task_is_known_by_its_faults_type_though_its_message_is_empty()
    {
        await using var vcenter = Watching(Update("1", Info(
            "error",
            """<error><fault xsi:type="DuplicateName"><name>web</name><object type="VirtualMachine">vm-9</object></fault><localizedMessage></localizedMessage></error>""")));

        var failed = (await WatchAsync(vcenter)).Should().ContainSingle().Subject;

        failed.State.Should().Be(VCenterTaskState.Error);
        failed.Fault!.Name.Should().Be("DuplicateName");
        failed.Fault.Message.Should().BeEmpty();
        failed.Fault.Detail.Should().Contain("'web'").And.Contain("vm-9");
        failed.Fault.Is("VimFault").Should().BeTrue();
    }

    [Fact]
    public async Task A_failed_task_whose_fault_is_unknown_here_keeps_its_name()
    {
        await using var vcenter = Watching(Update("1", Info(
            "error",
            """<error><fault xsi:type="FaultOfTomorrow"><some>thing</some></fault><localizedMessage>It is too early.</localizedMessage></error>""")));

        var failed = (await WatchAsync(vcenter)).Should().ContainSingle().Subject;

        failed.Fault!.Name.Should().Be("FaultOfTomorrow");
        failed.Fault.Message.Should().Be("It is too early.");
    }

    [Fact]
    public async Task The_filter_is_destroyed_and_the_collector_used_again()
    {
        await using var vcenter = Watching(Update("1", Info("success")), Update("1", Info("success")));

        await WatchAsync(vcenter);
        await WatchAsync(vcenter);

        vcenter.Requests("CreatePropertyCollector").Should().ContainSingle();
        vcenter.Requests("CreateFilter").Select(r => r.Text("_this")).Should().Equal("session[1]pc-1", "session[1]pc-1");
        vcenter.Requests("DestroyPropertyFilter").Select(r => r.Text("_this")).Should().Equal("session[1]filter-1", "session[1]filter-2");
        vcenter.Calls.Should().NotContain("DestroyPropertyCollector");
    }

    [Fact]
    public async Task Two_watches_at_the_same_time_have_collectors_of_their_own()
    {
        await using var vcenter = Watching(Update("1", Info("running")), Update("1", Info("running")), Update("2", Info("success")));
        var one = vcenter.Gateway.WatchTaskAsync(Task100, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var other = vcenter.Gateway.WatchTaskAsync(Task100, TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using (one)
        await using (other)
        {
            await one.MoveNextAsync();
            await other.MoveNextAsync();
        }

        vcenter.Requests("WaitForUpdatesEx").Select(w => w.Text("_this")).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_watch_left_between_two_waits_gives_its_filter_back()
    {
        await using var vcenter = Watching(Update("1", Info("running")));

        await foreach (var state in vcenter.Gateway.WatchTaskAsync(Task100, TestContext.Current.CancellationToken))
        {
            state.State.Should().Be(VCenterTaskState.Running);
            break;
        }

        vcenter.Request("DestroyPropertyFilter").Text("_this").Should().Be("session[1]filter-1");
    }

    [Fact]
    public async Task A_watch_that_can_not_begin_leaves_no_collector_behind()
    {
        await using var vcenter = Watching(string.Empty)
            .On("CreateFilter", Answer.Fault("ManagedObjectNotFound", "The object has already been deleted", """<obj type="Task">task-100</obj>"""));

        var watch = () => WatchAsync(vcenter);

        (await watch.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Detail.Should().Contain("task-100");
        vcenter.Request("DestroyPropertyCollector").Text("_this").Should().Be("session[1]pc-1");
    }

    [Fact]
    public async Task A_watch_that_is_cancelled_in_the_middle_of_a_wait_destroys_its_collector()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var never = new ManualResetEventSlim();
        var waits = 0;
        await using var vcenter = Watching(string.Empty).On("WaitForUpdatesEx", _ =>
        {
            if (waits++ > 0)
            {
                cancel.Cancel();
                never.Wait(TimeSpan.FromSeconds(1), CancellationToken.None);
            }

            return Update("1", Info("running"));
        });

        var watch = async () =>
        {
            await foreach (var state in vcenter.Gateway.WatchTaskAsync(Task100, cancel.Token))
            {
                state.State.Should().Be(VCenterTaskState.Running);
            }
        };

        await watch.Should().ThrowAsync<OperationCanceledException>();
        vcenter.Request("DestroyPropertyCollector").Text("_this").Should().Be("session[1]pc-1");
        vcenter.Calls.Should().NotContain("DestroyPropertyFilter", "it goes with its collector");
    }

    [Fact]
    public async Task A_watch_whose_session_ends_goes_on_in_the_next_one()
    {
        await using var vcenter = Watching(Update("1", Info("running")), Ended, Update("1", Info("success")));

        var states = await WatchAsync(vcenter);

        states.Select(s => s.State).Should().Equal(VCenterTaskState.Running, VCenterTaskState.Success);
        vcenter.Requests("Login").Should().HaveCount(2);
        vcenter.Requests("CreatePropertyCollector").Should().HaveCount(2, "the collector of the old session went with it");
        vcenter.Requests("WaitForUpdatesEx").Select(r => (r.Text("_this"), r.Text("version"))).Should().Equal(
            ("session[1]pc-1", ""), ("session[1]pc-1", "1"), ("session[1]pc-2", ""));
    }

    [Fact]
    public async Task A_watch_whose_session_another_caller_renewed_does_not_take_its_lost_collector_for_a_lost_task()
    {
        await using var vcenter = Watching();
        var waits = 0;
        vcenter.OnAsync("WaitForUpdatesEx", async _ =>
        {
            switch (waits++)
            {
                case 0:
                    return Update("1", Info("running"));
                case 1:
                    vcenter.On("FindChild", Ended, string.Empty);
                    await vcenter.Gateway.FindVmInFolderAsync(new MoRef("Folder", "group-v3"), "other", TestContext.Current.CancellationToken);
                    return Answer.Fault("ManagedObjectNotFound", "The object has already been deleted", """<obj type="PropertyCollector">session[1]pc-1</obj>""");
                default:
                    return Update("1", Info("success"));
            }
        });

        var states = await WatchAsync(vcenter);

        states.Select(s => s.State).Should().Equal(VCenterTaskState.Running, VCenterTaskState.Success);
        vcenter.Requests("Login").Should().HaveCount(2, "the session of the other caller serves both");
    }

    [Fact]
    public async Task A_watch_whose_session_ends_time_and_again_says_so()
    {
        await using var vcenter = Watching(Ended);

        var watch = () => WatchAsync(vcenter);

        (await watch.Should().ThrowAsync<VmSnapshotException>()).Which.IsTransient.Should().BeTrue();
        vcenter.Requests("WaitForUpdatesEx").Should().HaveCount(2);
    }

    [Fact]
    public async Task A_task_is_read_as_it_is_watched()
    {
        await using var vcenter = new FakeVCenter();
        vcenter.Inventory.Add("Task", "task-100", ("info", InfoValue("running", "<progress>30</progress>")));

        var task = await vcenter.Gateway.ReadTaskAsync(Task100, TestContext.Current.CancellationToken);

        task.State.Should().Be(VCenterTaskState.Running);
        task.PercentComplete.Should().Be(30);
    }

    [Fact]
    public async Task A_task_that_vCenter_has_forgotten_is_an_error_of_its_own()
    {
        await using var vcenter = new FakeVCenter();

        var read = () => vcenter.Gateway.ReadTaskAsync(Task100, TestContext.Current.CancellationToken);

        (await read.Should().ThrowAsync<VmSnapshotException>()).Which.Fault!.Name.Should().Be("ManagedObjectNotFound");
    }

    [Theory]
    [InlineData("InvalidState")]
    [InlineData("NotSupported")]
    [InlineData("ManagedObjectNotFound")]
    public async Task Cancelling_a_task_that_can_not_be_cancelled_is_no_error(string fault)
    {
        await using var vcenter = new FakeVCenter().On("CancelTask", Answer.Fault(fault));

        await vcenter.Gateway.CancelTaskAsync(Task100, TestContext.Current.CancellationToken);

        vcenter.Request("CancelTask").Text("_this").Should().Be("task-100");
    }

    private static Answer Ended => Answer.Fault("NotAuthenticated", "The session is not authenticated.");

    private static FakeVCenter Watching(params Answer[] updates)
    {
        var (collectors, filters) = (0, 0);
        return new FakeVCenter()
            .On("CreatePropertyCollector", _ => $"""<returnval type="PropertyCollector">session[1]pc-{++collectors}</returnval>""")
            .On("CreateFilter", _ => $"""<returnval type="PropertyFilter">session[1]filter-{++filters}</returnval>""")
            .On("WaitForUpdatesEx", updates)
            .On("DestroyPropertyFilter", string.Empty)
            .On("DestroyPropertyCollector", string.Empty);
    }

    private static async Task<IReadOnlyList<VCenterTask>> WatchAsync(FakeVCenter vcenter)
    {
        var states = new List<VCenterTask>();
        await foreach (var state in vcenter.Gateway.WatchTaskAsync(Task100, TestContext.Current.CancellationToken))
        {
            states.Add(state);
        }

        return states;
    }

    private static Answer Update(string version, string change, bool truncated = false) => $"""
        <returnval><version>{version}</version><filterSet><filter type="PropertyFilter">session[1]filter-1</filter>
        <objectSet><kind>{(version == "1" ? "enter" : "modify")}</kind><obj type="Task">task-100</obj>{change}</objectSet></filterSet>
        <truncated>{(truncated ? "true" : "false")}</truncated></returnval>
        """;

    private static string Info(string state, string rest = "") =>
        $"<changeSet><name>info</name><op>assign</op>{InfoValue(state, rest)}</changeSet>";

    private static string InfoValue(string state, string rest = "") => Property.Value("TaskInfo", $"""
        <key>task-100</key><task type="Task">task-100</task><name>CloneVM_Task</name><descriptionId>VirtualMachine.clone</descriptionId>
        <entity type="VirtualMachine">vm-42</entity><entityName>golden</entityName><state>{state}</state><cancelled>false</cancelled>
        <cancelable>true</cancelable>{rest}<reason xsi:type="TaskReasonUser"><userName>VSPHERE.LOCAL\portal</userName></reason>
        <queueTime>2026-03-01T08:00:00.123456789Z</queueTime><eventChainId>4711</eventChainId>
        """);
}
