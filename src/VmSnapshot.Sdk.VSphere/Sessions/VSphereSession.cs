using System.Collections.Concurrent;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Sessions;

/// <summary>One login at a vCenter, with what is valid for as long as it lasts.</summary>
internal sealed class VSphereSession(VimClient client, ServiceContent content, UserSession user, VCenterInfo info)
{
    private readonly ConcurrentBag<ManagedObjectReference> _idleCollectors = [];

    public VimClient Client { get; } = client;

    public string Key { get; } = user.Key ?? string.Empty;

    public VCenterInfo Info { get; } = info;

    public ManagedObjectReference RootFolder => content.RootFolder!;

    public ManagedObjectReference PropertyCollector => content.PropertyCollector!;

    public ManagedObjectReference ViewManager => content.ViewManager!;

    public ManagedObjectReference SearchIndex => content.SearchIndex!;

    public ManagedObjectReference SessionManager => content.SessionManager!;

    public ManagedObjectReference AuthorizationManager => content.AuthorizationManager!;

    /// <summary>A property collector that nobody else uses: filters and versions belong to one, so two waits must not share it.</summary>
    public async Task<ManagedObjectReference> RentCollectorAsync(CancellationToken cancellationToken) =>
        _idleCollectors.TryTake(out var idle)
            ? idle
            : await Client.CreatePropertyCollectorAsync(PropertyCollector, cancellationToken).ConfigureAwait(false);

    /// <summary>Gives one back that has no filters left.</summary>
    public void ReturnCollector(ManagedObjectReference collector) => _idleCollectors.Add(collector);
}
