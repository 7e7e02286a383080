using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>Tasks: watched, read, cancelled, found again, forgotten.</summary>
public abstract partial class GatewayConformance
{
    private static readonly MoRef ForgottenTask = new("Task", "task-999999999");

    [Fact]
    public Task A_task_is_watched_to_its_end_and_read_the_same() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("task");
        MoRef task = await Gateway.StartPowerOnAsync(vm, Stop);
        List<VCenterTask> seen = await Gateway.WatchTaskAsync(task, Stop).ToListAsync(Stop);
        Assert.All(seen, one => Assert.Equal(task, one.MoRef));
        Assert.All(seen.SkipLast(1), one => Assert.False(one.HasEnded));
        Assert.Equal(VCenterTaskState.Success, seen[^1].State);
        VCenterTask read = await Gateway.ReadTaskAsync(task, Stop);
        Assert.Equal((seen[^1].State, seen[^1].Result, seen[^1].DescriptionId), (read.State, read.Result, read.DescriptionId));
    });

    [Fact]
    public Task A_task_that_has_ended_is_watched_once_more() => CaseAsync(async () =>
    {
        MoRef task = (await SucceedAsync(Gateway.StartPowerOnAsync(await MakeVmAsync("watched"), Stop))).MoRef;
        Assert.Equal(VCenterTaskState.Success, Assert.Single(await Gateway.WatchTaskAsync(task, Stop).ToListAsync(Stop)).State);
    });

    [Fact]
    public Task A_task_says_what_it_does() => CaseAsync(async () =>
    {
        MoRef vm = await MakeVmAsync("says");
        Assert.Equal("VirtualMachine.powerOn", (await SucceedAsync(Gateway.StartPowerOnAsync(vm, Stop))).DescriptionId);
        Assert.Equal("VirtualMachine.powerOff", (await SucceedAsync(Gateway.StartPowerOffAsync(vm, Stop))).DescriptionId);
    });

    [Fact]
    public Task The_task_of_a_clone_says_so() => CaseAsync(async () =>
    {
        VCenterTask end = await SucceedAsync(Gateway.StartCloneAsync(CloneOf(Places.Vm.MoRef, NewName("clone-task")), Stop));
        _made.Add(Assert.NotNull(end.Result));
        Assert.Equal("VirtualMachine.clone", end.DescriptionId);
    });

    [Fact]
    public Task A_task_that_vCenter_has_forgotten_is_ManagedObjectNotFound() => CaseAsync(async () =>
    {
        Assert.Equal("ManagedObjectNotFound", (await FaultOfAsync(() => Gateway.ReadTaskAsync(ForgottenTask, Stop))).Name);
        Assert.Equal("ManagedObjectNotFound", (await FaultOfAsync(() => Gateway.WatchTaskAsync(ForgottenTask, Stop).LastAsync(Stop).AsTask())).Name);
    });

    [Fact]
    public Task Cancelling_what_has_ended_or_is_forgotten_is_no_error() => CaseAsync(async () =>
    {
        MoRef task = (await SucceedAsync(Gateway.StartPowerOnAsync(await MakeVmAsync("too-late"), Stop))).MoRef;
        await Gateway.CancelTaskAsync(task, Stop);
        await Gateway.CancelTaskAsync(ForgottenTask, Stop);
        Assert.Equal(VCenterTaskState.Success, (await Gateway.ReadTaskAsync(task, Stop)).State);
    });

    [Fact]
    public Task A_clone_that_is_cancelled_ends_with_RequestCanceled_and_makes_nothing() => CaseAsync(async () =>
    {
        using IDisposable slow = _fixture.SlowClones();
        CloneVm clone = CloneOf(Places.Vm.MoRef, NewName("cancelled"));
        MoRef task = await Gateway.StartCloneAsync(clone, Stop);
        await Gateway.CancelTaskAsync(task, Stop);
        VCenterTask end = await EndOfAsync(task);
        Assert.Equal((VCenterTaskState.Error, "RequestCanceled"), (end.State, end.Fault?.Name));
        Assert.Null(await Gateway.FindVmInFolderAsync(clone.Folder, clone.Name, Stop));
    });

    [Fact]
    public Task A_clone_under_way_is_found_on_its_source_until_it_ends() => CaseAsync(async () =>
    {
        MoRef source = await MakeVmAsync("busy");
        Assert.Empty(await Gateway.FindUnfinishedTasksAsync(source, Stop));
        using IDisposable slow = _fixture.SlowClones();
        MoRef task = await Gateway.StartCloneAsync(CloneOf(source, NewName("under-way")), Stop);
        VCenterTask found = Assert.Single(await Gateway.FindUnfinishedTasksAsync(source, Stop));
        Assert.Equal((task, "VirtualMachine.clone", false), (found.MoRef, found.DescriptionId, found.HasEnded));
        await Gateway.CancelTaskAsync(task, Stop);
        await EndOfAsync(task);
        Assert.Empty(await Gateway.FindUnfinishedTasksAsync(source, Stop));
    });

    [Fact]
    public Task What_has_ended_or_is_gone_has_no_unfinished_tasks() => CaseAsync(async () =>
    {
        Assert.Empty(await Gateway.FindUnfinishedTasksAsync(await MakeRunningVmAsync("idle"), Stop));
        Assert.Empty(await Gateway.FindUnfinishedTasksAsync(GoneVm, Stop));
    });

    [Fact]
    public Task A_watch_that_is_given_up_leaves_the_task_alone() => CaseAsync(async () =>
    {
        using IDisposable slow = _fixture.SlowClones();
        MoRef task = await Gateway.StartCloneAsync(CloneOf(Places.Vm.MoRef, NewName("given-up")), Stop);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (VCenterTask seen in Gateway.WatchTaskAsync(task, enough.Token))
            {
                Assert.False(seen.HasEnded);
                enough.CancelAfter(TimeSpan.FromMilliseconds(50));
            }
        });
        Assert.False((await Gateway.ReadTaskAsync(task, Stop)).HasEnded);
        await Gateway.CancelTaskAsync(task, Stop);
        await EndOfAsync(task);
    });
}
