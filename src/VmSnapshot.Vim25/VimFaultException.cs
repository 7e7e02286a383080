namespace VmSnapshot.Vim25;

/// <summary>
/// The server carried a call to its end and answered with a fault. The message is the server's own text where it sent
/// one, which may name neither the operation nor the object: log it with <see cref="FaultName"/> and with what was asked.
/// Members such as the privilege of a <see cref="NoPermission"/> are in <see cref="Fault"/>.
/// </summary>
public sealed class VimFaultException : VimException
{
    /// <summary>Makes an exception for a fault.</summary>
    /// <param name="faultName">The wire name of the fault's type, such as <c>DuplicateName</c>.</param>
    /// <param name="message">The server's text; null or blank for a text made of the fault's name.</param>
    /// <param name="fault">The fault as an object, where the server sent one.</param>
    public VimFaultException(string faultName, string? message = null, MethodFault? fault = null)
        : base(string.IsNullOrWhiteSpace(message) ? $"The server answered with the fault {faultName}." : message)
    {
        ArgumentException.ThrowIfNullOrEmpty(faultName);
        FaultName = faultName;
        Fault = fault;
    }

    /// <summary>
    /// The wire name of the fault's type, such as <c>DuplicateName</c>. For a SOAP fault without a vim25 detail it is
    /// the SOAP fault code.
    /// </summary>
    public string FaultName { get; }

    /// <summary>The wire name of the operation that was refused, such as <c>CloneVM_Task</c>; null for the fault of a task.</summary>
    public string? Operation { get; init; }

    /// <summary>
    /// The fault with its members; of a type without a class here it is the nearest base that has one. Null when the
    /// server sent no detail, or one with a member that can't be read; <see cref="RawDetail"/> has it then.
    /// </summary>
    public MethodFault? Fault { get; }

    /// <summary>
    /// What the server sent as the fault's detail, as XML: with it nothing is lost of a fault, or of a fault's member,
    /// that has no class here. Null without a detail. Of a detail longer than 256 K characters the rest is left out.
    /// </summary>
    public string? RawDetail { get; init; }

    /// <summary>
    /// Whether the fault is, or derives from, the vim25 fault of that name. <c>NotAuthenticated</c> is a
    /// <c>NoPermission</c>, for example: ask for the derived one first.
    /// </summary>
    /// <param name="baseFaultName">A wire name, such as <c>NoPermission</c>; case matters.</param>
    public bool Is(string baseFaultName) => VimTypeTable.IsKindOf(FaultName, baseFaultName);
}
