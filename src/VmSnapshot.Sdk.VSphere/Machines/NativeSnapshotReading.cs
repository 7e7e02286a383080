using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Reads what a VM's tree of native snapshots says of one of them.</summary>
internal static class NativeSnapshotReading
{
    private const string Tree = "snapshot";

    public static async Task<bool> IsQuiescedAsync(
        VSphereSession session, ManagedObjectReference vm, ManagedObjectReference nativeSnapshot, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(
            session, [vm], [PropertyReader.Of("VirtualMachine", [Tree])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        var roots = read is [var found, ..] ? found.Get<VirtualMachineSnapshotInfo>(Tree)?.RootSnapshotList : null;
        var pending = new Stack<VirtualMachineSnapshotTree>(roots ?? []);
        while (pending.TryPop(out var node))
        {
            if (node.Snapshot == nativeSnapshot)
            {
                return node.Quiesced;
            }

            foreach (var child in node.ChildSnapshotList ?? [])
            {
                pending.Push(child);
            }
        }

        return false;
    }
}
