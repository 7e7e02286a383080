namespace VmSnapshot.Simulator.Faults;

/// <summary>What becomes of an answer on its way.</summary>
/// <param name="IsExecuted">Whether the call is carried out.</param>
internal abstract record ReplyFault(bool IsExecuted);

/// <summary>The connection breaks, before the answer or in the middle of it.</summary>
internal sealed record ConnectionLost(bool IsExecuted, bool AfterHalf) : ReplyFault(IsExecuted);

/// <summary>Half of the answer is taken for all of it.</summary>
internal sealed record Truncated() : ReplyFault(true);

/// <summary>The answer comes a byte at a time.</summary>
internal sealed record Drip(TimeSpan Interval) : ReplyFault(true);

/// <summary>The answer has no end.</summary>
internal sealed record Endless() : ReplyFault(true);

/// <summary>Somebody else answers.</summary>
internal sealed record Replaced(int Status, string ContentType, string Body) : ReplyFault(false);
