using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Snapshots;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>Makes one datacenter and remembers what is in it by name.</summary>
internal sealed class DatacenterLoader(VCenter vCenter, DatacenterDescription description)
{
    private readonly Datacenter _datacenter = vCenter.Inventory.AddDatacenter(description.Name);
    private readonly Dictionary<string, ComputeResource> _computes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Datastore> _datastores = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Network> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DistributedVirtualSwitch> _switches = new(StringComparer.Ordinal);
    private readonly List<HostSystem> _hosts = [];

    internal void Load()
    {
        foreach (ClusterDescription cluster in description.Clusters)
        {
            ComputeResource compute = vCenter.Inventory.AddCompute(_datacenter.HostFolder, cluster.Name, drs: cluster.Drs);
            Keep(_computes, cluster.Name, compute, "cluster");
            _hosts.AddRange(cluster.Hosts.Select(host => AddHost(compute, host)));
            foreach (string pool in cluster.ResourcePools)
            {
                PoolAt(compute, pool, create: true);
            }
        }

        foreach (HostDescription host in description.Hosts)
        {
            ComputeResource compute = vCenter.Inventory.AddCompute(_datacenter.HostFolder, host.Name, isCluster: false);
            Keep(_computes, host.Name, compute, "host");
            _hosts.Add(AddHost(compute, host));
        }

        AddDatastores();
        AddNetworks();
        foreach (string folder in description.Folders)
        {
            FolderAt(folder, create: true);
        }

        foreach (VirtualMachineDescription vm in description.VirtualMachines)
        {
            AddVms(vm);
        }
    }

    private HostSystem AddHost(ComputeResource compute, HostDescription host)
        => vCenter.Inventory.AddHost(compute, host.Name, host.CpuCores, host.CpuMhz, (long)host.MemoryGiB << 30);

    private void AddDatastores()
    {
        foreach (DatastoreDescription datastore in description.Datastores)
        {
            Keep(_datastores, datastore.Name, vCenter.Inventory.AddDatastore(_datacenter, datastore.Name, (long)datastore.CapacityGiB << 30, _hosts), "datastore");
        }

        foreach (DatastoreClusterDescription cluster in description.DatastoreClusters)
        {
            StoragePod pod = vCenter.Inventory.AddPod(_datacenter, cluster.Name, cluster.StorageDrs);
            foreach (DatastoreDescription datastore in cluster.Datastores)
            {
                Keep(_datastores, datastore.Name, vCenter.Inventory.AddDatastore(_datacenter, datastore.Name, (long)datastore.CapacityGiB << 30, _hosts, pod), "datastore");
            }
        }
    }

    private void AddNetworks()
    {
        foreach (NetworkDescription network in description.Networks)
        {
            DistributedVirtualSwitch? ofSwitch = null;
            if (network.Kind == NetworkKind.DistributedPortgroup && !_switches.TryGetValue(network.Switch, out ofSwitch))
            {
                _switches.Add(network.Switch, ofSwitch = vCenter.Inventory.AddSwitch(_datacenter, network.Switch));
            }

            Keep(_networks, network.Name, vCenter.Inventory.AddNetwork(_datacenter, network.Name, _hosts, network.Kind == NetworkKind.Opaque, ofSwitch), "network");
        }
    }

    private void AddVms(VirtualMachineDescription vm)
    {
        if (vm.PoweredOn && vm.IsTemplate)
        {
            throw new InvalidDataException($"The template '{vm.Name}' can't be powered on.");
        }

        ComputeResource compute = vm.Cluster is null ? First(_computes, "cluster", vm) : Named(_computes, vm.Cluster, "cluster or host", vm);
        Folder folder = vm.Folder is null ? _datacenter.VmFolder : FolderAt(vm.Folder, create: false) ?? throw Missing("folder", vm.Folder, vm);
        ResourcePool pool = vm.ResourcePool is null ? compute.RootPool : PoolAt(compute, vm.ResourcePool, create: false) ?? throw Missing("resource pool", vm.ResourcePool, vm);
        Datastore datastore = vm.Datastore is null ? First(_datastores, "datastore", vm) : Named(_datastores, vm.Datastore, "datastore", vm);
        HostSystem[] hosts = [.. compute.HostSystems];
        if (hosts.Length == 0)
        {
            throw new InvalidDataException($"'{compute.Name}' has no host for the VM '{vm.Name}'.");
        }

        var recipe = new VmRecipe
        {
            Name = vm.Name,
            Datastore = datastore,
            Cpus = vm.Cpus,
            CoresPerSocket = vm.CoresPerSocket,
            MemoryMB = vm.MemoryMiB,
            GuestId = vm.GuestId,
            GuestFullName = vm.GuestFullName ?? vm.GuestId,
            Firmware = vm.Firmware,
            SecureBoot = vm.SecureBoot,
            VirtualTpm = vm.VirtualTpm,
            Annotation = vm.Annotation,
            Controllers = Controllers(vm),
            Nics = Nics(vm),
        };
        for (int number = 1; number <= vm.Count; number++)
        {
            string name = InventoryNames.Escape(vm.Count == 1 ? vm.Name : string.Create(CultureInfo.InvariantCulture, $"{vm.Name}{number}"));
            if (folder.FindChild(name) is not null)
            {
                throw new InvalidDataException($"The folder '{folder.Name}' has two VMs or folders of the name '{vm.Name}'.");
            }

            VirtualMachineConfigInfo config = Build(recipe with { Name = name });
            config.Template = vm.IsTemplate;
            VirtualMachine made = vCenter.Inventory.AddVm(folder, config, vm.IsTemplate ? null : pool, hosts[(number - 1) % hosts.Length]);
            made.GuestState.HasTools = vm.HasTools;
            foreach (string snapshot in vm.Snapshots)
            {
                AddSnapshot(made, snapshot);
            }

            if (vm.PoweredOn)
            {
                VmPower.DeclareRunning(vCenter, made);
            }

            SetCustomValues(made, vm);
        }
    }

    private void SetCustomValues(VirtualMachine made, VirtualMachineDescription vm)
    {
        foreach ((string field, string value) in vm.CustomValues)
        {
            vCenter.CustomFields.Set(made, vCenter.CustomFields.FindOfVms(field)?.Key ?? throw Missing("custom field", field, vm), value);
        }
    }

    private void AddSnapshot(VirtualMachine made, string name)
    {
        try
        {
            SnapshotTaking.Declare(vCenter, made, name);
        }
        catch (VimFaultException fault)
        {
            throw new InvalidDataException($"The snapshot '{name}' of the VM '{made.Name}' can't be taken: {fault.Message}", fault);
        }
    }

    private VirtualMachineConfigInfo Build(VmRecipe recipe)
    {
        try
        {
            return recipe.Build(vCenter.Inventory.NewMacAddress);
        }
        catch (VimFaultException full) when (full.Is("NoDiskSpace"))
        {
            throw new InvalidDataException($"The datastore '{recipe.Datastore.Name}' is too small for the VM '{recipe.Name}'.", full);
        }
    }

    private static List<ControllerRecipe> Controllers(VirtualMachineDescription vm)
    {
        IList<DiskDescription> disks = vm.Disks.Count > 0 ? vm.Disks : [new DiskDescription()];
        return
        [
            .. disks.GroupBy(disk => (disk.Controller, disk.Bus)).OrderBy(group => group.Key.Bus).Select(group =>
            {
                DiskRecipe[] onIt = [.. group.Select(disk => new DiskRecipe((long)disk.CapacityGiB << 30, disk.IsThin))];
                return group.Key.Controller switch
                {
                    DiskController.LsiLogicSas => ControllerRecipe.LsiLogicSas(onIt),
                    DiskController.Sata => ControllerRecipe.Sata(onIt),
                    DiskController.Nvme => ControllerRecipe.Nvme(onIt),
                    DiskController.Ide => ControllerRecipe.Ide(onIt),
                    _ => ControllerRecipe.ParaVirtual(onIt),
                };
            }),
        ];
    }

    private List<NicRecipe> Nics(VirtualMachineDescription vm)
    {
        IList<NetworkAdapterDescription> adapters = vm.NetworkAdapters.Count > 0
            ? vm.NetworkAdapters
            : [.. _networks.Values.Take(1).Select(network => new NetworkAdapterDescription { Network = network.Name })];
        return
        [
            .. adapters.Select(adapter => new NicRecipe(
                Named(_networks, adapter.Network, "network", vm),
                adapter.Type switch
                {
                    NetworkAdapterType.E1000 => () => new VirtualE1000(),
                    NetworkAdapterType.E1000e => () => new VirtualE1000e(),
                    _ => () => new VirtualVmxnet3(),
                },
                adapter.MacAddress)),
        ];
    }

    private Folder? FolderAt(string path, bool create)
    {
        Folder folder = _datacenter.VmFolder;
        foreach (string name in path.Split('/'))
        {
            Folder? next = folder.FindChild(name) as Folder;
            if (next is null && !create)
            {
                return null;
            }

            folder = next ?? vCenter.Inventory.AddFolder(folder, name);
        }

        return folder;
    }

    private ResourcePool? PoolAt(ComputeResource compute, string path, bool create)
    {
        ResourcePool pool = compute.RootPool;
        foreach (string name in path.Split('/'))
        {
            ResourcePool? next = pool.Pools.Snapshot.Select(pool.World.Find).OfType<ResourcePool>().FirstOrDefault(child => child.Name == name);
            if (next is null && !create)
            {
                return null;
            }

            pool = next ?? vCenter.Inventory.AddPool(pool, name);
        }

        return pool;
    }

    private void Keep<T>(Dictionary<string, T> all, string name, T added, string kind)
    {
        if (!all.TryAdd(name, added))
        {
            throw new InvalidDataException($"The datacenter '{description.Name}' has two of the name '{name}' (a {kind}).");
        }
    }

    private static T Named<T>(Dictionary<string, T> all, string name, string kind, VirtualMachineDescription vm)
        => all.TryGetValue(name, out T? found) ? found : throw Missing(kind, name, vm);

    private T First<T>(Dictionary<string, T> all, string kind, VirtualMachineDescription vm)
        => all.Count > 0 ? all.Values.First() : throw new InvalidDataException($"The datacenter '{description.Name}' has no {kind} for the VM '{vm.Name}'.");

    private static InvalidDataException Missing(string kind, string name, VirtualMachineDescription vm)
        => new($"The VM '{vm.Name}' names the {kind} '{name}', which isn't there.");
}
