namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>What the server says to one request: a result, a fault, or nothing at all.</summary>
internal sealed record Answer
{
    /// <summary>Closes the connection without a word; whether the call was executed, the caller can't know.</summary>
    internal static Answer Dropped { get; } = new();

    /// <summary>What stands within the response element; a call without a result has none.</summary>
    internal string? Content { get; private init; }

    internal string? FaultName { get; private init; }

    internal string FaultText { get; private init; } = string.Empty;

    public static implicit operator Answer(string content) => Returning(content);

    /// <summary>A result, or with an empty text the empty response of a call that has none or nothing to say.</summary>
    internal static Answer Returning(string content) => new() { Content = content };

    /// <summary>A typed fault, as vCenter sends it with HTTP 500.</summary>
    internal static Answer Fault(string name, string text = "", string fields = "") =>
        new() { FaultName = name, FaultText = text, Content = fields };
}
