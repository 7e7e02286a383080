using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Vim25.Protocol;

/// <summary>What is wrong with a value, and the way of elements to it.</summary>
internal readonly record struct WritingProblem(IReadOnlyList<string> Path, string Problem, bool IsTooNew)
{
    /// <summary>The problem as a failure of a message whose root has the name.</summary>
    internal StrictReadingFailure In(string root) => IsTooNew
        ? new StrictReadingFailure(StrictReadingFailureKind.TooNew, string.Join('/', Path.Prepend(root)), Problem)
        : new StrictReadingFailure(StrictReadingFailureKind.MissingElement, string.Join('/', Path.SkipLast(1).Prepend(root)), $"'{Path[^1]}' {Problem}");
}
