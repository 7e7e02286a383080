using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Testing.Inventory;

/// <summary>Takes and removes a VM's native snapshots, and gives its disks parents accordingly.</summary>
internal static class NativeSnapshotTree
{
    public const string Type = "VirtualMachineSnapshot";

    public static void Add(SimulatedVm vm, MoRef nativeSnapshot)
    {
        vm.NativeSnapshots.Add(nativeSnapshot, vm.Description.CurrentNativeSnapshot);
        MakeCurrent(vm, nativeSnapshot);
    }

    /// <summary>Removes one; those that were taken upon it move up to its parent.</summary>
    public static void Remove(SimulatedVm vm, MoRef nativeSnapshot)
    {
        vm.NativeSnapshots.Remove(nativeSnapshot, out var parent);
        foreach (var child in vm.NativeSnapshots.Where(s => s.Value == nativeSnapshot).Select(s => s.Key).ToList())
        {
            vm.NativeSnapshots[child] = parent;
        }

        MakeCurrent(vm, vm.Description.CurrentNativeSnapshot == nativeSnapshot ? parent : vm.Description.CurrentNativeSnapshot);
    }

    private static void MakeCurrent(SimulatedVm vm, MoRef? current) => vm.Change(description => description with
    {
        CurrentNativeSnapshot = current,
        Disks = [.. description.Disks.Select(disk => disk with { HasParent = vm.NativeSnapshots.Count > 0 || vm.IsLinkedClone })],
    });
}
