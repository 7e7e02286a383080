using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Machines;

namespace VmSnapshot.Sdk.VSphere;

internal sealed partial class VSphereGateway
{
    public Task<VmDescription?> ReadVmAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"read VM {vm.Value}",
            session => OrGone.ReadAsync(() => VmReading.ReadAsync(session, vm.ToWire(), cancellationToken), gone: null),
            cancellationToken);

    public Task<bool> IsQuiescedAsync(MoRef vm, MoRef nativeSnapshot, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"read the native snapshots of VM {vm.Value}",
            session => NativeSnapshotReading.IsQuiescedAsync(session, vm.ToWire(), nativeSnapshot.ToWire(), cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<MoRef>> FindNativeSnapshotsAsync(MoRef vm, string name, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"look for native snapshots '{name}' of VM {vm.Value}",
            session => OrGone.ReadAsync(() => NativeSnapshotReading.FindAsync(session, vm.ToWire(), name, cancellationToken), gone: []),
            cancellationToken);
}
