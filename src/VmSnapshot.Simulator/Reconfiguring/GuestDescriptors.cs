using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>What vCenter says of a guest operating system: what it supports, and what is recommended for it.</summary>
internal static class GuestDescriptors
{
    private static readonly string[] ScsiControllers = ["VirtualBusLogicController", "VirtualLsiLogicController", "VirtualLsiLogicSASController"];
    private static readonly string[] ModernControllers = ["VirtualLsiLogicController", "VirtualLsiLogicSASController", "ParaVirtualSCSIController", "VirtualIDEController", "VirtualAHCIController"];

    internal static GuestOsDescriptor Of(GuestSystem guest, int version)
    {
        HardwareLimits limits = HardwareLimits.Of(version);
        bool isModern = guest.Is64Bit && guest.Family != GuestSystems.Other;
        bool isEfi = guest.Firmware == "efi";
        string scsi = isModern ? isEfi || guest.Family == GuestSystems.Linux ? "ParaVirtualSCSIController" : "VirtualLsiLogicSASController" : "VirtualLsiLogicController";
        string card = isModern ? "VirtualVmxnet3" : "VirtualE1000";
        return new GuestOsDescriptor
        {
            Id = guest.Id,
            Family = guest.Family,
            FullName = guest.FullName,
            SupportedMaxCPUs = guest.Is64Bit ? limits.Cpus : Math.Min(limits.Cpus, 32),
            NumSupportedPhysicalSockets = guest.Is64Bit ? Math.Min(limits.Cpus, 128) : 32,
            NumSupportedCoresPerSocket = guest.Is64Bit ? Math.Min(limits.Cpus, 128) : 32,
            SupportedMinMemMB = guest.IsWindows ? 1024 : 32,
            SupportedMaxMemMB = (int)(guest.Is64Bit ? limits.MemoryMB : Math.Min(limits.MemoryMB, 65536)),
            RecommendedMemMB = guest.IsWindows ? 4096 : isModern ? 2048 : 256,
            RecommendedColorDepth = 24,
            SupportedDiskControllerList = isModern
                ? version >= 13 ? [.. ModernControllers, "VirtualNVMEController"] : ModernControllers
                : [.. ScsiControllers, "VirtualIDEController"],
            RecommendedSCSIController = scsi,
            RecommendedDiskController = isModern && isEfi && guest.IsWindows && version >= 15 ? "VirtualNVMEController" : scsi,
            SupportedNumDisks = 16,
            RecommendedDiskSizeMB = guest.IsWindows ? 92160 : isModern ? 16384 : 8192,
            RecommendedCdromController = isModern && version >= 10 ? "VirtualAHCIController" : "VirtualIDEController",
            SupportedEthernetCard = isModern ? ["VirtualE1000", "VirtualE1000e", "VirtualVmxnet3"] : ["VirtualPCNet32", "VirtualE1000"],
            RecommendedEthernetCard = card,
            SupportsSlaveDisk = true,
            SupportsWakeOnLan = true,
            SupportsMemoryHotAdd = isModern,
            SupportsCpuHotAdd = isModern,
            SupportsCpuHotRemove = false,
            SupportedFirmware = guest.Is64Bit ? ["bios", "efi"] : ["bios"],
            RecommendedFirmware = guest.Firmware,
            SupportedUSBControllerList = version >= 8 ? ["VirtualUSBController", "VirtualUSBXHCIController"] : ["VirtualUSBController"],
            RecommendedUSBController = isModern && version >= 8 ? "VirtualUSBXHCIController" : "VirtualUSBController",
            Supports3D = isModern,
            Recommended3D = false,
            UsbRecommended = guest.IsWindows,
            SupportLevel = "supported",
            SupportedForCreate = true,
            VRAMSizeInKB = ConfigOptions.Int(4096, 131072, guest.IsWindows ? 8192 : 4096),
            NumSupportedFloppyDevices = 2,
            WakeOnLanEthernetCard = [card],
            SupportsPvscsiControllerForBoot = isModern,
            DiskUuidEnabled = guest.IsWindows,
            SupportsHotPlugPCI = isModern,
            SupportsSecureBoot = isEfi && version >= 13,
            DefaultSecureBoot = isEfi && guest.IsWindows && version >= 13,
            SupportsTPM20 = isEfi && version >= 14,
            RecommendedTPM20 = guest.Id == "windows11_64Guest",
            VbsSupported = new BoolOption { Supported = isEfi && guest.IsWindows && version >= 14, DefaultValue = false },
            VvtdSupported = new BoolOption { Supported = isModern && version >= 14, DefaultValue = false },
            NumRecommendedPhysicalSockets = 1,
            NumRecommendedCoresPerSocket = guest.IsWindows ? 2 : 1,
        };
    }
}
