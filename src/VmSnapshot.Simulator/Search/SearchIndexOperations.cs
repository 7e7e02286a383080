using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Search;

/// <summary>Finding entities by path, name and UUID. What the user may not see isn't found (vSphere Web Services API reference, SearchIndex).</summary>
internal sealed class SearchIndexOperations
{
    private readonly VCenter _vCenter;
    private readonly UuidIndex _uuids;

    private SearchIndexOperations(VCenter vCenter)
    {
        _vCenter = vCenter;
        _uuids = vCenter.Uuids;
    }

    internal static void Register(VCenter vCenter)
    {
        var operations = new SearchIndexOperations(vCenter);
        var paths = new InventoryPaths(vCenter.World);
        vCenter.Operations.On<FindByInventoryPathRequestType>((call, request)
            => operations.IfVisible(call, paths.Find(vCenter.RootFolder, request.InventoryPath ?? "")));
        vCenter.Operations.On<FindChildRequestType>((call, request)
            => operations.IfVisible(call, paths.FindChild(vCenter.World.Require<ManagedEntity>(request.Entity, "entity"), request.Name ?? "")));
        vCenter.Operations.On<FindByUuidRequestType>((call, request)
            => operations.Find(call, request.Datacenter, request.Uuid, request.VmSearch, request.InstanceUuid).FirstOrDefault());
        vCenter.Operations.On<FindAllByUuidRequestType>((call, request)
            => operations.Find(call, request.Datacenter, request.Uuid, request.VmSearch, request.InstanceUuid).ToList());
    }

    private ManagedObjectReference? IfVisible(SimulatedCall call, ManagedEntity? found)
        => found is not null && _vCenter.Properties.IsVisible(call, found) ? found.Reference : null;

    private IEnumerable<ManagedObjectReference> Find(SimulatedCall call, ManagedObjectReference? within, string? uuid, bool vmSearch, bool? isInstance)
    {
        Datacenter? datacenter = within is null ? null : _vCenter.World.Require<Datacenter>(within, "datacenter");
        UuidKind kind = !vmSearch ? UuidKind.Host : isInstance == true ? UuidKind.Instance : UuidKind.Bios;
        return _uuids.Find(kind, uuid ?? "")
            .Where(entity => (datacenter is null || entity.Datacenter == datacenter) && _vCenter.Properties.IsVisible(call, entity))
            .Select(entity => entity.Reference);
    }
}
