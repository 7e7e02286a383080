namespace VmSnapshot.Vim25.Generator;

/// <summary>What the generator knows of vim25.</summary>
/// <param name="Objects">Data objects by wire name, in the order of the model.</param>
/// <param name="Enums">Enumerations by wire name, in the order of the model.</param>
/// <param name="Operations">Operations in the order of the model.</param>
/// <param name="BaseTypes">The base type of every data object of vim25, modelled or not, by wire name.</param>
/// <param name="NewestVersion">The newest version of the API that the model was compared with.</param>
internal sealed record VimModel(
    IReadOnlyDictionary<string, VimObject> Objects,
    IReadOnlyDictionary<string, VimEnum> Enums,
    IReadOnlyList<VimOperation> Operations,
    IReadOnlyDictionary<string, string> BaseTypes,
    string NewestVersion)
{
    /// <summary>What things mean, as XML, by <c>TYPE</c> and <c>TYPE.member</c>, <c>OPERATION</c> and <c>OPERATION.parameter</c>.</summary>
    internal IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>The managed object types, with their own properties.</summary>
    internal IReadOnlyList<VimManagedType> ManagedTypes { get; init; } = [];
}

internal sealed record VimManagedType(string Name, string? Base, IReadOnlyList<VimManagedProperty> Properties);

/// <param name="Name">The name of the property.</param>
/// <param name="Type">Its type as the model writes it, such as <c>ref:Datastore[]?</c>.</param>
/// <param name="Since">The first vSphere API version that has it.</param>
internal sealed record VimManagedProperty(string Name, string Type, string Since);

internal sealed record VimEnum(string Name, string Since, string Section, IReadOnlyList<string> Values);

internal sealed record VimObject(string Name, string Base, string Since, string Section, IReadOnlyList<VimMember> Members);

internal sealed record VimMember(string Name, VimType Type, string Since);

internal sealed record VimParameter(string Name, VimType Type, string Since, string? Privilege, bool IsSecret);

/// <param name="Name">The wire name, such as <c>CloneVM_Task</c>.</param>
/// <param name="Owner">The managed object type that has the operation.</param>
/// <param name="Since">The first vSphere API version that has it.</param>
/// <param name="Privilege">The privilege it needs, where the schema names one.</param>
/// <param name="Faults">The faults it declares.</param>
/// <param name="Parameters">The parameters in schema order.</param>
/// <param name="Result">What it returns, or null.</param>
/// <param name="TaskResult">What the task it returns results in: a type, <c>void</c>, or null when it returns no task.</param>
/// <param name="Waits">The parameter and its member whose seconds the server may hold the answer back.</param>
internal sealed record VimOperation(
    string Name,
    string Owner,
    string Since,
    string? Privilege,
    IReadOnlyList<string> Faults,
    IReadOnlyList<VimParameter> Parameters,
    VimType? Result,
    string? TaskResult,
    (string Parameter, string Member)? Waits)
{
    /// <summary>The name that the schema gives the type of the request: <c>CloneVMRequestType</c> for <c>CloneVM_Task</c>.</summary>
    internal string RequestType => (Name.EndsWith("_Task", StringComparison.Ordinal) ? Name[..^"_Task".Length] : Name) + "RequestType";
}
