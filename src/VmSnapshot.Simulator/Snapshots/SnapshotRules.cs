using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Snapshots;

/// <summary>
/// What keeps a VM from being snapshotted (vSphere Web Services API reference, CreateSnapshot_Task and the faults that
/// derive from SnapshotFault).
/// </summary>
internal static class SnapshotRules
{
    /// <summary>The longest chain of snapshots that vSphere allows.</summary>
    internal const int MaxLevels = 32;

    private const int MaxNameLength = 80;

    internal static void Check(VirtualMachine vm, SnapshotOrder order)
    {
        if (vm.IsDeleted)
        {
            throw SimulatedFault.ManagedObjectNotFound(vm.Reference);
        }

        if (vm.IsTemplate)
        {
            throw SimulatedFault.NotSupported("The operation is not supported on the object.");
        }

        if (string.IsNullOrWhiteSpace(order.Name) || order.Name.Length > MaxNameLength)
        {
            throw SimulatedFault.InvalidName(order.Name ?? "", vm.Reference);
        }

        if (vm.Host is { } host && host.ConnectionState != HostSystemConnectionState.Connected)
        {
            throw SimulatedFault.HostNotConnected(host);
        }

        if (vm.Config.Flags?.SnapshotDisabled == true)
        {
            throw SimulatedFault.Of(new SnapshotDisabled(), "Snapshots are disabled for the virtual machine.");
        }

        if (vm.Config.Flags?.SnapshotLocked == true)
        {
            throw SimulatedFault.Of(new SnapshotLocked(), "The snapshots of the virtual machine are locked.");
        }

        if (SnapshotTree.PathToCurrent(vm).Count >= MaxLevels)
        {
            throw SimulatedFault.Of(new TooManySnapshotLevels(), "The maximum number of snapshot levels has been reached.");
        }

        CheckDevices(vm);
        CheckState(vm, order);
    }

    private static void CheckState(VirtualMachine vm, SnapshotOrder order)
    {
        if (vm.PowerState == VirtualMachinePowerState.PoweredOff)
        {
            return; // neither memory nor a guest to quiesce
        }

        if (order.WithMemory)
        {
            if (vm.Devices.Any(device => device is VirtualDisk && DiskChains.IsIndependent(device)))
            {
                throw SimulatedFault.Of(new MemorySnapshotOnIndependentDisk(), "Cannot take a memory snapshot, since the virtual machine is configured with independent disks.");
            }

            return; // with the memory there is nothing to quiesce
        }

        if (order.Quiesce && vm.PowerState == VirtualMachinePowerState.PoweredOn && vm.Guest.ToolsRunningStatus != "guestToolsRunning")
        {
            throw order.QuiesceApplications
                ? SimulatedFault.Of(new ApplicationQuiesceFault(), "The guest's applications could not be quiesced: VMware Tools are not running.")
                : SimulatedFault.Of(new FilesystemQuiesceFault(), "The guest operating system could not be quiesced: VMware Tools are not running.");
        }
    }

    private static void CheckDevices(VirtualMachine vm)
    {
        foreach (VirtualDevice device in vm.Devices)
        {
            VimFaultException? reason = device switch
            {
                VirtualSCSIController { SharedBus.Value: "physicalSharing" or "virtualSharing" }
                    => Unsupported(new SharedBusControllerNotSupported { Device = Label(device) }, device),
                VirtualDisk { Backing: VirtualDiskRawDiskMappingVer1BackingInfo { CompatibilityMode: "physicalMode" } } when !DiskChains.IsIndependent(device)
                    => Unsupported(new PhysCompatRDMNotSupported { Device = Label(device) }, device),
                VirtualDisk { Backing: VirtualDiskRawDiskVer2BackingInfo }
                    => Unsupported(new RawDiskNotSupported { Device = Label(device) }, device),
                VirtualDisk { Backing: VirtualDiskFlatVer2BackingInfo { Sharing: "sharingMultiWriter" } } when !DiskChains.IsIndependent(device)
                    => Unsupported(new MultiWriterNotSupported { Device = Label(device) }, device),
                VirtualPCIPassthrough when vm.PowerState != VirtualMachinePowerState.PoweredOff
                    => Unsupported(new DeviceNotSupported { Device = Label(device) }, device),
                _ => null,
            };
            if (reason is not null)
            {
                throw SimulatedFault.Of(
                    new SnapshotIncompatibleDeviceInVm { Fault = new LocalizedMethodFault { Fault = reason.Fault, LocalizedMessage = reason.Message } },
                    $"The virtual machine has a device that does not support the snapshot operation. {reason.Message}");
            }
        }
    }

    private static VimFaultException Unsupported(MethodFault fault, VirtualDevice device) => SimulatedFault.Of(fault, $"Device '{Label(device)}' is not supported.");

    private static string Label(VirtualDevice device) => device.DeviceInfo?.Label ?? "";
}
