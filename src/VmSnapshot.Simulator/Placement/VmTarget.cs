using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Placement;

/// <summary>Where a clone or a moved VM goes.</summary>
internal sealed class VmTarget
{
    internal required Folder Folder { get; init; }

    /// <summary>Null for a template.</summary>
    internal required ResourcePool? Pool { get; init; }

    internal required HostSystem Host { get; init; }

    /// <summary>The datastore of the VM's own files.</summary>
    internal required Datastore Home { get; init; }

    /// <summary>By the key of the source's disk.</summary>
    internal required IReadOnlyDictionary<int, DiskTarget> Disks { get; init; }

    internal Datacenter Datacenter => Folder.Datacenter!;

    /// <summary>Works out a target from what a specification says, and from where the VM is now.</summary>
    /// <param name="world">The world.</param>
    /// <param name="vm">The VM that is copied or moved.</param>
    /// <param name="devices">Its devices, those of a snapshot where that is copied.</param>
    /// <param name="folder">The folder it goes to.</param>
    /// <param name="location">The specification.</param>
    /// <param name="path">The specification's path in the request, for faults.</param>
    /// <param name="asTemplate">Whether it will be a template, which needs no pool.</param>
    /// <exception cref="VimFaultException">InvalidArgument, ManagedObjectNotFound, DatacenterMismatch, HostNotConnected, InvalidHostState, InvalidDatastore.</exception>
    internal static VmTarget Resolve(
        SimulatedWorld world, VirtualMachine vm, IReadOnlyList<VirtualDevice> devices, Folder folder, VirtualMachineRelocateSpec location, string path, bool asTemplate)
    {
        if (!folder.ChildTypes.Contains("VirtualMachine") || folder.Datacenter is null)
        {
            throw SimulatedFault.InvalidArgument("folder");
        }

        Datastore home = location.Datastore is { } named ? world.Require<Datastore>(named, $"{path}.datastore") : HomeOf(vm);
        Dictionary<int, DiskTarget> disks = DisksOf(world, devices, location, path, home);
        ResourcePool? pool = location.Pool is { } wanted ? world.Require<ResourcePool>(wanted, $"{path}.pool") : asTemplate ? null : vm.Pool;
        if (pool is null && !asTemplate)
        {
            // A template is in no pool that its copy could be put into: vCenter insists on one then.
            throw SimulatedFault.InvalidArgument($"{path}.pool");
        }

        List<Datastore> datastores = [home, .. disks.Values.Select(disk => disk.Datastore).Where(datastore => datastore != home).Distinct()];
        HostSystem host = HostOf(world, vm, location, path, pool, datastores, asTemplate);
        Check(vm, folder.Datacenter, host, datastores);
        return new VmTarget { Folder = folder, Pool = asTemplate ? null : pool, Host = host, Home = home, Disks = disks };
    }

    /// <summary>The datastore that a VM's configuration file is on.</summary>
    internal static Datastore HomeOf(VirtualMachine vm)
    {
        string path = vm.Config.Files?.VmPathName ?? "";
        return vm.Datastores.Snapshot.Select(vm.World.Find).OfType<Datastore>().FirstOrDefault(datastore => path.StartsWith($"[{datastore.Name}]", StringComparison.Ordinal))
            ?? throw SimulatedFault.InvalidState($"The files of '{vm.Name}' are on no datastore.");
    }

    private static HostSystem HostOf(
        SimulatedWorld world, VirtualMachine vm, VirtualMachineRelocateSpec location, string path, ResourcePool? pool, IReadOnlyCollection<Datastore> datastores, bool asTemplate)
    {
        if (location.Host is { } named)
        {
            HostSystem host = world.Require<HostSystem>(named, $"{path}.host");
            return asTemplate || host.Compute == pool!.Owner
                ? host
                : throw SimulatedFault.InvalidArgument(location.Pool is null ? $"{path}.pool" : $"{path}.host");
        }

        if (location.Pool is null || pool is null)
        {
            return vm.Host ?? throw SimulatedFault.InvalidState($"'{vm.Name}' is on no host.");
        }

        ComputeResource compute = pool.Owner;
        return !compute.IsCluster || compute.DrsEnabled
            ? HostChoice.LeastLoaded(compute, datastores)
            : asTemplate && vm.Host?.Compute == compute ? vm.Host : throw SimulatedFault.InvalidArgument($"{path}.host");
    }

    private static Dictionary<int, DiskTarget> DisksOf(
        SimulatedWorld world, IReadOnlyList<VirtualDevice> devices, VirtualMachineRelocateSpec location, string path, Datastore home)
    {
        string moveType = DiskMoveTypes.Require(location.DiskMoveType, $"{path}.diskMoveType");
        bool? format = location.Transform is { } transform ? transform == VirtualMachineRelocateTransformation.Sparse : null;
        var targets = new Dictionary<int, DiskTarget>();
        foreach (VirtualDisk disk in devices.OfType<VirtualDisk>())
        {
            // Without a word about the datastore, disks stay on theirs, wherever the VM's own files are.
            Datastore own = location.Datastore is null && world.Find((disk.Backing as VirtualDeviceFileBackingInfo)?.Datastore) is Datastore current ? current : home;
            targets[disk.Key] = new DiskTarget(own, moveType, format);
        }

        foreach ((int index, VirtualMachineRelocateSpecDiskLocator locator) in (location.Disk ?? []).Index())
        {
            if (!targets.TryGetValue(locator.DiskId, out DiskTarget? target))
            {
                throw SimulatedFault.InvalidArgument($"{path}.disk[{index}].diskId");
            }

            targets[locator.DiskId] = new DiskTarget(
                world.Require<Datastore>(locator.Datastore, $"{path}.disk[{index}].datastore"),
                locator.DiskMoveType is null ? target.MoveType : DiskMoveTypes.Require(locator.DiskMoveType, $"{path}.disk[{index}].diskMoveType"),
                (locator.DiskBackingInfo as VirtualDiskFlatVer2BackingInfo)?.ThinProvisioned ?? target.IsThin);
        }

        return targets;
    }

    private static void Check(VirtualMachine vm, Datacenter datacenter, HostSystem host, IReadOnlyCollection<Datastore> datastores)
    {
        if (vm.Host is { } current)
        {
            VmAvailability.RequireReachable(current);
        }

        HostChoice.RequireUsable(host);
        if (host.Datacenter != datacenter)
        {
            throw SimulatedFault.DatacenterMismatch(host, datacenter);
        }

        foreach (Datastore datastore in datastores)
        {
            HostChoice.RequireReachable(host, datastore);
        }
    }
}
