using VmSnapshot.Simulator.Cloning;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Placement;

/// <summary>What is asked of storage DRS: the cluster of datastores, the room that is needed, the hosts that must see it.</summary>
internal sealed class StoragePlacementRequest
{
    private readonly VirtualMachineRelocateSpec _location;
    private readonly IReadOnlyList<HostSystem> _hosts;

    private StoragePlacementRequest(VCenter vCenter, StoragePlacementSpec spec)
    {
        Spec = spec;
        Pod = PodOf(vCenter, spec);
        VirtualMachine? vm = spec.Type == "create" ? null : vCenter.World.Require<VirtualMachine>(spec.Vm, "storageSpec.vm");
        Require(spec);
        _location = (VirtualMachineRelocateSpec)(spec.RelocateSpec ?? spec.CloneSpec?.Location ?? new VirtualMachineRelocateSpec()).Copy();
        _location.Pool ??= spec.ResourcePool;
        _location.Host ??= spec.Host;
        _hosts = HostsOf(vCenter, _location, vm);
        Bytes = vm is null ? NewBytes(spec.ConfigSpec!) : CopiedBytes(vCenter, vm, _location);
        Refusal = spec.Type == "relocate" && vm!.IsTemplate ? SimulatedFault.StorageDrsCannotMoveTemplate(vm.Name)
            : Pod.StorageDrsEnabled ? null
            : SimulatedFault.InvalidState($"Storage DRS is off in '{Pod.Name}'.");
    }

    internal StoragePlacementSpec Spec { get; }

    internal StoragePod Pod { get; }

    /// <summary>The room that it takes.</summary>
    internal long Bytes { get; }

    /// <summary>Why storage DRS recommends nothing whatever the room; null when it may.</summary>
    internal VimFaultException? Refusal { get; }

    /// <exception cref="VimFaultException">InvalidArgument, ManagedObjectNotFound.</exception>
    internal static StoragePlacementRequest Read(VCenter vCenter, StoragePlacementSpec spec) => new(vCenter, spec);

    /// <summary>The datastores that it fits on, the one with the most free space first.</summary>
    internal IEnumerable<Datastore> Candidates() => Pod.Datastores
        .Where(datastore => datastore.Accessible && datastore.FreeBytes >= Bytes && (_hosts.Count == 0 || _hosts.Any(host => host.Datastores.Contains(datastore.Reference))))
        .OrderByDescending(datastore => datastore.FreeBytes)
        .ThenBy(datastore => datastore.Name, StringComparer.Ordinal);

    /// <summary>Where it goes on one of them: all disks together, as storage DRS keeps them unless told otherwise.</summary>
    internal VirtualMachineRelocateSpec LocationOn(Datastore datastore)
    {
        var location = (VirtualMachineRelocateSpec)_location.Copy();
        location.Datastore = datastore.Reference;
        List<VirtualMachineRelocateSpecDiskLocator> disks = [.. location.Disk ?? []];
        foreach (VirtualMachineRelocateSpecDiskLocator disk in disks)
        {
            disk.Datastore = datastore.Reference;
        }

        foreach (PodDiskLocator wanted in (Spec.PodSelectionSpec?.InitialVmConfig ?? []).SelectMany(config => config.Disk ?? []).Where(wanted => disks.All(disk => disk.DiskId != wanted.DiskId)))
        {
            disks.Add(new VirtualMachineRelocateSpecDiskLocator
            {
                DiskId = wanted.DiskId,
                Datastore = datastore.Reference,
                DiskMoveType = wanted.DiskMoveType,
                DiskBackingInfo = wanted.DiskBackingInfo,
            });
        }

        location.Disk = disks.Count > 0 && Spec.Type != "create" ? disks : null;
        return location;
    }

    private static StoragePod PodOf(VCenter vCenter, StoragePlacementSpec spec)
    {
        StorageDrsPodSelectionSpec selection = spec.PodSelectionSpec ?? throw SimulatedFault.InvalidArgument("storageSpec.podSelectionSpec");
        ManagedObjectReference? pod = selection.StoragePod ?? selection.InitialVmConfig?.Select(config => config.StoragePod).FirstOrDefault(named => named is not null);
        return vCenter.World.Require<StoragePod>(pod, "storageSpec.podSelectionSpec.storagePod");
    }

    private static void Require(StoragePlacementSpec spec)
    {
        string? missing = spec.Type switch
        {
            "clone" => spec.CloneSpec?.Location is null ? "cloneSpec" : spec.CloneName is null ? "cloneName" : spec.Folder is null ? "folder" : null,
            "create" => spec.ConfigSpec is null ? "configSpec" : spec.ResourcePool is null ? "resourcePool" : spec.Folder is null ? "folder" : null,
            "relocate" => null,
            _ => "type",
        };
        if (missing is not null)
        {
            throw SimulatedFault.InvalidArgument($"storageSpec.{missing}");
        }
    }

    private static IReadOnlyList<HostSystem> HostsOf(VCenter vCenter, VirtualMachineRelocateSpec location, VirtualMachine? vm)
    {
        if (location.Host is { } host)
        {
            return [vCenter.World.Require<HostSystem>(host, "storageSpec.host")];
        }

        ComputeResource? compute = location.Pool is { } pool ? vCenter.World.Require<ResourcePool>(pool, "storageSpec.resourcePool").Owner : vm?.Host?.Compute;
        return compute is null ? [] : [.. compute.HostSystems.Where(HostFitness.IsActive)];
    }

    private static long NewBytes(VirtualMachineConfigSpec config) => (config.DeviceChange ?? [])
        .Select(change => change.Device).OfType<VirtualDisk>()
        .Sum(disk => new DiskRecipe(VmStorage.CapacityOf(disk), (disk.Backing as VirtualDiskFlatVer2BackingInfo)?.ThinProvisioned == true).AllocatedBytes);

    private static long CopiedBytes(VCenter vCenter, VirtualMachine vm, VirtualMachineRelocateSpec location)
        => vm.Devices.OfType<VirtualDisk>().Sum(disk =>
            location.DiskMoveType == DiskMoveTypes.NewChild ? VmStorage.ChildAllocation
            : IsThin(disk, location) ? vCenter.Storage.WrittenBytes(vm.Datacenter!, disk)
            : VmStorage.CapacityOf(disk));

    private static bool IsThin(VirtualDisk disk, VirtualMachineRelocateSpec location)
        => (location.Disk?.FirstOrDefault(locator => locator.DiskId == disk.Key)?.DiskBackingInfo as VirtualDiskFlatVer2BackingInfo)?.ThinProvisioned
            ?? (location.Transform is { } transform ? transform == VirtualMachineRelocateTransformation.Sparse : (disk.Backing as VirtualDiskFlatVer2BackingInfo)?.ThinProvisioned == true);
}
