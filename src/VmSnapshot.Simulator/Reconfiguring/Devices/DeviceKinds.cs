using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring.Devices;

/// <summary>The families that devices are numbered, listed and limited in.</summary>
internal static class DeviceKinds
{
    private static readonly Type[] Families =
    [
        typeof(VirtualSCSIController), typeof(VirtualSATAController), typeof(VirtualEthernetCard), typeof(VirtualController),
    ];

    internal static bool AreOfOneKind(VirtualDevice one, VirtualDevice other) => FamilyOf(one) == FamilyOf(other);

    private static Type FamilyOf(VirtualDevice device)
        => device is VirtualNVMEController or VirtualIDEController or VirtualUSBController or VirtualUSBXHCIController
            ? device.GetType()
            : Array.Find(Families, family => family.IsInstanceOfType(device)) ?? device.GetType();
}
