using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Tasks;

public class TaskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_hour_that_passes_at_once_ends_an_hours_task()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        SimulatedTask task = Work.Start(simulator, small.Vm, TimeSpan.FromHours(1));
        task.Info.State.Should().Be(TaskInfoState.Running);

        clock.Advance(TimeSpan.FromHours(1));

        task.Info.State.Should().Be(TaskInfoState.Success);
        task.Info.CompleteTime.Should().Be(clock.GetUtcNow());
    }

    [Fact]
    public async Task A_task_ends_at_its_time_whatever_leaps_the_clock_makes()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        SimulatedTask task = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(60));

        clock.Advance(TimeSpan.FromMinutes(22));
        task.Info.Progress.Should().Be(25);
        clock.Advance(TimeSpan.FromMinutes(37));
        task.Info.Progress.Should().Be(75);
        task.HasEnded.Should().BeFalse();
        clock.Advance(TimeSpan.FromMinutes(1));

        task.HasEnded.Should().BeTrue();
    }

    [Fact]
    public async Task Durations_without_end_are_taken_at_their_word()
    {
        await using VCenterSimulator simulator = TestSimulator.Create(
            new VCenterSimulatorOptions { TaskRetention = TimeSpan.MaxValue, GuestStartDuration = TimeSpan.MaxValue, SessionIdleTimeout = TimeSpan.MaxValue });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        SimulatedTask running = Work.Start(simulator, small.Vm, TimeSpan.MaxValue, isCancelable: true);
        running.Info.State.Should().Be(TaskInfoState.Running);
        await user.Client.CancelTaskAsync(running.Reference, Token);
        ManagedObjectReference powerOn = await user.Client.PowerOnVMTaskAsync(small.Vm.Reference, cancellationToken: Token);

        running.Info.Cancelled.Should().BeTrue();
        (await user.ReadAsync<TaskInfoState>(powerOn, "info.state")).Should().Be(TaskInfoState.Success);
    }

    [Fact]
    public async Task A_vCenter_that_keeps_no_tasks_forgets_each_at_its_end()
    {
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TaskRetention = TimeSpan.Zero });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference? reference = null;

        Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1));
        Action start = () => reference = Work.Start(simulator, small.Vm)?.Reference;

        start.Should().NotThrow();
        reference.Should().BeNull("it is gone already");
        small.Vm.RecentTasks.Count.Should().Be(1);
        simulator.VCenter.Tasks.History.Items.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_task_shows_its_progress_as_time_goes_by_while_it_runs()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        SimulatedTask task = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(4));
        List<int?> seen = [task.Info.Progress];

        for (int minute = 0; minute < 4; minute++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            seen.Add(task.Info.Progress);
        }

        seen.Should().Equal(0, 25, 50, 75, null);
    }

    [Fact]
    public async Task A_task_says_what_it_is_who_asked_for_it_and_when()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        TaskInfo info = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1), isCancelable: true).Info;

        info.Key.Should().Be(info.Task!.Value);
        info.Name.Should().Be("PowerOnVM_Task");
        info.DescriptionId.Should().Be("VirtualMachine.powerOn");
        info.Entity.Should().Be(small.Vm.Reference);
        info.EntityName.Should().Be("web-1");
        info.Reason.Should().BeOfType<TaskReasonUser>().Which.UserName.Should().Be("user");
        info.QueueTime.Should().Be(clock.GetUtcNow());
        info.StartTime.Should().Be(clock.GetUtcNow());
        info.CompleteTime.Should().BeNull();
        info.Cancelable.Should().BeTrue();
        info.Cancelled.Should().BeFalse();
        info.EventChainId.Should().BePositive();
    }

    [Fact]
    public async Task A_fault_ends_a_task_as_error_and_gives_back_what_it_took()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        bool undone = false;

        SimulatedTask task = Work.Start(simulator, small.Vm, new TaskWork
        {
            Locks = [small.Vm],
            Finish = () => throw SimulatedFault.NoDiskSpace("datastore1", "file"),
            Undo = () => undone = true,
        });

        task.Info.State.Should().Be(TaskInfoState.Error);
        task.Info.Error!.Fault.Should().BeOfType<NoDiskSpace>();
        undone.Should().BeTrue();
        small.Vm.BusyWith.Should().BeNull();
    }

    [Fact]
    public async Task Tasks_beyond_the_limit_are_queued_and_run_in_their_order()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, MaxRunningTasks = 2 });
        var small = new SmallInventory(simulator);
        SimulatedTask[] tasks = [.. Enumerable.Range(0, 5).Select(_ => Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1)))];

        tasks.Select(task => task.Info.State.ToString()).Should().Equal("running", "running", "queued", "queued", "queued");
        tasks[2].Info.StartTime.Should().BeNull();
        tasks[2].Info.Progress.Should().BeNull();
        clock.Advance(TimeSpan.FromMinutes(1));
        tasks.Select(task => task.Info.State.ToString()).Should().Equal("success", "success", "running", "running", "queued");
        clock.Advance(TimeSpan.FromMinutes(1));
        clock.Advance(TimeSpan.FromMinutes(1));
        tasks.Should().OnlyContain(task => task.Info.State == TaskInfoState.Success);
        tasks[4].Info.QueueTime.Should().Be(tasks[4].Info.StartTime!.Value.AddMinutes(-2));
    }

    [Fact]
    public async Task A_long_queue_of_tasks_that_take_no_time_is_worked_off_at_once()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, MaxRunningTasks = 1 });
        var small = new SmallInventory(simulator);
        SimulatedTask first = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1));
        SimulatedTask[] queued = [.. Enumerable.Range(0, 20_000).Select(_ => Work.Start(simulator, small.Host1))];

        clock.Advance(TimeSpan.FromMinutes(1));

        first.HasEnded.Should().BeTrue();
        queued.Should().OnlyContain(task => task.Info.State == TaskInfoState.Success);
    }

    [Fact]
    public async Task Five_thousand_tasks_run_at_once()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);

        SimulatedTask[] tasks = [.. Enumerable.Range(0, 5_000).Select(_ => Work.Start(simulator, small.Vm, TimeSpan.FromHours(1)))];
        tasks.Should().OnlyContain(task => task.Info.State == TaskInfoState.Running);
        clock.Advance(TimeSpan.FromHours(1));

        tasks.Should().OnlyContain(task => task.Info.State == TaskInfoState.Success);
    }

    [Fact]
    public async Task A_cancelable_task_is_cancelled_without_effect()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        bool finished = false;
        SimulatedTask task = Work.Start(simulator, small.Vm, new TaskWork
        {
            Duration = TimeSpan.FromMinutes(1),
            IsCancelable = true,
            Locks = [small.Vm],
            Finish = () => finished = true,
        });

        await user.Client.CancelTaskAsync(task.Reference, Token);

        task.Info.State.Should().Be(TaskInfoState.Error);
        task.Info.Error!.Fault.Should().BeOfType<RequestCanceled>();
        task.Info.Cancelled.Should().BeTrue();
        small.Vm.BusyWith.Should().BeNull();
        clock.Advance(TimeSpan.FromMinutes(2));
        finished.Should().BeFalse();
        (await FaultOf(() => user.Client.CancelTaskAsync(task.Reference, Token))).Should().Be("InvalidState");
    }

    [Fact]
    public async Task A_queued_task_can_be_cancelled_and_leaves_the_queue()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, MaxRunningTasks = 1 });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1));
        SimulatedTask queued = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1), isCancelable: true);
        SimulatedTask last = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1));

        await user.Client.CancelTaskAsync(queued.Reference, Token);
        clock.Advance(TimeSpan.FromMinutes(1));

        queued.Info.Error!.Fault.Should().BeOfType<RequestCanceled>();
        queued.Info.StartTime.Should().BeNull();
        last.Info.State.Should().Be(TaskInfoState.Running);
    }

    [Fact]
    public async Task A_task_that_can_not_be_cancelled_or_has_ended_refuses()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        SimulatedTask fixedTask = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1));
        SimulatedTask ended = Work.Start(simulator, small.Vm, isCancelable: true);

        (await FaultOf(() => user.Client.CancelTaskAsync(fixedTask.Reference, Token))).Should().Be("NotSupported");
        (await FaultOf(() => user.Client.CancelTaskAsync(ended.Reference, Token))).Should().Be("InvalidState");
        fixedTask.Info.State.Should().Be(TaskInfoState.Running);
    }

    [Fact]
    public async Task Cancelling_needs_its_privilege()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        simulator.VCenter.Permissions.AddUser("reader", "reader", simulator.VCenter.Permissions.ReadOnly);
        await using LoggedIn reader = await LoggedIn.ToAsync(simulator, "reader", "reader");
        SimulatedTask task = Work.Start(simulator, small.Vm, TimeSpan.FromHours(1), isCancelable: true);

        (await FaultOf(() => reader.Client.CancelTaskAsync(task.Reference, Token))).Should().Be("NoPermission");
    }

    [Fact]
    public async Task A_vm_that_a_task_has_to_itself_refuses_others_until_the_task_ends()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        SimulatedTask first = Start();

        Action second = () => Start();

        second.Should().Throw<VimFaultException>().Which.Fault.Should().BeOfType<TaskInProgress>().Which.Task.Should().Be(first.Reference);
        clock.Advance(TimeSpan.FromMinutes(1));
        second.Should().NotThrow();

        SimulatedTask Start() => Work.Start(simulator, small.Vm, new TaskWork { Duration = TimeSpan.FromMinutes(1), Locks = [small.Vm], Finish = () => null });
    }

    private static async Task<string> FaultOf(Func<Task> call) => (await call.Should().ThrowAsync<VimFaultException>()).Which.FaultName;
}
