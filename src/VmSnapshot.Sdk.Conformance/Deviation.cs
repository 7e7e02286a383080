namespace VmSnapshot.Sdk.Conformance;

/// <summary>
/// A case of a suite that a backend doesn't pass, and why. It is run all the same and has to fail with what is said here: a deviation that is
/// none any more fails as one does that isn't listed.
/// </summary>
/// <param name="Case">The case, by the name of its method.</param>
/// <param name="Seen">
/// What is seen instead: a part of the failure's message, in which runs of white space count as one space. Empty text is refused.
/// </param>
/// <param name="Reason">Why that is as it is, for people.</param>
public sealed record Deviation(string Case, string Seen, string Reason);
