using System.Text.Json.Serialization;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>Steps 5 and 6's result: a VM that was made from a snapshot.</summary>
public sealed record CreatedVm
{
    /// <summary>The operation that made it.</summary>
    public required string OperationId { get; init; }

    /// <summary>The snapshot that it was made from.</summary>
    public required string SnapshotId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its inventory path.</summary>
    public required string Path { get; init; }

    /// <summary>vCenter's handle.</summary>
    public required MoRef MoRef { get; init; }

    /// <summary>Its instance UUID, as vCenter gave it.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>How far it has come.</summary>
    public required VmPhase Phase { get; init; }
}

/// <summary>How far a new VM has come.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VmPhase>))]
public enum VmPhase
{
    /// <summary>Cloned, with the snapshot's hardware.</summary>
    Created,

    /// <summary>Hardware and guest settings are applied.</summary>
    Configured,

    /// <summary>Powered on.</summary>
    PoweredOn,
}
