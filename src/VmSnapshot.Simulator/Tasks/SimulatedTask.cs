using VmSnapshot.Simulator.Events;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>A vCenter task.</summary>
internal sealed class SimulatedTask(SimulatedWorld world, ManagedObjectReference reference, string userName, TaskWork work)
    : ManagedObject(world, reference)
{
    private TaskWork? _work = work;

    /// <summary>What it does; gone when it has ended, so that a history of tasks holds nothing else alive.</summary>
    internal TaskWork Work => _work ?? throw new InvalidOperationException($"{Reference.Value} has ended.");

    /// <summary>What it is on; null when that is gone, which a task doesn't keep alive.</summary>
    internal ManagedEntity? Entity => World.Find(Info.Entity) as ManagedEntity;

    /// <summary>Who asked for it.</summary>
    internal string UserName => userName;

    internal TaskInfo Info => Get<TaskInfo>("info")!;

    /// <summary>Its place in the history.</summary>
    internal HistoryEntry<SimulatedTask>? Entry { get; set; }

    /// <summary>Its place in the queue, while it waits to run.</summary>
    internal LinkedListNode<SimulatedTask>? Queued { get; set; }

    /// <summary>What happens to it next.</summary>
    internal IDisposable? Next { get; set; }

    internal bool HasEnded => Info.State == TaskInfoState.Success || Info.State == TaskInfoState.Error;

    internal void ChangeInfo(Action<TaskInfo> change) => Change("info", change);

    internal void ForgetWork() => _work = null;
}
