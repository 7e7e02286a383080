using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>Starts tasks or queues them, lets them progress, ends them.</summary>
internal sealed class TaskRunner
{
    private const int Quarters = 4;
    private readonly VCenter _vCenter;
    private readonly SimulatedWorld _world;
    private readonly LinkedList<SimulatedTask> _queue = [];
    private readonly RecentTasks _recent;
    private int _running;
    private bool _isStarting;

    internal TaskRunner(VCenter vCenter)
    {
        _vCenter = vCenter;
        _world = vCenter.World;
        _recent = new RecentTasks(vCenter);
        History = new HistoryLog<SimulatedTask>(_world);
    }

    /// <summary>All tasks, those included whose objects are gone.</summary>
    internal HistoryLog<SimulatedTask> History { get; }

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
            RequireIdle(vm);
        }

        foreach (VirtualMachine vm in work.Reads)
        {
            RequireUnchanging(vm);
        }

        var reference = new ManagedObjectReference("Task", _world.NewId("task"));
        string userName = call.Session?.UserName ?? "";
        var task = new SimulatedTask(_world, reference, userName, work);
        var info = new TaskInfo
        {
            Key = reference.Value,
            Task = reference,
            Name = call.Request.Operation,
            DescriptionId = descriptionId,
            Entity = entity.Reference,
            EntityName = entity.Name,
            State = TaskInfoState.Queued,
            Cancelable = work.IsCancelable,
            Reason = call.Session is null ? new TaskReasonSystem() : new TaskReasonUser { UserName = userName },
            QueueTime = _world.Now,
            EventChainId = call.EventChainId != 0 ? call.EventChainId : _vCenter.Events.NextKey,
        };
        call.EventChainId = 0;
        task.Set("info", info);
        _world.Add(task);
        _vCenter.Events.Post(call, entity, new TaskEvent { Info = info, ChainId = info.EventChainId });
        task.Entry = History.Add(task, entity);
        _recent.Add(task, entity);
        foreach (VirtualMachine vm in work.Locks)
        {
            vm.BusyWith = reference;
        }

        foreach (VirtualMachine vm in work.Reads)
        {
            vm.ReadBy.Add(reference);
        }

        task.Queued = _queue.AddLast(task);
        RunQueued();
        return reference;
    }

    /// <summary>Takes a task's object away, as a vCenter that restarts does; what the task does goes on.</summary>
    internal void Forget(ManagedObjectReference reference)
    {
        if (_world.Find(reference) is SimulatedTask task)
        {
            _recent.Forget(task);
        }
    }

    /// <summary>Refuses what would change a VM while a task changes or copies it.</summary>
    /// <exception cref="VimFaultException">TaskInProgress.</exception>
    internal static void RequireIdle(VirtualMachine vm)
    {
        if ((vm.BusyWith ?? vm.ReadBy.FirstOrDefault()) is { } other)
        {
            throw SimulatedFault.TaskInProgress(other);
        }
    }

    /// <summary>Refuses what would copy a VM while a task changes it.</summary>
    /// <exception cref="VimFaultException">TaskInProgress.</exception>
    internal static void RequireUnchanging(VirtualMachine vm)
    {
        if (vm.BusyWith is { } other)
        {
            throw SimulatedFault.TaskInProgress(other);
        }
    }

    /// <summary>Ends a task at once with RequestCanceled.</summary>
    internal void Cancel(SimulatedTask task)
    {
        task.Next?.Dispose();
        task.ChangeInfo(info => info.Cancelled = true);
        End(task, () => throw SimulatedFault.RequestCanceled());
    }

    private void RunQueued()
    {
        if (_isStarting)
        {
            return; // a task that ended at once: the loop below goes on
        }

        _isStarting = true;
        try
        {
            while (_queue.First is { } next && _running < (_vCenter.Options.MaxRunningTasks ?? int.MaxValue))
            {
                Run(next.Value);
            }
        }
        finally
        {
            _isStarting = false;
        }
    }

    private void Run(SimulatedTask task)
    {
        Dequeue(task);
        _running++;
        task.ChangeInfo(info =>
        {
            info.State = TaskInfoState.Running;
            info.StartTime = _world.Now;
            info.Progress = 0;
        });
        History.Offer(task.Entry!);
        if (task.Work.Begin is { } begin)
        {
            _vCenter.Events.During(task, begin);
        }

        Progress(task);
    }

    // Everything counts from the start, not from the last step: a clock that leaps ends the task at its time.
    private void Progress(SimulatedTask task)
    {
        TimeSpan duration = task.Work.Duration;
        TimeSpan elapsed = _world.Now - task.Info.StartTime!.Value;
        if (elapsed >= duration)
        {
            if (task.Work.Hold?.Invoke(() => EndHeld(task)) != true)
            {
                End(task, task.Work.Finish);
            }

            return;
        }

        int quarters = Math.Max(0, (int)(elapsed / duration * Quarters));
        if (quarters * 100 / Quarters is var progress && task.Info.Progress != progress)
        {
            task.ChangeInfo(info => info.Progress = progress);
        }

        task.Next = _world.After((duration * (quarters + 1) / Quarters) - elapsed, () => Progress(task));
    }

    private void EndHeld(SimulatedTask task)
    {
        if (!task.HasEnded)
        {
            End(task, task.Work.Finish);
        }
    }

    private void End(SimulatedTask task, Func<object?> finish)
    {
        if (task.Queued is not null)
        {
            Dequeue(task);
        }
        else
        {
            _running--;
        }

        Release(task);
        _vCenter.Events.During(task, () => Settle(task, finish));
        task.ForgetWork();
        History.Offer(task.Entry!);
        _recent.End(task);
        RunQueued();
    }

    private void Settle(SimulatedTask task, Func<object?> finish)
    {
        object? result = null;
        LocalizedMethodFault? error = null;
        try
        {
            result = finish();
        }
        catch (VimFaultException fault)
        {
            error = new LocalizedMethodFault { Fault = fault.Fault, LocalizedMessage = fault.Message };
            task.Work.Undo?.Invoke();
            task.Work.Failed?.Invoke(fault);
        }

        task.ChangeInfo(info =>
        {
            info.State = error is null ? TaskInfoState.Success : TaskInfoState.Error;
            info.Error = error;
            info.Result = result;
            info.Progress = error is null ? 100 : info.Progress;
            info.CompleteTime = _world.Now;
        });
    }

    private void Dequeue(SimulatedTask task)
    {
        _queue.Remove(task.Queued!);
        task.Queued = null;
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

        foreach (VirtualMachine vm in task.Work.Reads)
        {
            vm.ReadBy.Remove(task.Reference);
        }
    }
}
