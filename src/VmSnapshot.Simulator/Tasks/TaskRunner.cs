using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>Starts tasks, lets them progress, ends them.</summary>
internal sealed class TaskRunner(SimulatedWorld world, Action<SimulatedTask> ended)
{
    private const int Ticks = 4;

    /// <summary>Starts a task on an entity for the call under way.</summary>
    /// <param name="call">The call that asks for it.</param>
    /// <param name="entity">What the task is on.</param>
    /// <param name="descriptionId">The method as vCenter names it in tasks, such as <c>VirtualMachine.clone</c>.</param>
    /// <param name="work">What to do.</param>
    /// <exception cref="VimFaultException">TaskInProgress.</exception>
    internal ManagedObjectReference Start(SimulatedCall call, ManagedEntity entity, string descriptionId, TaskWork work)
    {
        work = call.TaskFault is { } fault ? work.FailingWith(fault) : work;
        foreach (VirtualMachine vm in work.Locks)
        {
            if (vm.BusyWith is { } other)
            {
                throw SimulatedFault.TaskInProgress(other);
            }
        }

        var reference = new ManagedObjectReference("Task", world.NewId("task"));
        var task = new SimulatedTask(world, reference, work);
        task.Set("info", new TaskInfo
        {
            Key = reference.Value,
            Task = reference,
            Name = call.Request.Operation,
            DescriptionId = descriptionId,
            Entity = entity.Reference,
            EntityName = entity.Name,
            State = TaskInfoState.Running,
            Cancelable = work.IsCancelable,
            Progress = 0,
            Reason = new TaskReasonUser { UserName = call.Session?.UserName ?? "" },
            QueueTime = world.Now,
            StartTime = world.Now,
        });
        world.Add(task);
        entity.RecentTasks.Add(reference);
        foreach (VirtualMachine vm in work.Locks)
        {
            vm.BusyWith = reference;
        }

        Tick(task, 1);
        return reference;
    }

    /// <summary>Ends a task at once with RequestCanceled.</summary>
    internal void Cancel(SimulatedTask task)
    {
        task.Next?.Dispose();
        task.ChangeInfo(info => info.Cancelled = true);
        Fail(task, SimulatedFault.RequestCanceled());
    }

    private void Tick(SimulatedTask task, int tick)
        => task.Next = world.After(task.Work.Duration / Ticks, () =>
        {
            if (tick < Ticks)
            {
                task.ChangeInfo(info => info.Progress = tick * 100 / Ticks);
                Tick(task, tick + 1);
            }
            else
            {
                Finish(task);
            }
        });

    private void Finish(SimulatedTask task)
    {
        Release(task);
        try
        {
            object? result = task.Work.Finish();
            task.ChangeInfo(info =>
            {
                info.State = TaskInfoState.Success;
                info.Result = result;
                info.Progress = 100;
                info.CompleteTime = world.Now;
            });
            ended(task);
        }
        catch (VimFaultException fault)
        {
            Fail(task, fault);
        }
    }

    private void Fail(SimulatedTask task, VimFaultException fault)
    {
        Release(task);
        task.Work.Undo?.Invoke();
        task.ChangeInfo(info =>
        {
            info.State = TaskInfoState.Error;
            info.Error = new LocalizedMethodFault { Fault = fault.Fault, LocalizedMessage = fault.Message };
            info.CompleteTime = world.Now;
        });
        ended(task);
    }

    private static void Release(SimulatedTask task)
    {
        foreach (VirtualMachine vm in task.Work.Locks)
        {
            if (vm.BusyWith == task.Reference)
            {
                vm.BusyWith = null;
            }
        }
    }
}
