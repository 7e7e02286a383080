using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Reads a VM's devices as they are on the wire: an edit sends the whole device back.</summary>
internal static class VmDeviceReading
{
    private const string Devices = "config.hardware.device";

    public static async Task<IReadOnlyList<VirtualDevice>> ReadAsync(
        VSphereSession session, ManagedObjectReference vm, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(
            session, [vm], [PropertyReader.Of("VirtualMachine", [Devices])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        return read is [var found, ..] ? found.Get<IReadOnlyList<VirtualDevice>>(Devices) ?? [] : [];
    }
}
