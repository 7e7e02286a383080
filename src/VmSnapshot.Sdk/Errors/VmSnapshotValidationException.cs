namespace VmSnapshot.Sdk;

/// <summary>A request that breaks the rules. All findings are reported at once, and nothing was changed.</summary>
public sealed class VmSnapshotValidationException : VmSnapshotException
{
    /// <summary>An exception with all that is wrong.</summary>
    /// <param name="what">What was asked for, to begin the message.</param>
    /// <param name="findings">At least one.</param>
    public VmSnapshotValidationException(string what, IReadOnlyList<ValidationFinding> findings)
        : base(VmSnapshotErrorCodes.ValidationFailed, $"{what}: {string.Join(" ", findings.Select(f => f.Message))} Nothing was changed.") =>
        Findings = findings;

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ValidationFinding> Findings { get; }
}

/// <summary>One rule that a request breaks.</summary>
/// <param name="Property">The property of the request, for example <c>MemoryMiB</c> or <c>Disks[0]</c>.</param>
/// <param name="Message">What is wrong and what would be right, as a sentence.</param>
public sealed record ValidationFinding(string Property, string Message);
