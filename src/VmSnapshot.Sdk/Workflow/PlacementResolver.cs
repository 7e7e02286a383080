using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Finds what a request names: exactly one object, or an error that says what there is.</summary>
internal sealed class PlacementResolver(IVSphereGateway gateway)
{
    /// <summary>The one object of that name or path in the datacenter.</summary>
    public async Task<InventoryObject> FindAsync(InventoryKind kind, string nameOrPath, MoRef datacenter, CancellationToken cancellationToken)
    {
        var hits = await gateway.FindAsync(kind, nameOrPath, datacenter, cancellationToken).ConfigureAwait(false);
        var (code, what) = kind switch
        {
            InventoryKind.Datastore => (VmSnapshotErrorCodes.DatastoreNotFound, "datastore"),
            InventoryKind.Network => (VmSnapshotErrorCodes.NetworkNotFound, "network"),
            InventoryKind.ResourcePool => (VmSnapshotErrorCodes.ResourcePoolNotFound, "resource pool"),
            _ => (VmSnapshotErrorCodes.FolderNotFound, "VM folder"),
        };
        return hits switch
        {
            [] => throw new VmSnapshotNotFoundException(
                code, $"There is no {what} '{nameOrPath}' in the VM's datacenter that this account may see. Names are matched exactly; an inventory path is taken too."),
            [var only] => only,
            _ => throw new VmSnapshotAmbiguousNameException(what, nameOrPath, [.. hits.Select(hit => hit.Path)]),
        };
    }

    /// <summary>The named one, or null when none is named.</summary>
    public async Task<InventoryObject?> FindIfNamedAsync(InventoryKind kind, string? nameOrPath, MoRef datacenter, CancellationToken cancellationToken) =>
        nameOrPath is null ? null : await FindAsync(kind, nameOrPath, datacenter, cancellationToken).ConfigureAwait(false);

    /// <summary>An object that was recorded earlier, as it is now.</summary>
    /// <param name="moRef">The object.</param>
    /// <param name="code">The error code where it is gone.</param>
    /// <param name="gone">What to say where it is gone.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<InventoryObject> ReadAsync(MoRef moRef, string code, string gone, CancellationToken cancellationToken)
    {
        var found = await gateway.ReadObjectsAsync([moRef], cancellationToken).ConfigureAwait(false);
        return found.Count > 0 ? found[0] : throw new VmSnapshotNotFoundException(code, gone);
    }
}
