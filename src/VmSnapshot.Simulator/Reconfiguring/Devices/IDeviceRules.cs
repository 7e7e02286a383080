using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>How devices of a kind are added, edited and removed.</summary>
internal interface IDeviceRules
{
    bool Govern(VirtualDevice device);

    void Add(DeviceChange change);

    /// <param name="change">The change with the device as it is to be.</param>
    /// <param name="current">The device as it is, which the plan may change.</param>
    void Edit(DeviceChange change, VirtualDevice current);

    /// <summary>Checks that the device may go, and does what goes with it; the list is the caller's.</summary>
    void Remove(DeviceChange change, VirtualDevice current);
}
