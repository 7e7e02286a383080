using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>Finds datastores, networks, resource pools and VM folders of a datacenter by name or path.</summary>
internal static class InventorySearch
{
    private static readonly string[] Name = ["name"];

    public static async Task<IReadOnlyList<InventoryObject>> FindAsync(
        VSphereSession session, InventoryKind kind, string nameOrPath, ManagedObjectReference datacenter, int pageSize, CancellationToken cancellationToken)
    {
        var types = TypesOf(kind);
        var byPath = await FindByPathAsync(session, kind, types, nameOrPath, datacenter, cancellationToken).ConfigureAwait(false);
        if (byPath is not null)
        {
            return await EntityPaths.ReadAsync(session, [byPath], cancellationToken).ConfigureAwait(false);
        }

        var container = kind == InventoryKind.Folder
            ? await VmFolderOfAsync(session, datacenter, cancellationToken).ConfigureAwait(false)
            : datacenter;
        var hits = new List<ManagedObjectReference>();
        await foreach (var page in PropertyReader.ReadViewAsync(
            session, container, [.. types.Select(type => PropertyReader.Of(type, Name))], pageSize, cancellationToken).ConfigureAwait(false))
        {
            hits.AddRange(page.Where(o => o.Name == nameOrPath).Select(o => o.Reference));
        }

        if (kind == InventoryKind.ResourcePool)
        {
            hits = [.. await RootPoolsOfAsync(session, hits, cancellationToken).ConfigureAwait(false)];
        }

        return await EntityPaths.ReadAsync(session, [.. hits.Distinct()], cancellationToken).ConfigureAwait(false);
    }

    private static string[] TypesOf(InventoryKind kind) => kind switch
    {
        InventoryKind.Datastore => ["Datastore"],
        InventoryKind.Network => ["Network", "DistributedVirtualPortgroup", "OpaqueNetwork"],
        // A cluster or host stands for its root pool, whose own name, "Resources", says nothing.
        InventoryKind.ResourcePool => ["ResourcePool", "VirtualApp", "ComputeResource", "ClusterComputeResource"],
        _ => ["Folder"],
    };

    private static async Task<ManagedObjectReference?> FindByPathAsync(
        VSphereSession session, InventoryKind kind, string[] types, string path, ManagedObjectReference datacenter, CancellationToken cancellationToken)
    {
        if (!path.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        var found = path.StartsWith('/')
            ? await session.Client.FindByInventoryPathAsync(session.SearchIndex, path.Trim('/'), cancellationToken).ConfigureAwait(false)
            : await DescendAsync(session, await RootOfAsync(session, kind, datacenter, cancellationToken).ConfigureAwait(false), path, cancellationToken).ConfigureAwait(false);
        if (found is null || !types.Contains(found.Type))
        {
            return null;
        }

        return kind switch
        {
            InventoryKind.ResourcePool => await RootPoolsOfAsync(session, [found], cancellationToken).ConfigureAwait(false) is [var pool, ..] ? pool : null,
            InventoryKind.Folder => await HoldsVmsAsync(session, found, cancellationToken).ConfigureAwait(false) ? found : null,
            _ => found,
        };
    }

    private static async Task<bool> HoldsVmsAsync(VSphereSession session, ManagedObjectReference folder, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(
            session, [folder], [PropertyReader.Of("Folder", ["childType"])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        return read is [var found, ..] && found.Get<IReadOnlyList<string>>("childType")?.Contains("VirtualMachine") == true;
    }

    private static async Task<ManagedObjectReference?> DescendAsync(
        VSphereSession session, ManagedObjectReference? from, string path, CancellationToken cancellationToken)
    {
        var current = from;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            current = current is null
                ? null
                : await session.Client.FindChildAsync(session.SearchIndex, current, name, cancellationToken).ConfigureAwait(false);
        }

        return current;
    }

    private static async Task<ManagedObjectReference?> RootOfAsync(
        VSphereSession session, InventoryKind kind, ManagedObjectReference datacenter, CancellationToken cancellationToken)
    {
        var property = kind switch
        {
            InventoryKind.Datastore => "datastoreFolder",
            InventoryKind.Network => "networkFolder",
            InventoryKind.ResourcePool => "hostFolder",
            _ => "vmFolder",
        };
        var read = await PropertyReader.ReadAsync(
            session, [datacenter], [PropertyReader.Of("Datacenter", [property])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        return read is [var root, ..] ? root.Get<ManagedObjectReference>(property) : null;
    }

    private static async Task<ManagedObjectReference> VmFolderOfAsync(
        VSphereSession session, ManagedObjectReference datacenter, CancellationToken cancellationToken) =>
        await RootOfAsync(session, InventoryKind.Folder, datacenter, cancellationToken).ConfigureAwait(false)
        ?? throw new VmSnapshotNotFoundException(VmSnapshotErrorCodes.FolderNotFound, $"Datacenter {datacenter.Value} is gone or hidden from this account.");

    private static async Task<IReadOnlyList<ManagedObjectReference>> RootPoolsOfAsync(
        VSphereSession session, IReadOnlyList<ManagedObjectReference> hits, CancellationToken cancellationToken)
    {
        var pools = new List<ManagedObjectReference>(hits.Where(hit => hit.Type is "ResourcePool" or "VirtualApp"));
        var computes = hits.Except(pools).ToList();
        if (computes.Count > 0)
        {
            var read = await PropertyReader.ReadAsync(
                session,
                computes,
                [PropertyReader.Of("ComputeResource", ["resourcePool"]), PropertyReader.Of("ClusterComputeResource", ["resourcePool"])],
                leadingTo: null,
                cancellationToken).ConfigureAwait(false);
            pools.AddRange(read.Select(compute => compute.Get<ManagedObjectReference>("resourcePool")).OfType<ManagedObjectReference>());
        }

        return pools;
    }
}
