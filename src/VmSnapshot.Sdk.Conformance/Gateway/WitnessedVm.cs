using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Conformance;

/// <summary>A VM as somebody else than the gateway sees it.</summary>
public sealed record WitnessedVm
{
    /// <summary>The inventory path, escaped as vCenter keeps it.</summary>
    public required string Path { get; init; }

    /// <summary><c>config.instanceUuid</c>.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary>Whether it is a template.</summary>
    public required bool IsTemplate { get; init; }

    /// <summary>Whether it runs.</summary>
    public required bool IsPoweredOn { get; init; }

    /// <summary>Virtual CPUs.</summary>
    public required int Cpus { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary>The capacities of its disks in bytes, in any order.</summary>
    public required IReadOnlyList<long> DiskCapacityBytes { get; init; }

    /// <summary>The value of <see cref="OwnershipMarker.Key"/> in its extraConfig; null without one.</summary>
    public required string? Marker { get; init; }
}
