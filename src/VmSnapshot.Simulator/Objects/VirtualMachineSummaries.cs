using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Objects;

/// <summary>The summary of a VM, put together from its other properties.</summary>
internal static class VirtualMachineSummaries
{
    internal static VirtualMachineSummary Of(VirtualMachine vm)
    {
        VirtualMachineConfigInfo config = vm.Config;
        GuestInfo guest = vm.Guest;
        return new VirtualMachineSummary
        {
            Vm = vm.Reference,
            Runtime = vm.Runtime,
            Guest = new VirtualMachineGuestSummary
            {
                GuestId = guest.GuestId,
                GuestFullName = guest.GuestFullName,
                ToolsStatus = guest.ToolsStatus,
                ToolsRunningStatus = guest.ToolsRunningStatus,
                ToolsVersionStatus2 = guest.ToolsVersionStatus2,
                HostName = guest.HostName,
                IpAddress = guest.IpAddress,
            },
            Config = new VirtualMachineConfigSummary
            {
                Name = vm.Name,
                Template = config.Template,
                VmPathName = config.Files?.VmPathName,
                MemorySizeMB = config.Hardware?.MemoryMB,
                NumCpu = config.Hardware?.NumCPU,
                NumEthernetCards = vm.Devices.OfType<VirtualEthernetCard>().Count(),
                NumVirtualDisks = vm.Devices.OfType<VirtualDisk>().Count(),
                Uuid = config.Uuid,
                InstanceUuid = config.InstanceUuid,
                GuestId = config.GuestId,
                GuestFullName = config.GuestFullName,
                Annotation = config.Annotation,
                TpmPresent = vm.Devices.OfType<VirtualTPM>().Any(),
            },
            OverallStatus = ManagedEntityStatus.Green,
            CustomValue = vm.Get<IReadOnlyList<CustomFieldValue>>("customValue"),
        };
    }
}
