using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Faults;

public class TaskFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_that_is_to_fail_takes_its_time_has_no_effect_and_ends_with_the_fault()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, CloneDuration = TimeSpan.FromMinutes(10) });
        var inventory = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        long free = inventory.Datastore1.FreeBytes;
        simulator.Faults.On("CloneVM_Task").FailTask(new NoDiskSpace { Datastore = "datastore1", File = "f" }, "Full.");

        ManagedObjectReference task = await CloneAsync(user, inventory, "a");
        (await InfoAsync(user, task)).State.Should().Be(TaskInfoState.Running);
        clock.Advance(TimeSpan.FromMinutes(11));

        TaskInfo info = await InfoAsync(user, task);
        info.State.Should().Be(TaskInfoState.Error);
        info.Error!.Fault.Should().BeOfType<NoDiskSpace>().Which.Datastore.Should().Be("datastore1");
        info.Error.LocalizedMessage.Should().Be("Full.");
        Names(simulator).Should().NotContain("a");
        inventory.Datastore1.FreeBytes.Should().Be(free);

        await CloneAsync(user, inventory, "a");
        clock.Advance(TimeSpan.FromMinutes(11));
        Names(simulator).Should().Contain("a", "the fault acted once");
    }

    [Fact]
    public async Task A_forgotten_task_can_not_be_read_and_its_effect_comes_all_the_same()
    {
        var clock = new FakeTimeProvider();
        await using VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, CloneDuration = TimeSpan.FromMinutes(10) });
        var inventory = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On<CloneVMRequestType>(clone => clone.Name == "a").ForgetTask();

        ManagedObjectReference task = await CloneAsync(user, inventory, "a");
        clock.Advance(TimeSpan.FromMinutes(11));

        (await FluentActions.Awaiting(() => InfoAsync(user, task)).Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("ManagedObjectNotFound");
        inventory.Vm.RecentTasks.Snapshot.Should().NotContain(task);
        Names(simulator).Should().Contain("a");
        clock.Advance(TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task A_clone_whose_reply_is_lost_is_there()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var inventory = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        simulator.Faults.On("CloneVM_Task").LoseReply();

        (await FluentActions.Awaiting(() => CloneAsync(user, inventory, "a")).Should().ThrowAsync<VimTransportException>()).Which.MayHaveBeenExecuted.Should().BeTrue();

        Names(simulator).Should().Contain("a");
    }

    [Fact]
    public async Task What_needs_room_on_a_full_datastore_fails_with_NoDiskSpace()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var inventory = new SmallInventory(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        using IDisposable full = simulator.Faults.FillDatastore("datastore1");

        TaskInfo info = await InfoAsync(user, await CloneAsync(user, inventory, "a"));

        info.Error!.Fault.Should().BeOfType<NoDiskSpace>();
        Names(simulator).Should().NotContain("a");
    }

    private static Task<ManagedObjectReference> CloneAsync(LoggedIn user, SmallInventory inventory, string name)
        => user.Client.CloneVMTaskAsync(inventory.Vm.Reference, inventory.Datacenter.VmFolder.Reference, name,
            new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Datastore = inventory.Datastore1.Reference } }, Stop);

    private static async Task<TaskInfo> InfoAsync(LoggedIn user, ManagedObjectReference task)
    {
        RetrieveResult? result = await user.Client.RetrievePropertiesExAsync(user.Content.PropertyCollector!,
            [new PropertyFilterSpec { PropSet = [new PropertySpec { Type = "Task", PathSet = ["info"] }], ObjectSet = [new ObjectSpec { Obj = task }] }], new RetrieveOptions(), Stop);
        return (TaskInfo)result!.Objects![0].PropSet![0].Val!;
    }

    private static IEnumerable<string> Names(VCenterSimulator simulator) => simulator.Inventory.VirtualMachines.Select(vm => vm.Name);
}
