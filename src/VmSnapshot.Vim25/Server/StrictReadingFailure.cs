namespace VmSnapshot.Vim25.Server;

/// <summary>Something in a message that its schema, in the version spoken, doesn't have that way.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Path">Where it stands: the operation, and the elements on the way, with slashes between.</param>
/// <param name="Message">What stands there and what should, without any values: they may be secret.</param>
public sealed record StrictReadingFailure(StrictReadingFailureKind Kind, string Path, string Message)
{
    /// <summary>Path and message, such as <c>CloneVM_Task/spec: 'powerOn' stands where 'location' is expected</c>.</summary>
    public override string ToString() => $"{Path}: {Message}";
}
