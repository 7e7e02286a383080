namespace VmSnapshot.Sdk;

/// <summary>A name or reference that fits several objects.</summary>
public sealed class VmSnapshotAmbiguousNameException : VmSnapshotException
{
    /// <summary>An exception that lists what the name could mean.</summary>
    /// <param name="what">The kind of object, for example <c>VM</c>.</param>
    /// <param name="name">What was given.</param>
    /// <param name="candidates">What it could mean, each in a form that would be unambiguous.</param>
    public VmSnapshotAmbiguousNameException(string what, string name, IReadOnlyList<string> candidates)
        : base(VmSnapshotErrorCodes.AmbiguousName, $"{what} '{name}' is ambiguous; it could be {string.Join(" or ", candidates)}. Name one of these.") =>
        Candidates = candidates;

    /// <summary>What the name could mean, each in a form that would be unambiguous.</summary>
    public IReadOnlyList<string> Candidates { get; }
}
