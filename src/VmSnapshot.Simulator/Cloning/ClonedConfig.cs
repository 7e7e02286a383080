using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>The configuration that a copy starts with: that of its source, but for what is a VM's own.</summary>
internal static class ClonedConfig
{
    /// <summary>Makes the configuration of a copy.</summary>
    /// <param name="source">The configuration to copy.</param>
    /// <param name="name">The copy's name.</param>
    /// <param name="home">The datastore of its own files.</param>
    /// <param name="directory">The directory of its files.</param>
    /// <param name="newMacAddress">Gives a MAC address that nobody has.</param>
    /// <param name="backingOf">Makes the copy of a disk.</param>
    internal static VirtualMachineConfigInfo Make(
        VirtualMachineConfigInfo source, string name, Datastore home, string directory, Func<string> newMacAddress, Func<VirtualDisk, VirtualDeviceBackingInfo> backingOf)
    {
        var copy = (VirtualMachineConfigInfo)source.Copy();
        copy.Name = name;
        (copy.Uuid, copy.InstanceUuid, copy.LocationId) = (null, null, null);
        copy.Template = false;
        copy.CreateDate = home.World.Now;
        copy.Files = FilesIn(home, directory);
        copy.DatastoreUrl = [new VirtualMachineConfigInfoDatastoreUrlPair { Name = home.Name, Url = home.Url }];
        copy.ForkConfigInfo = null;
        copy.VmxConfigChecksum = null;
        if (copy.Tools is { } tools)
        {
            tools.PendingCustomization = null;
        }

        copy.ExtraConfig = copy.ExtraConfig?.Select(option => option.Key == "nvram" ? new OptionValue { Key = "nvram", Value = $"{directory}.nvram" } : option).ToList();
        if (copy.Hardware is { Device: { } devices } hardware)
        {
            hardware.Device = devices.Select(device => Own(device, newMacAddress, backingOf)).ToList();
        }

        return copy;
    }

    internal static VirtualMachineFileInfo FilesIn(Datastore home, string directory) => new()
    {
        VmPathName = $"[{home.Name}] {directory}/{directory}.vmx",
        SnapshotDirectory = $"[{home.Name}] {directory}/",
        SuspendDirectory = $"[{home.Name}] {directory}/",
        LogDirectory = $"[{home.Name}] {directory}/",
    };

    // The devices are copies already.
    private static VirtualDevice Own(VirtualDevice device, Func<string> newMacAddress, Func<VirtualDisk, VirtualDeviceBackingInfo> backingOf)
    {
        if (device.Connectable is { } connectable)
        {
            connectable.Connected = false;
            connectable.Status = "untried";
        }

        switch (device)
        {
            case VirtualDisk disk:
                disk.Backing = backingOf(disk);
                disk.VDiskId = null;
                disk.DiskObjectId = null;
                break;
            case VirtualEthernetCard card:
                // Addresses that were given by hand stay, duplicates or not.
                if (card.AddressType != "manual")
                {
                    (card.AddressType, card.MacAddress, card.ExternalId) = ("assigned", newMacAddress(), null);
                }

                if (card.Backing is VirtualEthernetCardDistributedVirtualPortBackingInfo { Port: { } port })
                {
                    (port.PortKey, port.ConnectionCookie) = (null, null);
                }

                break;
        }

        return device;
    }
}
