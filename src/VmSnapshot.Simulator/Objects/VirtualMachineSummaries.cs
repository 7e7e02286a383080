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
                ToolsVersionStatus = guest.ToolsVersionStatus,
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
                CpuReservation = (int?)config.CpuAllocation?.Reservation,
                MemoryReservation = (int?)config.MemoryAllocation?.Reservation,
                NumCpu = config.Hardware?.NumCPU,
                NumEthernetCards = vm.Devices.OfType<VirtualEthernetCard>().Count(),
                NumVirtualDisks = vm.Devices.OfType<VirtualDisk>().Count(),
                Uuid = config.Uuid,
                InstanceUuid = config.InstanceUuid,
                GuestId = config.GuestId,
                GuestFullName = config.GuestFullName,
                Annotation = config.Annotation,
                TpmPresent = vm.Devices.OfType<VirtualTPM>().Any(),
                NumVmiopBackings = 0,
            },
            Storage = StorageOf(vm),
            OverallStatus = ManagedEntityStatus.Green,
            CustomValue = vm.Get<IReadOnlyList<CustomFieldValue>>("customValue"),
        };
    }
    /// <summary>What its disks take, the files that they build on included. Only those that no other file builds on are its own.</summary>
    private static VirtualMachineStorageSummary StorageOf(VirtualMachine vm)
    {
        var storage = new VirtualMachineStorageSummary { Timestamp = vm.Config.Modified };
        foreach (VirtualDisk disk in vm.Devices.OfType<VirtualDisk>())
        {
            for (var backing = disk.Backing as VirtualDiskFlatVer2BackingInfo; backing is not null; backing = backing.Parent)
            {
                if (vm.World.Find(backing.Datastore) is Datastore datastore && datastore.Files.GetValueOrDefault(backing.FileName ?? "") is { } file)
                {
                    storage.Committed += file.AllocatedBytes;
                    storage.Uncommitted += file.CapacityBytes - file.AllocatedBytes;
                    storage.Unshared += datastore.HasChildrenOf(file.Path) ? 0 : file.AllocatedBytes;
                }
            }
        }

        return storage;
    }
}
