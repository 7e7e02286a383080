using VmSnapshot.Simulator.Objects;

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

    /// <summary>
    /// Asked when the duration is over: true when the task waits for something else, such as the answer to a question.
    /// It goes on when the action is called.
    /// </summary>
    internal Func<Action, bool>? Hold { get; init; }

    /// <summary>The whole effect, at the end: returns the task's result, or throws the fault that the task ends with.</summary>
    internal required Func<object?> Finish { get; init; }

    /// <summary>Gives back what was taken at the start, when the task fails or is cancelled.</summary>
    internal Action? Undo { get; init; }
}
