using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>What belongs to the virtual board and can only be edited: video card, VMCI device, keyboard, pointing device.</summary>
internal sealed class BoardDeviceRules : IDeviceRules
{
    public bool Govern(VirtualDevice device) => true;

    public void Add(DeviceChange change) => throw change.InvalidOperation();

    public void Edit(DeviceChange change, VirtualDevice current)
    {
        switch (current, change.Device)
        {
            case (VirtualMachineVideoCard card, VirtualMachineVideoCard wanted):
                Edit(change, card, wanted);
                break;
            case (VirtualMachineVMCIDevice device, VirtualMachineVMCIDevice wanted):
                if (wanted.FilterEnable is { } filter && filter != device.FilterEnable)
                {
                    change.Plan.RequireOff();
                    change.Modified(device.Key, "filterEnable", device.FilterEnable, filter);
                    device.FilterEnable = filter;
                }

                break;
            default:
                if (current.GetType() != change.Device.GetType())
                {
                    throw change.Invalid("device");
                }

                break;
        }
    }

    public void Remove(DeviceChange change, VirtualDevice current) => throw change.InvalidOperation();

    private static void Edit(DeviceChange change, VirtualMachineVideoCard card, VirtualMachineVideoCard wanted)
    {
        if (wanted.NumDisplays is < 1 or > 10)
        {
            throw change.Invalid("device.numDisplays");
        }

        T? Choose<T>(string member, T? now, T? then)
            where T : struct
        {
            if (then is null || EqualityComparer<T?>.Default.Equals(now, then))
            {
                return now;
            }

            change.Plan.RequireOff();
            change.Modified(card.Key, member, now, then);
            return then;
        }

        card.VideoRamSizeInKB = Choose("videoRamSizeInKB", card.VideoRamSizeInKB, wanted.VideoRamSizeInKB);
        card.NumDisplays = Choose("numDisplays", card.NumDisplays, wanted.NumDisplays);
        card.UseAutoDetect = Choose("useAutoDetect", card.UseAutoDetect, wanted.UseAutoDetect);
        card.Enable3DSupport = Choose("enable3DSupport", card.Enable3DSupport, wanted.Enable3DSupport);
        card.GraphicsMemorySizeInKB = Choose("graphicsMemorySizeInKB", card.GraphicsMemorySizeInKB, wanted.GraphicsMemorySizeInKB);
        if (wanted.Use3dRenderer is { } renderer && renderer != card.Use3dRenderer)
        {
            change.Plan.RequireOff();
            change.Modified(card.Key, "use3dRenderer", card.Use3dRenderer, renderer);
            card.Use3dRenderer = renderer;
        }
    }
}
