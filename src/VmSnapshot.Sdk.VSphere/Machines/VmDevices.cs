using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>A VM's devices, as a snapshot records them.</summary>
internal sealed class VmDevices(IReadOnlyList<VirtualDevice> devices)
{
    private const int ScsiControllersOwnUnit = 7;

    public bool HasTpm => devices.Any(device => device.IsKindOf("VirtualTPM"));

    public IReadOnlyList<VmController> Controllers() =>
    [
        .. devices.OfType<VirtualController>().Where(HoldsDisks).OrderBy(c => c.Key).Select(c => new VmController
        {
            Key = c.Key,
            Label = LabelOf(c),
            Type = c.WireTypeName,
            BusNumber = c.BusNumber,
            UnitsInUse =
            [
                .. devices.Where(d => d.ControllerKey == c.Key && d.UnitNumber is not null).Select(d => d.UnitNumber!.Value)
                    .Concat(c is VirtualSCSIController ? [ScsiControllersOwnUnit] : [])
                    .Distinct().Order(),
            ],
        }),
    ];

    public IReadOnlyList<VmDisk> Disks() =>
    [
        .. devices.OfType<VirtualDisk>().OrderBy(d => d.Key).Select(d => new VmDisk
        {
            Key = d.Key,
            Label = LabelOf(d),
            // Servers before 5.5, and some simulators, give KiB only.
            CapacityBytes = d.CapacityInBytes ?? d.CapacityInKB * 1024,
            Datastore = DatastorePath.DatastoreOf((d.Backing as VirtualDeviceFileBackingInfo)?.FileName),
            Thin = (d.Backing as VirtualDiskFlatVer2BackingInfo)?.ThinProvisioned,
            ControllerKey = d.ControllerKey ?? 0,
            UnitNumber = d.UnitNumber ?? 0,
            Mode = ModeOf(d.Backing),
            RawDeviceMapping = d.Backing is VirtualDiskRawDiskMappingVer1BackingInfo,
            HasParent = HasParent(d.Backing),
        }),
    ];

    public IReadOnlyList<VmNetworkAdapter> NetworkAdapters(NetworkNames networks) =>
    [
        .. devices.OfType<VirtualEthernetCard>().OrderBy(card => card.Key).Select(card => new VmNetworkAdapter
        {
            Key = card.Key,
            Label = LabelOf(card),
            Network = networks.NameOf(card.Backing),
            AdapterType = card.WireTypeName,
            MacAddress = card.MacAddress ?? string.Empty,
        }),
    ];

    private static bool HoldsDisks(VirtualController controller) =>
        controller is VirtualSCSIController or VirtualIDEController or VirtualSATAController or VirtualNVMEController;

    private static string LabelOf(VirtualDevice device) => device.DeviceInfo?.Label ?? string.Empty;

    private static string? ModeOf(VirtualDeviceBackingInfo? backing) => backing switch
    {
        VirtualDiskFlatVer2BackingInfo flat => flat.DiskMode,
        VirtualDiskSeSparseBackingInfo sparse => sparse.DiskMode,
        VirtualDiskSparseVer2BackingInfo sparse => sparse.DiskMode,
        VirtualDiskRawDiskMappingVer1BackingInfo raw => raw.DiskMode,
        _ => null,
    };

    private static bool HasParent(VirtualDeviceBackingInfo? backing) => backing switch
    {
        VirtualDiskFlatVer2BackingInfo flat => flat.Parent is not null,
        VirtualDiskSeSparseBackingInfo sparse => sparse.Parent is not null,
        VirtualDiskSparseVer2BackingInfo sparse => sparse.Parent is not null,
        VirtualDiskRawDiskMappingVer1BackingInfo raw => raw.Parent is not null,
        _ => false,
    };
}
