using System.Globalization;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>A VM or template as it is in vCenter, whatever the SDK says of it.</summary>
/// <param name="MoRef">The value of its reference.</param>
/// <param name="Name">Its name.</param>
/// <param name="InstanceUuid">Its own.</param>
/// <param name="Marker">The mark that it carries, its own or inherited.</param>
/// <param name="IsTemplate">Whether it is one.</param>
/// <param name="IsPoweredOn">Whether it runs.</param>
/// <param name="Cpus">How many it has.</param>
/// <param name="NativeSnapshots">The names of all of them.</param>
/// <param name="Text">All that nobody may change of somebody else's VM.</param>
internal sealed record WitnessedVm(
    string MoRef, string Name, Guid InstanceUuid, OwnershipMarker? Marker, bool IsTemplate, bool IsPoweredOn, int Cpus, IReadOnlyList<string> NativeSnapshots, string Text)
{
    /// <summary>Whether the mark is its own.</summary>
    public bool IsMarked => Marker?.InstanceUuid == InstanceUuid;

    public static WitnessedVm Of(SimulatedVm vm) => Of(vm.Reference, vm.Name, vm.Path, vm.Config, vm.IsPoweredOn, vm.Snapshots);

    public static WitnessedVm Of(
        ManagedObjectReference reference, string name, string place, VirtualMachineConfigInfo config, bool isPoweredOn, VirtualMachineSnapshotInfo? snapshots)
    {
        var options = (config.ExtraConfig ?? []).ToDictionary(option => option.Key!, option => Convert.ToString(option.Value, CultureInfo.InvariantCulture));
        var native = Names(snapshots?.RootSnapshotList).ToList();
        // A native snapshot of ours gives a source other files and another version; what is in its disks and who it is stays.
        var devices = (config.Hardware?.Device ?? []).Select(device => $"{device.Key}/{device.GetType().Name}/{device.UnitNumber}/{(device as VirtualDisk)?.CapacityInKB}");
        string[] text =
        [
            name, place, config.InstanceUuid ?? "", config.Uuid ?? "", config.Annotation ?? "", $"{config.Template}", $"{isPoweredOn}",
            $"{config.Hardware?.NumCPU}/{config.Hardware?.NumCoresPerSocket}/{config.Hardware?.MemoryMB}",
            string.Join(',', devices),
            string.Join(',', options.OrderBy(option => option.Key, StringComparer.Ordinal).Select(option => $"{option.Key}={option.Value}")),
            string.Join(',', native.Where(taken => !taken.StartsWith("vmsnapshot-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)),
        ];
        return new WitnessedVm(
            reference.Value!, name, Guid.TryParse(config.InstanceUuid, out var uuid) ? uuid : default,
            OwnershipMarker.TryParse(options.GetValueOrDefault(OwnershipMarker.Key)), config.Template, isPoweredOn, config.Hardware?.NumCPU ?? 0, native,
            string.Join('|', text));
    }

    private static IEnumerable<string> Names(IEnumerable<VirtualMachineSnapshotTree>? trees) =>
        (trees ?? []).SelectMany(tree => Names(tree.ChildSnapshotList).Prepend(tree.Name!));
}
