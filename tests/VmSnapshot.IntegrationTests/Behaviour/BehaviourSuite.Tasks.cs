using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>What tasks tell of themselves.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task A_task_that_ended_can_be_read() => CaseAsync("success; VirtualMachine.powerOn; names the VM; times are in order; no error", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("task-vm");
        TaskInfo info = await s.EndOfAsync(s.Client.PowerOnVMTaskAsync(vm, cancellationToken: Stop));
        return Lines(
            info.State,
            info.DescriptionId,
            info.Entity != vm ? "is about another" : info.EntityName == "task-vm" ? "names the VM" : info.EntityName == vm.Value ? "names the reference" : info.EntityName,
            info.QueueTime <= info.StartTime && info.StartTime <= info.CompleteTime ? "times are in order" : $"{info.QueueTime} {info.StartTime} {info.CompleteTime}",
            info.Error is null ? "no error" : "an error");
    });

    [Fact]
    public Task A_clone_task_is_called_as_vCenter_calls_it() => CaseAsync("VirtualMachine.clone; CloneVM_Task", async s =>
    {
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } };
        TaskInfo info = await s.EndOfAsync(s.Client.CloneVMTaskAsync(await s.FindAsync(Names.Stopped), await s.FindAsync(Names.VmFolder), "task-clone", spec, Stop));
        return Lines(info.DescriptionId, info.Name);
    });

    [Fact]
    public Task A_task_says_who_asked_for_it() => CaseAsync("its user", async s =>
    {
        TaskInfo info = await s.EndOfAsync(s.Client.PowerOnVMTaskAsync(await s.NewVmAsync("task-user"), cancellationToken: Stop));
        return info.Reason is TaskReasonUser user && user.UserName == s.Server.UserName ? "its user" : $"{info.Reason?.WireTypeName} {(info.Reason as TaskReasonUser)?.UserName}";
    });

    [Fact]
    public Task A_filter_on_a_task_that_ended_says_so_at_once() => CaseAsync("enter info.state=success", async s =>
    {
        ManagedObjectReference task = await s.Client.PowerOnVMTaskAsync(await s.NewVmAsync("task-watched"), cancellationToken: Stop);
        await s.EndOfAsync(Task.FromResult(task));
        return await (await Watch.StartAsync(s, Specs.Of(task, "info.state"))).NextAsync(InTime);
    });

    [Fact]
    public Task A_task_that_fails_holds_the_fault() => CaseAsync("error; InvalidPowerState; poweredOff; no result", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("task-failing");
        try
        {
            TaskInfo info = await s.EndOfAsync(s.Client.PowerOffVMTaskAsync(vm, Stop));
            return Lines(
                info.State,
                info.Error?.Fault?.WireTypeName,
                (info.Error?.Fault as InvalidPowerState)?.ExistingState,
                info.Result is null ? "no result" : "a result");
        }
        catch (VimFaultException fault)
        {
            // The documentation lets a method throw at once what its task could end with.
            return Lines("error", fault.FaultName, (fault.Fault as InvalidPowerState)?.ExistingState, "no result");
        }
    });

    [Fact]
    public Task An_entity_lists_its_recent_tasks() => CaseAsync("listed", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("task-recent");
        ManagedObjectReference task = await s.Client.PowerOnVMTaskAsync(vm, cancellationToken: Stop);
        await s.EndOfAsync(Task.FromResult(task));
        return await s.ReadAsync(vm, "recentTask") is IReadOnlyList<ManagedObjectReference> recent && recent.Contains(task) ? "listed" : "not listed";
    });

    [Fact]
    public Task A_task_that_ended_cannot_be_cancelled() => CaseAsync("InvalidState", async s =>
    {
        ManagedObjectReference task = await s.Client.PowerOnVMTaskAsync(await s.NewVmAsync("task-cancel"), cancellationToken: Stop);
        await s.EndOfAsync(Task.FromResult(task));
        string end = await EndOfAsync(() => s.Client.CancelTaskAsync(task, Stop));
        return end == "InvalidState" || VimFaultIs(end, "InvalidState") ? "InvalidState" : end;
    });

    [Fact]
    public Task The_history_of_an_entity_has_its_tasks() => CaseAsync("VirtualMachine.powerOn success", async s =>
    {
        ManagedObjectReference vm = await s.NewVmAsync("task-history");
        await s.PowerOnAsync(vm);
        var filter = new TaskFilterSpec { Entity = new TaskFilterSpecByEntity { Entity = vm, Recursion = TaskFilterSpecRecursionOption.Self } };
        ManagedObjectReference collector = await s.Client.CreateCollectorForTasksAsync(s.Content.TaskManager!, filter, Stop);
        IReadOnlyList<TaskInfo> tasks = await s.Client.ReadNextTasksAsync(collector, 10, Stop);
        await s.Client.DestroyCollectorAsync(collector, Stop);
        return string.Join(", ", tasks.Where(info => info.DescriptionId!.Contains("power", StringComparison.Ordinal)).Select(info => $"{info.DescriptionId} {info.State}"));
    });

    private static bool VimFaultIs(string name, string baseName) => new VimFaultException(name).Is(baseName);
}
