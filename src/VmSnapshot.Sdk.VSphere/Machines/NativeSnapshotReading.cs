using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Reads what a VM's tree of native snapshots says of them.</summary>
internal static class NativeSnapshotReading
{
    private const string Tree = "snapshot";

    public static async Task<bool> IsQuiescedAsync(
        VSphereSession session, ManagedObjectReference vm, ManagedObjectReference nativeSnapshot, CancellationToken cancellationToken) =>
        (await ReadTreeAsync(session, vm, cancellationToken).ConfigureAwait(false)).FirstOrDefault(node => node.Snapshot == nativeSnapshot)?.Quiesced ?? false;

    public static async Task<IReadOnlyList<MoRef>> FindAsync(
        VSphereSession session, ManagedObjectReference vm, string name, CancellationToken cancellationToken) =>
    [
        // Ids are counted up; times have too little resolution on some hosts to tell two of them apart.
        .. (await ReadTreeAsync(session, vm, cancellationToken).ConfigureAwait(false))
            .Where(node => node.Name == name && node.Snapshot is not null)
            .OrderBy(node => node.CreateTime)
            .ThenBy(node => node.Id)
            .Select(node => node.Snapshot!.ToMoRef()),
    ];

    /// <summary>All of the tree's nodes, in no particular order.</summary>
    private static async Task<IReadOnlyList<VirtualMachineSnapshotTree>> ReadTreeAsync(
        VSphereSession session, ManagedObjectReference vm, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(
            session, [vm], [PropertyReader.Of("VirtualMachine", [Tree])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        var roots = read is [var found, ..] ? found.Get<VirtualMachineSnapshotInfo>(Tree)?.RootSnapshotList : null;
        var pending = new Stack<VirtualMachineSnapshotTree>(roots ?? []);
        var nodes = new List<VirtualMachineSnapshotTree>();
        while (pending.TryPop(out var node))
        {
            nodes.Add(node);
            foreach (var child in node.ChildSnapshotList ?? [])
            {
                pending.Push(child);
            }
        }

        return nodes;
    }
}
