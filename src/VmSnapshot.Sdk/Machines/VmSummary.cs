using System.Text.Json.Serialization;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>A VM in a listing.</summary>
public sealed record VmSummary
{
    /// <summary>The name as people see it.</summary>
    public required string Name { get; init; }

    /// <summary>The inventory path, such as <c>/DC0/vm/Golden/web</c>.</summary>
    public required string Path { get; init; }

    /// <summary>vCenter's handle.</summary>
    public required MoRef MoRef { get; init; }

    /// <summary>The instance UUID (<c>config.instanceUuid</c>); empty where vCenter has no configuration of the VM.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>Whether it runs.</summary>
    public required VmPowerState PowerState { get; init; }

    /// <summary>Virtual CPUs.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }
}

/// <summary>vim25 VirtualMachinePowerState.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VmPowerState>))]
public enum VmPowerState
{
    /// <summary>Off.</summary>
    PoweredOff,

    /// <summary>On.</summary>
    PoweredOn,

    /// <summary>Its memory is kept on disk.</summary>
    Suspended,
}
