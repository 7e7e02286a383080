using System.Globalization;
using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Cloning;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Placement;

/// <summary>
/// RecommendDatastores and ApplyStorageDrsRecommendation_Task: the datastores of a cluster that a VM fits on, the one with the most
/// free space first, each as a recommendation that can be carried out once. Follows vSphere Web Services API reference,
/// StorageResourceManager and StoragePlacementSpec.
/// </summary>
internal sealed class StorageRecommendations(VCenter vCenter)
{
    private const int MaxRating = 5;

    private readonly Dictionary<string, StoragePlacement> _open = new(StringComparer.Ordinal);
    private int _lastKey;

    internal void Register()
    {
        vCenter.Operations.On<RecommendDatastoresRequestType>((_, request) => Recommend(request.StorageSpec ?? throw SimulatedFault.InvalidArgument("storageSpec")));
        vCenter.Operations.On<ApplyStorageDrsRecommendationRequestType>((call, request) => Apply(call, request.Key));
    }

    private StoragePlacementResult Recommend(StoragePlacementSpec spec)
    {
        StoragePlacementRequest request = StoragePlacementRequest.Read(vCenter, spec);
        if (request.Refusal is { } refusal)
        {
            return Faulted(spec.Vm, refusal);
        }

        List<Datastore> candidates = [.. request.Candidates().Take(MaxRating)];
        if (candidates.Count == 0)
        {
            return Faulted(spec.Vm, SimulatedFault.Of(new InsufficientStorageSpace(), $"No datastore of '{request.Pod.Name}' has room for it."));
        }

        return new StoragePlacementResult { Recommendations = [.. candidates.Select((datastore, index) => Open(request, datastore, MaxRating - index))] };
    }

    private ClusterRecommendation Open(StoragePlacementRequest request, Datastore datastore, int rating)
    {
        string key = (++_lastKey).ToString(CultureInfo.InvariantCulture);
        VirtualMachineRelocateSpec location = request.LocationOn(datastore);
        _open.Add(key, new StoragePlacement(request.Spec, location));
        float used = 100f * datastore.UsedBytes / datastore.CapacityBytes;
        return new ClusterRecommendation
        {
            Key = key,
            Type = "V1",
            Time = vCenter.World.Now,
            Rating = rating,
            Reason = "storagePlacement",
            ReasonText = "Satisfy storage initial placement requests",
            Target = request.Pod.Reference,
            Action =
            [
                new StoragePlacementAction
                {
                    Type = "StoragePlacementV1",
                    Target = datastore.Reference,
                    Vm = request.Spec.Type == "relocate" ? request.Spec.Vm : null,
                    RelocateSpec = location,
                    Destination = datastore.Reference,
                    SpaceUtilBefore = used,
                    SpaceUtilAfter = used + (100f * request.Bytes / datastore.CapacityBytes),
                },
            ],
        };
    }

    private ManagedObjectReference Apply(SimulatedCall call, IReadOnlyList<string>? keys)
    {
        if (keys is not [var key] || !_open.Remove(key, out StoragePlacement? placement))
        {
            // None, several, unknown ones, and those that were carried out before.
            throw SimulatedFault.InvalidArgument("key");
        }

        const string Description = "StorageResourceManager.applyRecommendation";
        StoragePlacementSpec spec = placement.Spec;
        switch (spec.Type)
        {
            case "clone":
                var clone = (VirtualMachineCloneSpec)spec.CloneSpec!.Copy();
                clone.Location = placement.Location;
                VirtualMachine source = vCenter.World.Require<VirtualMachine>(spec.Vm, "vm");
                Folder folder = vCenter.World.Require<Folder>(spec.Folder, "folder");
                return new CloneTask(vCenter).Start(call, source, folder, spec.CloneName, clone, Description, source, made => new ApplyStorageRecommendationResult { Vm = made.Reference });
            case "relocate":
                VirtualMachine vm = vCenter.World.Require<VirtualMachine>(spec.Vm, "vm");
                return new RelocateTask(vCenter).Start(call, vm, placement.Location, Description, () => new ApplyStorageRecommendationResult());
            default:
                return new CreateTask(vCenter).Start(call, spec, placement.Location, Description, made => new ApplyStorageRecommendationResult { Vm = made.Reference });
        }
    }

    private static StoragePlacementResult Faulted(ManagedObjectReference? vm, VimFaultException fault) => new()
    {
        DrsFault = new ClusterDrsFaults
        {
            Reason = "storagePlacement",
            FaultsByVm = [new ClusterDrsFaultsFaultsByVm { Vm = vm, Fault = [fault.Localized()] }],
        },
    };
}

/// <summary>A recommendation that can be carried out.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Location">Where it goes.</param>
internal sealed record StoragePlacement(StoragePlacementSpec Spec, VirtualMachineRelocateSpec Location);
