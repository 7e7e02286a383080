using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk;

/// <summary>A VM in full: where it is and the hardware that a snapshot of it records (vim25 VirtualMachine.config).</summary>
public sealed record VmDescription
{
    /// <summary>The name as people see it.</summary>
    public required string Name { get; init; }

    /// <summary>The inventory path, such as <c>/DC0/vm/Golden/web</c>.</summary>
    public required string Path { get; init; }

    /// <summary>vCenter's handle.</summary>
    public required MoRef MoRef { get; init; }

    /// <summary><c>config.instanceUuid</c>: unique within one vCenter.</summary>
    public required string InstanceUuid { get; init; }

    /// <summary><c>config.uuid</c>: what the guest sees; copies may share it.</summary>
    public required string BiosUuid { get; init; }

    /// <summary>Whether it runs.</summary>
    public required VmPowerState PowerState { get; init; }

    /// <summary>Whether it is a template.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>The guest operating system's id, such as <c>debian12_64Guest</c>.</summary>
    public required string GuestId { get; init; }

    /// <summary>The virtual hardware's version, such as <c>vmx-19</c>.</summary>
    public required string HardwareVersion { get; init; }

    /// <summary>Virtual CPUs.</summary>
    public required int Cpus { get; init; }

    /// <summary>Cores per socket.</summary>
    public required int CoresPerSocket { get; init; }

    /// <summary>Memory in MiB.</summary>
    public required long MemoryMiB { get; init; }

    /// <summary><c>bios</c> or <c>efi</c>.</summary>
    public required string Firmware { get; init; }

    /// <summary>Whether EFI secure boot is on.</summary>
    public bool SecureBoot { get; init; }

    /// <summary>Whether it has a virtual TPM.</summary>
    public bool VirtualTpm { get; init; }

    /// <summary>The controllers that disks can hang on.</summary>
    public IReadOnlyList<VmController> Controllers { get; init; } = [];

    /// <summary>The disks, in the order of their keys.</summary>
    public IReadOnlyList<VmDisk> Disks { get; init; } = [];

    /// <summary>The network adapters, in the order of their keys.</summary>
    public IReadOnlyList<VmNetworkAdapter> Networks { get; init; } = [];

    /// <summary>The datacenter it is in.</summary>
    public required MoRef Datacenter { get; init; }

    /// <summary>The folder it is in; null for a VM of a vApp.</summary>
    public InventoryObject? Folder { get; init; }

    /// <summary>Its resource pool; null for a template.</summary>
    public MoRef? ResourcePool { get; init; }

    /// <summary>The name of the datastore of its configuration file.</summary>
    public required string Datastore { get; init; }

    /// <summary>The native snapshot that it currently runs on; null when it has none.</summary>
    public MoRef? CurrentNativeSnapshot { get; init; }

    /// <summary><c>config.changeVersion</c>: changes with every reconfiguration. Null where vCenter gives none.</summary>
    public string? ChangeVersion { get; init; }

    /// <summary>The mark of the operation that made it, if one of ours did (or it was cloned by hand from one of ours).</summary>
    public OwnershipMarker? Marker { get; init; }
}
