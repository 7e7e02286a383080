using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Tasks;

public class TaskHistoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_recent_for_ten_minutes_after_its_end_and_then_only_history()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        SimulatedTask task = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(30));
        clock.Advance(TimeSpan.FromMinutes(29));
        Recent(simulator).Should().Equal(task.Reference);
        clock.Advance(TimeSpan.FromMinutes(10));
        Recent(simulator).Should().Equal(task.Reference);
        small.Vm.RecentTasks.Snapshot.Should().Equal(task.Reference);

        clock.Advance(TimeSpan.FromMinutes(10));

        Recent(simulator).Should().BeEmpty();
        small.Vm.RecentTasks.Snapshot.Should().BeEmpty();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        Func<Task> cancel = () => user.Client.CancelTaskAsync(task.Reference, Token);
        (await cancel.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ManagedObjectNotFound");
        (await ReadAllAsync(user, new TaskFilterSpec())).Should().ContainSingle().Which.Key.Should().Be(task.Reference.Value);
    }

    [Fact]
    public async Task The_lists_of_recent_tasks_show_the_last_two_hundred_that_ended_besides_those_that_run()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        SimulatedTask running = Work.Start(simulator, small.Vm, TimeSpan.FromHours(1));
        SimulatedTask[] ended = [.. Enumerable.Range(0, 250).Select(_ => Work.Start(simulator, small.Vm))];

        Recent(simulator).Should().Equal([running.Reference, .. ended[50..].Select(task => task.Reference)]);
        small.Vm.RecentTasks.Count.Should().Be(201);
        simulator.VCenter.World.Find(ended[0].Reference).Should().NotBeNull("whoever waits for it can still read how it ended");
    }

    [Fact]
    public async Task A_collector_reads_from_the_oldest_task_to_the_newest_and_goes_on_with_those_that_come()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        SimulatedTask[] tasks = [.. Enumerable.Range(0, 5).Select(_ => Work.Start(simulator, small.Vm))];
        ManagedObjectReference collector = await user.Client.CreateCollectorForTasksAsync(user.Content.TaskManager!, new TaskFilterSpec(), Token);

        (await ReadAsync(3)).Should().Equal(tasks[..3].Select(task => task.Info.Key));
        (await ReadAsync(3)).Should().Equal(tasks[3..].Select(task => task.Info.Key));
        (await ReadAsync(3)).Should().BeEmpty();
        SimulatedTask later = Work.Start(simulator, small.Vm);
        (await ReadAsync(3)).Should().Equal(later.Info.Key);

        async Task<IEnumerable<string?>> ReadAsync(int count) => (await user.Client.ReadNextTasksAsync(collector, count, Token)).Select(info => info.Key);
    }

    [Fact]
    public async Task Tasks_can_be_asked_for_by_entity_state_user_chain_and_time()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        SimulatedTask bySystem = Work.Start(simulator, small.Host1);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        clock.Advance(TimeSpan.FromMinutes(1));
        DateTimeOffset middle = clock.GetUtcNow();
        SimulatedTask failed = Work.Start(simulator, small.Vm, new TaskWork { Finish = () => throw SimulatedFault.RequestCanceled() });
        clock.Advance(TimeSpan.FromMinutes(1));
        SimulatedTask running = Work.Start(simulator, small.Vm, TimeSpan.FromHours(1));

        await Expect(new() { Entity = new() { Entity = small.Vm.Reference, Recursion = TaskFilterSpecRecursionOption.Self } }, failed, running);
        await Expect(new() { Entity = new() { Entity = small.Datacenter.Reference, Recursion = TaskFilterSpecRecursionOption.Self } });
        await Expect(new() { Entity = new() { Entity = small.Datacenter.Reference, Recursion = TaskFilterSpecRecursionOption.Children } }, bySystem, failed, running);
        await Expect(new() { Entity = new() { Entity = small.Datacenter.VmFolder.Reference, Recursion = TaskFilterSpecRecursionOption.All } }, failed, running);
        await Expect(new() { Entity = new() { Entity = small.Cluster.RootPool.Reference, Recursion = TaskFilterSpecRecursionOption.All } }, failed, running);
        await Expect(new() { Entity = new() { Entity = simulator.VCenter.RootFolder.Reference, Recursion = TaskFilterSpecRecursionOption.Self } }, bySystem, failed, running);
        await Expect(new() { State = [TaskInfoState.Error] }, failed);
        await Expect(new() { State = [TaskInfoState.Running, TaskInfoState.Success] }, bySystem, running);
        await Expect(new() { UserName = new() { SystemUser = true, UserList = ["nobody"] } }, bySystem);
        await Expect(new() { UserName = new() { UserList = ["USER"] } }, failed, running);
        await Expect(new() { EventChainId = [running.Info.EventChainId] }, running);
        await Expect(new() { Time = new() { TimeType = TaskFilterSpecTimeOption.QueuedTime, BeginTime = middle } }, failed, running);
        await Expect(new() { Time = new() { TimeType = TaskFilterSpecTimeOption.CompletedTime, BeginTime = middle } }, failed);
        await Expect(new() { Time = new() { TimeType = TaskFilterSpecTimeOption.StartedTime, EndTime = middle } }, bySystem, failed);
        await Expect(new() { ActivationId = ["another"] });

        async Task Expect(TaskFilterSpec filter, params SimulatedTask[] expected)
            => (await ReadAllAsync(user, filter)).Select(info => info.Key).Should().Equal(expected.Select(task => task.Info.Key));
    }

    [Fact]
    public async Task The_latest_page_shows_the_newest_tasks_and_follows_their_states()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock });
        var small = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference collector = await user.Client.CreateCollectorForTasksAsync(user.Content.TaskManager!, new TaskFilterSpec { State = [TaskInfoState.Success] }, Token);
        await user.Client.SetCollectorPageSizeAsync(collector, 2, Token);
        SimulatedTask slow = Work.Start(simulator, small.Vm, TimeSpan.FromMinutes(1));
        SimulatedTask second = Work.Start(simulator, small.Vm);
        Page().Should().Equal(second.Info.Key);

        clock.Advance(TimeSpan.FromMinutes(1));
        Page().Should().Equal(second.Info.Key, slow.Info.Key);
        SimulatedTask third = Work.Start(simulator, small.Vm);

        Page().Should().Equal(third.Info.Key, second.Info.Key);

        IEnumerable<string?> Page() => simulator.VCenter.World.Find(collector)!.Get<IReadOnlyList<TaskInfo>>("latestPage")!.Select(info => info.Key);
    }

    [Fact]
    public async Task A_user_sees_the_tasks_of_what_the_user_may_see()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var permissions = simulator.VCenter.Permissions;
        permissions.Grant(small.Vm, permissions.AddUser("u", "p", role: null), permissions.ReadOnly);
        SimulatedTask visible = Work.Start(simulator, small.Vm);
        Work.Start(simulator, small.Host1);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "u", "p");

        (await ReadAllAsync(user, new TaskFilterSpec())).Should().ContainSingle().Which.Key.Should().Be(visible.Info.Key);
    }

    [Fact]
    public async Task What_a_filter_names_has_to_be_there()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);

        Func<Task> create = () => user.Client.CreateCollectorForTasksAsync(
            user.Content.TaskManager!, new TaskFilterSpec { Entity = new() { Entity = new("VirtualMachine", "vm-0"), Recursion = TaskFilterSpecRecursionOption.Self } }, Token);

        (await create.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
    }

    [Fact]
    public async Task A_session_has_thirty_two_collectors_at_most_and_they_are_its_own()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        await using LoggedIn other = await LoggedIn.ToAsync(simulator);
        List<ManagedObjectReference> collectors = [];
        for (int i = 0; i < 32; i++)
        {
            collectors.Add(await user.Client.CreateCollectorForTasksAsync(user.Content.TaskManager!, new TaskFilterSpec(), Token));
        }

        Func<Task> oneMore = () => user.Client.CreateCollectorForTasksAsync(user.Content.TaskManager!, new TaskFilterSpec(), Token);
        Func<Task> ofAnother = () => other.Client.ReadNextTasksAsync(collectors[0], 1, Token);

        (await oneMore.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidState");
        (await ofAnother.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ManagedObjectNotFound");
        await user.Client.DestroyCollectorAsync(collectors[0], Token);
        await oneMore.Should().NotThrowAsync();
        await user.Client.LogoutAsync(user.Content.SessionManager!, Token);
        simulator.VCenter.World.Objects.Should().NotContain(obj => obj.Reference.Type == "TaskHistoryCollector");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public async Task A_page_size_out_of_range_is_refused(int size)
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        ManagedObjectReference collector = await user.Client.CreateCollectorForTasksAsync(user.Content.TaskManager!, new TaskFilterSpec(), Token);

        Func<Task> set = () => user.Client.SetCollectorPageSizeAsync(collector, size, Token);

        (await set.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
    }

    private static IReadOnlyList<ManagedObjectReference> Recent(VCenterSimulator simulator)
        => simulator.VCenter.World.Find(simulator.VCenter.Content.TaskManager)!.Get<IReadOnlyList<ManagedObjectReference>>("recentTask")!;

    private static async Task<IReadOnlyList<TaskInfo>> ReadAllAsync(LoggedIn user, TaskFilterSpec filter)
    {
        ManagedObjectReference collector = await user.Client.CreateCollectorForTasksAsync(user.Content.TaskManager!, filter, Token);
        IReadOnlyList<TaskInfo> read = await user.Client.ReadNextTasksAsync(collector, 1000, Token);
        await user.Client.DestroyCollectorAsync(collector, Token);
        return read;
    }
}
