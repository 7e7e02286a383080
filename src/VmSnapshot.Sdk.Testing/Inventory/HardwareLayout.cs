namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>Device keys, units and disk space as vSphere lays them out.</summary>
internal static class HardwareLayout
{
    public const int ScsiControllerKey = 1000;
    public const int IdeControllerKey = 200;
    public const int SataControllerKey = 15000;
    public const int NvmeControllerKey = 31000;
    public const int NetworkAdapterKey = 4000;

    // A SCSI controller takes one of the units of its own bus.
    private const int ScsiOwnUnit = 7;

    /// <summary>The device key of a disk at that place: the same place gives the same key in every VM.</summary>
    public static int DiskKey(VmController controller, int unit) => controller.Type switch
    {
        "VirtualIDEController" => 3000 + (controller.BusNumber * 2) + unit,
        "VirtualAHCIController" => 16000 + (controller.BusNumber * 30) + unit,
        "VirtualNVMEController" => 32000 + (controller.BusNumber * 15) + unit,
        _ => 2000 + (controller.BusNumber * 16) + unit,
    };

    /// <summary>Whether a disk can be put there.</summary>
    public static bool HasUnit(VmController controller, int unit) => unit >= 0 && controller.Type switch
    {
        "VirtualIDEController" => unit < 2,
        "VirtualAHCIController" => unit < 30,
        "VirtualNVMEController" => unit < 15,
        _ => unit < 16 && unit != ScsiOwnUnit,
    };

    /// <summary>The controllers with the units that the VM's disks and the controllers themselves take.</summary>
    public static IReadOnlyList<VmController> WithUnitsInUse(VmDescription vm) =>
    [
        .. vm.Controllers.Select(controller => controller with
        {
            UnitsInUse =
            [
                .. vm.Disks.Where(disk => disk.ControllerKey == controller.Key).Select(disk => disk.UnitNumber)
                    .Concat(controller.Key is >= ScsiControllerKey and < ScsiControllerKey + 4 ? [ScsiOwnUnit] : [])
                    .Order(),
            ],
        }),
    ];

    /// <summary>The space that a whole disk takes: a thin one is taken to be a quarter full.</summary>
    public static long AllocationOf(bool thin, long capacityBytes) => thin ? capacityBytes / 4 : capacityBytes;

    /// <summary>The space that a child disk takes when it is new.</summary>
    public static long ChildAllocation => 16L << 20;
}
