using System.Runtime.CompilerServices;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Inventory;

/// <summary>Reads properties of many objects in one go, page by page (RetrievePropertiesEx and ContinueRetrievePropertiesEx).</summary>
internal static class PropertyReader
{
    private static readonly string[] NameAndParent = ["name", "parent"];

    /// <summary>What places an entity in the inventory. A VM or pool of a vApp has no folder as its parent but the vApp.</summary>
    public static IReadOnlyList<PropertySpec> EntityProperties { get; } =
    [
        Of("Folder", NameAndParent),
        Of("Datacenter", NameAndParent),
        Of("ComputeResource", NameAndParent),
        Of("ClusterComputeResource", NameAndParent),
        Of("ResourcePool", NameAndParent),
        Of("VirtualApp", [.. NameAndParent, "parentFolder"]),
        Of("StoragePod", NameAndParent),
        Of("VmwareDistributedVirtualSwitch", NameAndParent),
    ];

    /// <summary>From any entity up to the root: every object on the way is reported too.</summary>
    public static IReadOnlyList<SelectionSpec> ToAncestors { get; } =
    [
        new TraversalSpec { Name = "parent", Type = "ManagedEntity", Path = "parent", Skip = false, SelectSet = [Named("parent"), Named("vApp")] },
        new TraversalSpec { Name = "vApp", Type = "VirtualMachine", Path = "parentVApp", Skip = false, SelectSet = [Named("parent"), Named("vAppFolder")] },
        new TraversalSpec { Name = "vAppFolder", Type = "VirtualApp", Path = "parentFolder", Skip = false, SelectSet = [Named("parent")] },
    ];

    public static PropertySpec Of(string type, IReadOnlyList<string> paths) => new() { Type = type, PathSet = paths };

    public static SelectionSpec Named(string name) => new() { Name = name };

    /// <summary>The objects themselves and what they lead to.</summary>
    public static async Task<IReadOnlyList<ObjectProperties>> ReadAsync(
        VSphereSession session,
        IEnumerable<ManagedObjectReference> objects,
        IReadOnlyList<PropertySpec> properties,
        IReadOnlyList<SelectionSpec>? leadingTo,
        CancellationToken cancellationToken)
    {
        var filter = new PropertyFilterSpec
        {
            PropSet = properties,
            ObjectSet = [.. objects.Select(o => new ObjectSpec { Obj = o, Skip = false, SelectSet = leadingTo })],
        };
        var read = new List<ObjectProperties>();
        await foreach (var page in PagesAsync(session, filter, pageSize: null, cancellationToken).ConfigureAwait(false))
        {
            read.AddRange(page);
        }

        return read;
    }

    /// <summary>Everything of the given types below a container, as a container view sees it, page by page.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<ObjectProperties>> ReadViewAsync(
        VSphereSession session,
        ManagedObjectReference container,
        IReadOnlyList<PropertySpec> properties,
        int pageSize,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var view = await session.Client.CreateContainerViewAsync(
            session.ViewManager, container, [.. properties.Select(p => p.Type!)], recursive: true, cancellationToken).ConfigureAwait(false);
        try
        {
            var filter = new PropertyFilterSpec
            {
                PropSet = properties,
                ObjectSet =
                [
                    new ObjectSpec
                    {
                        Obj = view,
                        Skip = true,
                        SelectSet = [new TraversalSpec { Type = "ContainerView", Path = "view", Skip = false }],
                    },
                ],
            };
            await foreach (var page in PagesAsync(session, filter, pageSize, cancellationToken).ConfigureAwait(false))
            {
                yield return page;
            }
        }
        finally
        {
            await CleanUp.TryAsync(token => session.Client.DestroyViewAsync(view, token)).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<ObjectProperties>> PagesAsync(
        VSphereSession session, PropertyFilterSpec filter, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await session.Client.RetrievePropertiesExAsync(
            session.PropertyCollector, [filter], new RetrieveOptions { MaxObjects = pageSize }, cancellationToken).ConfigureAwait(false);
        string? token = null;
        try
        {
            while (result is not null)
            {
                token = string.IsNullOrEmpty(result.Token) ? null : result.Token;
                ThrowIfSessionEnded(result);
                yield return [.. (result.Objects ?? []).Select(content => new ObjectProperties(content))];
                result = token is null
                    ? null
                    : await session.Client.ContinueRetrievePropertiesExAsync(session.PropertyCollector, token, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // Left early: vCenter keeps the rest of the answer until it is told not to.
            if (token is not null)
            {
                await CleanUp.TryAsync(stop => session.Client.CancelRetrievePropertiesExAsync(session.PropertyCollector, token, stop)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// Without a session, vCenter answers all the same, and says of each property that it may not be read. Taken for an object without that
    /// property, what is there would look as if it were gone.
    /// </summary>
    private static void ThrowIfSessionEnded(RetrieveResult result)
    {
        if ((result.Objects ?? []).SelectMany(content => content.MissingSet ?? []).Any(missing => missing.Fault?.Fault is NotAuthenticated))
        {
            throw new VimFaultException("NotAuthenticated", "The session is not authenticated.", new NotAuthenticated());
        }
    }
}
