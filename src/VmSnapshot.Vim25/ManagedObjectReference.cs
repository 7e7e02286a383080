namespace VmSnapshot.Vim25;

/// <summary>
/// A reference to an object that lives on the server (vim25 <c>ManagedObjectReference</c>). Both parts are opaque text;
/// two references are equal when both parts are.
/// </summary>
/// <param name="Type">The type of the managed object, such as <c>VirtualMachine</c>: the attribute <c>type</c> on the wire.</param>
/// <param name="Value">The identifier the server gave it, such as <c>vm-42</c>.</param>
public sealed record ManagedObjectReference(string Type, string Value)
{
    /// <summary>Type and identifier, such as <c>VirtualMachine:vm-42</c>.</summary>
    public override string ToString() => $"{Type}:{Value}";
}
