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

    /// <summary>The whole effect, at the end: returns the task's result, or throws the fault that the task ends with.</summary>
    internal required Func<object?> Finish { get; init; }

    /// <summary>Gives back what was taken at the start, when the task fails or is cancelled.</summary>
    internal Action? Undo { get; init; }

    /// <summary>Work that takes as long, and has no effect but to end with a fault.</summary>
    internal TaskWork FailingWith(VimFaultException fault) => new()
    {
        Duration = Duration,
        IsCancelable = IsCancelable,
        Locks = Locks,
        Finish = () => throw fault,
        Undo = Undo,
    };
}
