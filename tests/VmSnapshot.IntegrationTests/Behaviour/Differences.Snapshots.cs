namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Snapshots =>
    [
        new(nameof(BehaviourSuite.After_a_snapshot_the_VM_writes_to_a_disk_of_its_own), "the same file; hangs on another",
            "After a snapshot the VM runs on a new disk whose parent is the former one", "The disk stays as it was",
            "vCenter: API reference, CreateSnapshot_Task and VirtualDiskFlatVer2BackingInfo (parent)"),
        new(nameof(BehaviourSuite.Children_are_removed_with_a_snapshot_on_request), "a; current ",
            "When the current snapshot is removed, its parent becomes the current one", "No snapshot is the current one, or one that is gone",
            "vCenter: API reference, RemoveSnapshot_Task"),
        new(nameof(BehaviourSuite.Disks_are_consolidated_on_request), "MethodNotFound; False",
            "ConsolidateVMDisks_Task consolidates what snapshots left", "Has no ConsolidateVMDisks_Task",
            "vCenter: API reference, ConsolidateVMDisks_Task"),
    ];
}
