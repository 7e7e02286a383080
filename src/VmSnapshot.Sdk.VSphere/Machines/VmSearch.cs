using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Finds the VMs that a reference can mean.</summary>
internal static class VmSearch
{
    private static readonly PropertySpec NameOnly = PropertyReader.Of("VirtualMachine", ["name"]);

    public static async Task<IReadOnlyList<VmSummary>> FindAsync(
        VSphereSession session, VmReference vm, int pageSize, CancellationToken cancellationToken)
    {
        var hits = new HashSet<ManagedObjectReference>();
        var any = vm.Kind == VmReferenceKind.Any;
        if ((any || vm.Kind == VmReferenceKind.InstanceUuid) && Guid.TryParse(vm.Value, out var uuid))
        {
            Add(await session.Client.FindByUuidAsync(
                session.SearchIndex, datacenter: null, uuid.ToString("d"), vmSearch: true, instanceUuid: true, cancellationToken).ConfigureAwait(false));
        }

        if ((any && vm.Value.Contains('/', StringComparison.Ordinal)) || vm.Kind == VmReferenceKind.Path)
        {
            Add(await session.Client.FindByInventoryPathAsync(session.SearchIndex, vm.Value.Trim('/'), cancellationToken).ConfigureAwait(false));
        }

        if ((any && LooksLikeMoRef(vm.Value)) || vm.Kind == VmReferenceKind.MoRef)
        {
            hits.Add(new ManagedObjectReference("VirtualMachine", vm.Value));
        }

        if (any || vm.Kind == VmReferenceKind.Name)
        {
            // vCenter has no search by VM name: the names of all are read, a few bytes each, and only the hits in full.
            await foreach (var page in PropertyReader.ReadViewAsync(session, session.RootFolder, [NameOnly], pageSize, cancellationToken).ConfigureAwait(false))
            {
                hits.UnionWith(page.Where(o => o.Name == vm.Value).Select(o => o.Reference));
            }
        }

        return await SummarizeAsync(session, hits, cancellationToken).ConfigureAwait(false);

        void Add(ManagedObjectReference? hit)
        {
            if (hit is { Type: "VirtualMachine" })
            {
                hits.Add(hit);
            }
        }
    }

    private static async Task<IReadOnlyList<VmSummary>> SummarizeAsync(
        VSphereSession session, IEnumerable<ManagedObjectReference> vms, CancellationToken cancellationToken)
    {
        var found = new List<VmSummary>();
        foreach (var vm in vms)
        {
            // One by one: what looked like a moRef may not exist, and a single object that is gone fails a whole request.
            var read = await OrGone.ReadAsync<IReadOnlyList<ObjectProperties>>(
                () => PropertyReader.ReadAsync(
                    session, [vm], [VmProperties.OfSummary, .. PropertyReader.EntityProperties], PropertyReader.ToAncestors, cancellationToken),
                gone: []).ConfigureAwait(false);
            var paths = new EntityPaths(read);
            found.AddRange(read.Where(o => o.Reference == vm).Select(o => VmProperties.Summarize(o, paths.PathOf(o))));
        }

        return found;
    }

    private static bool LooksLikeMoRef(string text) =>
        text.StartsWith("vm-", StringComparison.Ordinal) && text.Length > 3 && text.AsSpan(3).IndexOfAnyExceptInRange('0', '9') < 0;
}
