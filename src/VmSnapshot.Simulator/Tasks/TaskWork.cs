using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>What a task does.</summary>
internal sealed class TaskWork
{
    /// <summary>How long it takes; zero ends it before the call returns that started it.</summary>
    internal TimeSpan Duration { get; init; }

    /// <summary>Whether CancelTask ends it.</summary>
    internal bool IsCancelable { get; init; }

    /// <summary>VMs that nothing else may be done to in the meantime.</summary>
    internal IReadOnlyList<VirtualMachine> Locks { get; init; } = [];

    /// <summary>VMs that must not change in the meantime; several tasks may read one at the same time, as vCenter lets clones of one source run together.</summary>
    internal IReadOnlyList<VirtualMachine> Reads { get; init; } = [];

    /// <summary>
    /// Work that is made ready at once. What names something that isn't there, or makes no sense, is refused before there is a task,
    /// as vCenter does; every other fault becomes the error of a task that ends at once.
    /// </summary>
    /// <param name="prepare">Makes the work ready.</param>
    /// <param name="failed">Told of the fault when the task ends.</param>
    internal static TaskWork Prepare(Func<TaskWork> prepare, Action<VimFaultException>? failed = null)
    {
        try
        {
            return prepare();
        }
        catch (VimFaultException fault) when (FailsTask(fault))
        {
            return new TaskWork { Finish = () => throw fault, Failed = failed };
        }
    }

    /// <summary>Whether a fault becomes the error of a task, and not the answer to the call.</summary>
    internal static bool FailsTask(VimFaultException fault) => fault.Fault is not (InvalidArgument or ManagedObjectNotFound or InvalidRequest or NotSupported);

    /// <summary>
    /// Asked when the duration is over: true when the task waits for something else, such as the answer to a question.
    /// It goes on when the action is called.
    /// </summary>
    internal Func<Action, bool>? Hold { get; init; }

    /// <summary>What is told when it begins to run: events, no effect.</summary>
    internal Action? Begin { get; init; }

    /// <summary>The whole effect, at the end: returns the task's result, or throws the fault that the task ends with.</summary>
    internal required Func<object?> Finish { get; init; }

    /// <summary>Gives back what was taken at the start, when the task fails or is cancelled.</summary>
    internal Action? Undo { get; init; }

    /// <summary>Told of the fault that the task ends with, after <see cref="Undo"/>.</summary>
    internal Action<VimFaultException>? Failed { get; init; }

    /// <summary>Work that takes as long, and has no effect but to end with a fault.</summary>
    internal TaskWork FailingWith(VimFaultException fault) => new()
    {
        Duration = Duration,
        IsCancelable = IsCancelable,
        Locks = Locks,
        Reads = Reads,
        Begin = Begin,
        Finish = () => throw fault,
        Undo = Undo,
        Failed = Failed,
    };
}
