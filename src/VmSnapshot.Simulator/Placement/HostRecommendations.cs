using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Placement;

/// <summary>
/// PlaceVm: the host and the datastore that DRS would give a VM, the least loaded host first, then the datastore with the most free
/// space. Follows vSphere Web Services API reference, ClusterComputeResource.PlaceVm, and the govmomi simulator for the actions.
/// </summary>
internal sealed class HostRecommendations(VCenter vCenter)
{
    private int _lastKey;

    internal void Register() => vCenter.Operations.On<PlaceVmRequestType>((_, request) =>
        Place(vCenter.World.Require<ComputeResource>(request.This, "_this"), request.PlacementSpec ?? throw SimulatedFault.InvalidArgument("placementSpec")));

    private PlacementResult Place(ComputeResource cluster, PlacementSpec spec)
    {
        if (!cluster.DrsEnabled)
        {
            throw SimulatedFault.InvalidState($"DRS is off in '{cluster.Name}'.");
        }

        VirtualMachine? vm = spec.PlacementType is "create" ? null : vCenter.World.Require<VirtualMachine>(spec.Vm, "placementSpec.vm");
        Require(spec);
        VirtualMachineRelocateSpec wanted = spec.RelocateSpec ?? spec.CloneSpec?.Location ?? new VirtualMachineRelocateSpec();
        ResourcePool pool = wanted.Pool is { } named ? vCenter.World.Require<ResourcePool>(named, "placementSpec.relocateSpec.pool") : cluster.RootPool;
        if (pool.Owner != cluster)
        {
            throw SimulatedFault.InvalidArgument("placementSpec.relocateSpec.pool");
        }

        foreach (HostSystem host in Hosts(cluster, spec, wanted))
        {
            if (DatastoreFor(host, spec, wanted, vm) is { } datastore)
            {
                return new PlacementResult { Recommendations = [Recommendation(cluster, spec, wanted, vm, pool, host, datastore)] };
            }
        }

        return new PlacementResult
        {
            DrsFault = new ClusterDrsFaults
            {
                Reason = "xvmotionPlacement",
                FaultsByVm =
                [
                    new ClusterDrsFaultsFaultsByVm
                    {
                        Vm = vm?.Reference,
                        Fault = [SimulatedFault.InsufficientResources($"No host of '{cluster.Name}' can run it.").Localized()],
                    },
                ],
            },
        };
    }

    private static void Require(PlacementSpec spec)
    {
        string? missing = spec.PlacementType switch
        {
            "create" => spec.ConfigSpec is null ? "configSpec" : null,
            "clone" => spec.CloneSpec is null ? "cloneSpec" : spec.CloneName is null ? "cloneName" : null,
            "relocate" or "reconfigure" or null => null,
            _ => "placementType",
        };
        if (missing is not null)
        {
            throw SimulatedFault.InvalidArgument($"placementSpec.{missing}");
        }
    }

    private IEnumerable<HostSystem> Hosts(ComputeResource cluster, PlacementSpec spec, VirtualMachineRelocateSpec wanted)
    {
        IReadOnlyList<ManagedObjectReference> allowed = wanted.Host is { } host ? [host] : spec.Hosts ?? [];
        foreach (ManagedObjectReference reference in allowed)
        {
            if (vCenter.World.Require<HostSystem>(reference, "placementSpec.hosts").Compute != cluster)
            {
                throw SimulatedFault.InvalidArgument("placementSpec.hosts");
            }
        }

        return HostChoice.Suitable(cluster, []).Where(candidate => allowed.Count == 0 || allowed.Contains(candidate.Reference));
    }

    private Datastore? DatastoreFor(HostSystem host, PlacementSpec spec, VirtualMachineRelocateSpec wanted, VirtualMachine? vm)
    {
        List<ManagedObjectReference> allowed = wanted.Datastore is { } one ? [one] : [.. spec.Datastores ?? []];
        allowed.AddRange((spec.StoragePods ?? []).SelectMany(pod => vCenter.World.Require<StoragePod>(pod, "placementSpec.storagePods").Children.Snapshot));
        long bytes = vm?.Devices.OfType<VirtualDisk>().Sum(disk => vCenter.Storage.WrittenBytes(vm.Datacenter!, disk)) ?? 0;
        return host.Datastores.Snapshot.Select(vCenter.World.Find).OfType<Datastore>()
            .Where(datastore => datastore.Accessible && datastore.FreeBytes >= bytes && (allowed.Count == 0 || allowed.Contains(datastore.Reference)))
            .OrderByDescending(datastore => datastore.FreeBytes)
            .ThenBy(datastore => datastore.Name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private ClusterRecommendation Recommendation(
        ComputeResource cluster, PlacementSpec spec, VirtualMachineRelocateSpec wanted, VirtualMachine? vm, ResourcePool pool, HostSystem host, Datastore datastore)
    {
        var location = (VirtualMachineRelocateSpec)wanted.Copy();
        (location.Host, location.Pool, location.Datastore) = (host.Reference, pool.Reference, datastore.Reference);
        return new ClusterRecommendation
        {
            Key = spec.Key ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{++_lastKey}"),
            Type = "V1",
            Time = vCenter.World.Now,
            Rating = 5,
            Reason = "xvmotionPlacement",
            ReasonText = "Recommendation for the placement of a virtual machine",
            Target = cluster.Reference,
            Action = [new PlacementAction { Type = "PlacementV1", Target = host.Reference, Vm = vm?.Reference, TargetHost = host.Reference, RelocateSpec = location }],
        };
    }
}
