using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>A vim25 fault on its way to the caller or into a task, with the bases that vim25 gives it.</summary>
internal sealed class SimulatedFault : Exception
{
    private SimulatedFault(string name, string message, params string[] bases) =>
        Fault = new VCenterFault { Name = name, Message = message, BaseNames = [.. bases, "MethodFault"] };

    public VCenterFault Fault { get; }

    public static SimulatedFault ManagedObjectNotFound(MoRef moRef) =>
        new("ManagedObjectNotFound", $"The object '{moRef}' has already been deleted or has not been completely created", "RuntimeFault");

    public static SimulatedFault DuplicateName(string name) => new("DuplicateName", $"The name '{name}' already exists.", "VimFault");

    public static SimulatedFault InvalidName(string name) => new("InvalidName", $"The name '{name}' is not valid.", "VimFault");

    public static SimulatedFault InvalidPowerState(string name, VmPowerState state) =>
        new("InvalidPowerState", $"The attempted operation cannot be performed on '{name}' in the current state ({state}).", "InvalidState", "VimFault");

    public static SimulatedFault NoDiskSpace(string datastore) =>
        new("NoDiskSpace", $"Insufficient disk space on datastore '{datastore}'.", "FileFault", "VimFault");

    public static SimulatedFault TaskInProgress(string name) =>
        new("TaskInProgress", $"Another task is already in progress on '{name}'.", "VimFault");

    public static SimulatedFault ConcurrentAccess() =>
        new("ConcurrentAccess", "The configuration was changed by another operation.", "VimFault");

    public static SimulatedFault RequestCanceled() => new("RequestCanceled", "The task was canceled by a user.", "RuntimeFault");

    public static SimulatedFault NotSupported(string message) => new("NotSupported", message, "RuntimeFault");

    public static SimulatedFault InvalidArgument(string property) =>
        new("InvalidArgument", $"A specified parameter was not correct: {property}", "RuntimeFault");

    public static SimulatedFault CpuHotPlugNotSupported() =>
        new("CpuHotPlugNotSupported", "CPU hot plug is not supported for this virtual machine.", "VmConfigFault", "VimFault");

    public static SimulatedFault MemoryHotPlugNotSupported() =>
        new("MemoryHotPlugNotSupported", "Memory hot plug is not supported for this virtual machine.", "VmConfigFault", "VimFault");

    public static SimulatedFault InvalidDeviceSpec(string property) =>
        new("InvalidDeviceSpec", $"Invalid configuration for device: {property}", "InvalidVmConfig", "VmConfigFault", "VimFault");

    public static SimulatedFault InvalidDeviceOperation(int deviceKey) =>
        new("InvalidDeviceOperation", $"Invalid operation for device with key {deviceKey}.", "InvalidDeviceSpec", "InvalidVmConfig", "VmConfigFault", "VimFault");

    public static SimulatedFault NicSettingMismatch(int inSpec, int inVm) =>
        new("NicSettingMismatch", $"The specification has settings for {inSpec} network adapters, the virtual machine has {inVm}.", "CustomizationFault", "VimFault");

    public static SimulatedFault CustomizationPending() =>
        new("CustomizationPending", "A customization operation is already pending on this virtual machine.", "CustomizationFault", "VimFault");

    public static SimulatedFault UncustomizableGuest(string guestId) =>
        new("UncustomizableGuest", $"Customization of guest '{guestId}' is not supported in this configuration.", "CustomizationFault", "VimFault");

    public static SimulatedFault FilesystemQuiesceFault() =>
        new("FilesystemQuiesceFault", "The guest operating system could not be quiesced: VMware Tools are not running.", "SnapshotFault", "VimFault");
}
