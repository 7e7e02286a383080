using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Specs;

/// <summary>
/// Chooses the host of a clone where vCenter doesn't: in a cluster without DRS, CloneVM_Task wants one named. Elsewhere none is, and DRS
/// or the pool's only host decides.
/// </summary>
internal static class CloneHosts
{
    private const string DrsEnabled = "configuration.drsConfig.enabled";

    private static readonly IReadOnlyList<PropertySpec> Properties =
    [
        PropertyReader.Of("VirtualMachine", ["runtime.host"]),
        PropertyReader.Of("ClusterComputeResource", ["host", DrsEnabled]),
    ];

    private static readonly IReadOnlyList<SelectionSpec> ToOwner =
    [
        new TraversalSpec { Name = "owner", Type = "ResourcePool", Path = "owner", Skip = false },
    ];

    public static async Task<ManagedObjectReference?> ChooseAsync(VSphereSession session, CloneVm clone, CancellationToken cancellationToken)
    {
        var read = await PropertyReader.ReadAsync(
            session, [clone.Source.ToWire(), clone.ResourcePool.ToWire()], Properties, ToOwner, cancellationToken).ConfigureAwait(false);
        var cluster = read.FirstOrDefault(o => o.Reference.Type == "ClusterComputeResource");
        if (cluster?.GetValue<bool>(DrsEnabled) != false)
        {
            return null;
        }

        var hosts = cluster.Get<IReadOnlyList<ManagedObjectReference>>("host") ?? [];
        var sourceHost = read.FirstOrDefault(o => o.Reference == clone.Source.ToWire())?.Get<ManagedObjectReference>("runtime.host");
        return sourceHost is not null && hosts.Contains(sourceHost)
            ? sourceHost
            : await FindUsableAsync(session, hosts, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ManagedObjectReference?> FindUsableAsync(
        VSphereSession session, IReadOnlyList<ManagedObjectReference> hosts, CancellationToken cancellationToken)
    {
        if (hosts.Count == 0)
        {
            return null;
        }

        var read = await PropertyReader.ReadAsync(
            session, hosts, [PropertyReader.Of("HostSystem", ["runtime.inMaintenanceMode"])], leadingTo: null, cancellationToken).ConfigureAwait(false);
        return read.FirstOrDefault(host => host.GetValue<bool>("runtime.inMaintenanceMode") == false)?.Reference;
    }
}
