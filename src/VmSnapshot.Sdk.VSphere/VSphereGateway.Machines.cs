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
}
