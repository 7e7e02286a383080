using System.Runtime.CompilerServices;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Machines;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere;

internal sealed partial class VSphereGateway
{
    public async IAsyncEnumerable<VmSummary> ListVmsAsync(
        string? nameContains, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const string Attempted = "list VMs";
        var paths = await sessions.ReadAsync(Attempted, session => ReadFoldersAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);
        // The session may have changed since; what was read of the folders stays true.
        var (session, pages, isPage) = await sessions.ReadAsync(Attempted, session => BeginListAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);
        await using (pages.ConfigureAwait(false))
        {
            while (isPage)
            {
                foreach (var vm in pages.Current.Where(vm => VmProperties.IsListed(vm, nameContains)))
                {
                    yield return VmProperties.Summarize(vm, paths.PathOf(vm));
                }

                isPage = await sessions.CallOnceAsync(session, Attempted, () => pages.MoveNextAsync().AsTask()).ConfigureAwait(false);
            }
        }
    }

    public Task<IReadOnlyList<VmSummary>> FindVmsAsync(VmReference vm, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync($"find VM '{vm.Value}'", session => VmSearch.FindAsync(session, vm, options.Value.PageSize, cancellationToken), cancellationToken);

    public Task<IReadOnlyList<InventoryObject>> FindAsync(
        InventoryKind kind, string nameOrPath, MoRef datacenter, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"find {kind} '{nameOrPath}'",
            session => InventorySearch.FindAsync(session, kind, nameOrPath, datacenter.ToWire(), options.Value.PageSize, cancellationToken),
            cancellationToken);

    public Task<IReadOnlyList<InventoryObject>> ReadObjectsAsync(
        IReadOnlyCollection<MoRef> objects, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync<IReadOnlyList<InventoryObject>>(
            "read inventory objects",
            async session =>
            {
                var references = objects.Select(o => o.ToWire()).ToList();
                var all = await OrGone.ReadAsync<IReadOnlyList<InventoryObject>?>(
                    async () => await EntityPaths.ReadAsync(session, references, cancellationToken).ConfigureAwait(false), gone: null).ConfigureAwait(false);
                if (all is not null)
                {
                    return all;
                }

                // A single object that is gone fails the whole request: those that are there answer one by one.
                var found = new List<InventoryObject>();
                foreach (var reference in references)
                {
                    found.AddRange(await OrGone.ReadAsync(
                        () => EntityPaths.ReadAsync(session, [reference], cancellationToken), gone: []).ConfigureAwait(false));
                }

                return found;
            },
            cancellationToken);

    public Task<MoRef?> FindVmInFolderAsync(MoRef folder, string name, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"look for '{name}' in its folder",
            async session => (await session.Client.FindChildAsync(
                session.SearchIndex, folder.ToWire(), InventoryNames.Escape(name), cancellationToken).ConfigureAwait(false))?.ToMoRef(),
            cancellationToken);

    /// <summary>The view and its first page. They can be had again from the start; the pages after it can't, for their token is used up.</summary>
    private async Task<(VSphereSession Session, IAsyncEnumerator<IReadOnlyList<ObjectProperties>> Pages, bool IsPage)> BeginListAsync(
        VSphereSession session, CancellationToken cancellationToken)
    {
        var pages = PropertyReader.ReadViewAsync(
            session, session.RootFolder, [VmProperties.OfSummary], options.Value.PageSize, cancellationToken).GetAsyncEnumerator(cancellationToken);
        return (session, pages, await pages.MoveNextAsync().ConfigureAwait(false));
    }

    private async Task<EntityPaths> ReadFoldersAsync(VSphereSession session, CancellationToken cancellationToken)
    {
        var folders = new List<ObjectProperties>();
        PropertySpec[] containers =
        [
            PropertyReader.Of("Folder", ["name", "parent"]),
            PropertyReader.Of("Datacenter", ["name", "parent"]),
            PropertyReader.Of("VirtualApp", ["name", "parent", "parentFolder"]),
        ];
        await foreach (var page in PropertyReader.ReadViewAsync(session, session.RootFolder, containers, options.Value.PageSize, cancellationToken).ConfigureAwait(false))
        {
            folders.AddRange(page);
        }

        return new EntityPaths(folders);
    }
}
