using System.Globalization;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Inventory;

/// <summary>Adds objects to the inventory, each in its place. References are numbered in the order of adding: the same in every run.</summary>
internal sealed class InventoryFactory(VCenter vCenter)
{
    private readonly SimulatedWorld _world = vCenter.World;
    private int _lastMac;

    internal Datacenter AddDatacenter(string name, Folder? parent = null)
    {
        var reference = new ManagedObjectReference("Datacenter", _world.NewId("datacenter"));
        Folder Inner(string prefix, string folder, params string[] types)
            => _world.Add(new Folder(_world, new("Folder", _world.NewId(prefix)), folder, types) { ParentReference = reference });

        Datacenter datacenter = _world.Add(new Datacenter(_world, reference, name)
        {
            VmFolder = Inner("group-v", "vm", "Folder", "VirtualMachine", "VirtualApp"),
            HostFolder = Inner("group-h", "host", "Folder", "ComputeResource"),
            DatastoreFolder = Inner("group-s", "datastore", "Folder", "Datastore", "StoragePod"),
            NetworkFolder = Inner("group-n", "network", "Folder", "Network", "DistributedVirtualSwitch"),
        });
        (parent ?? vCenter.RootFolder).Add(datacenter);
        return datacenter;
    }

    /// <summary>A folder for what its parent may hold.</summary>
    internal Folder AddFolder(Folder parent, string name)
    {
        string prefix = parent.Reference.Value.Split('-') is [var group, var kind, ..] ? $"{group}-{kind.TrimEnd("0123456789".ToCharArray())}" : "group";
        Folder folder = _world.Add(new Folder(_world, new("Folder", _world.NewId(prefix)), name, parent.ChildTypes));
        parent.Add(folder);
        return folder;
    }

    /// <summary>A cluster, or a compute resource for a standalone host, with its root pool.</summary>
    internal ComputeResource AddCompute(Folder parent, string name, bool isCluster = true, bool drs = true)
    {
        var reference = isCluster
            ? new ManagedObjectReference("ClusterComputeResource", _world.NewId("domain-c"))
            : new ManagedObjectReference("ComputeResource", _world.NewId("domain-s"));
        ResourcePool root = _world.Add(new ResourcePool(_world, new("ResourcePool", _world.NewId("resgroup")), "Resources")
        {
            ParentReference = reference,
            OwnerReference = reference,
        });
        ComputeResource compute = _world.Add(new ComputeResource(_world, reference, name) { RootPool = root, DrsEnabled = drs });
        compute.Set("environmentBrowser", _world.Add(new ManagedObject(_world, new("EnvironmentBrowser", _world.NewId("envbrowser")))).Reference);
        parent.Add(compute);
        return compute;
    }

    internal HostSystem AddHost(ComputeResource compute, string name, int cpuCores = 16, int cpuMhz = 2600, long memoryBytes = 256L << 30)
    {
        HostSystem host = _world.Add(new HostSystem(_world, new("HostSystem", _world.NewId("host")), name)
        {
            CpuCores = cpuCores,
            CpuMhz = cpuMhz,
            MemoryBytes = memoryBytes,
            ParentReference = compute.Reference,
        });
        compute.Hosts.Add(host.Reference);
        return host;
    }

    internal ResourcePool AddPool(ResourcePool parent, string name)
    {
        ResourcePool pool = _world.Add(new ResourcePool(_world, new("ResourcePool", _world.NewId("resgroup")), name)
        {
            ParentReference = parent.Reference,
            OwnerReference = parent.OwnerReference,
        });
        parent.Pools.Add(pool.Reference);
        return pool;
    }

    internal StoragePod AddPod(Datacenter datacenter, string name, bool storageDrs = true)
    {
        StoragePod pod = _world.Add(new StoragePod(_world, new("StoragePod", _world.NewId("group-p")), name) { StorageDrsEnabled = storageDrs });
        datacenter.DatastoreFolder.Add(pod);
        return pod;
    }

    /// <summary>A datastore in the datacenter's folder or in a pod, mounted on the hosts.</summary>
    internal Datastore AddDatastore(Datacenter datacenter, string name, long capacityBytes, IEnumerable<HostSystem> hosts, StoragePod? pod = null)
    {
        Datastore datastore = _world.Add(new Datastore(_world, new("Datastore", _world.NewId("datastore")), name, capacityBytes));
        (pod ?? datacenter.DatastoreFolder).Add(datastore);
        datacenter.Datastores.Add(datastore.Reference);
        foreach (HostSystem host in hosts)
        {
            host.Datastores.Add(datastore.Reference);
            host.Compute.Datastores.Add(datastore.Reference);
        }

        datastore.Set("host", hosts.Select(host => new DatastoreHostMount
        {
            Key = host.Reference,
            MountInfo = new HostMountInfo { AccessMode = "readWrite", Accessible = true, Mounted = true, Path = $"/vmfs/volumes/{name}" },
        }).ToList());
        return datastore;
    }

    internal DistributedVirtualSwitch AddSwitch(Datacenter datacenter, string name)
    {
        DistributedVirtualSwitch added = _world.Add(new DistributedVirtualSwitch(_world, new("VmwareDistributedVirtualSwitch", _world.NewId("dvs")), name));
        datacenter.NetworkFolder.Add(added);
        return added;
    }

    /// <summary>A network that the hosts have: <c>Network</c> or <c>OpaqueNetwork</c>; with a switch, its port group.</summary>
    internal Network AddNetwork(Datacenter datacenter, string name, IEnumerable<HostSystem> hosts, bool isOpaque = false, DistributedVirtualSwitch? ofSwitch = null)
    {
        ManagedObjectReference reference = ofSwitch is not null
            ? new("DistributedVirtualPortgroup", _world.NewId("dvportgroup"))
            : isOpaque ? new("OpaqueNetwork", _world.NewId("network-o")) : new("Network", _world.NewId("network"));
        Network network = _world.Add(new Network(_world, reference, name));
        datacenter.NetworkFolder.Add(network);
        datacenter.Networks.Add(reference);
        if (ofSwitch is not null)
        {
            network.Set("key", reference.Value);
            network.Set("config", new DVPortgroupConfigInfo { Key = reference.Value, Name = name, NumPorts = 128, DistributedVirtualSwitch = ofSwitch.Reference, Type = "earlyBinding" });
            ofSwitch.Portgroups.Add(reference);
        }

        foreach (HostSystem host in hosts)
        {
            network.Hosts.Add(host.Reference);
            host.Networks.Add(reference);
            host.Compute.Networks.Add(reference);
        }

        return network;
    }

    /// <summary>
    /// Registers a VM or, without a pool, a template. The disks' files must be there already. Used by the builder and by
    /// everything that makes VMs.
    /// </summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="config">Its configuration, with the name; UUIDs, files, change version and the like may be left out.</param>
    /// <param name="pool">Its pool, or null for a template.</param>
    /// <param name="host">Its host.</param>
    /// <param name="reference">Its reference, where it was promised before; by default a new one.</param>
    internal VirtualMachine AddVm(Folder folder, VirtualMachineConfigInfo config, ResourcePool? pool, HostSystem host, ManagedObjectReference? reference = null)
    {
        reference ??= NewVmReference();
        string id = reference.Value;
        VirtualMachine vm = _world.Add(new VirtualMachine(_world, reference, config.Name!));
        config.Uuid ??= StableUuid.Of("bios", id);
        config.InstanceUuid ??= StableUuid.Of("instance", id);
        config.ChangeVersion = "1";
        config.Modified = _world.Now;
        NewVmDefaults.Complete(config, id, _world.Now);
        vm.Set("config", config);
        vm.Set("environmentBrowser", host.Compute.Get<ManagedObjectReference>("environmentBrowser"));
        vm.Set("capability", NewVmDefaults.Capability);
        vm.Set("guestHeartbeatStatus", ManagedEntityStatus.Gray);
        vm.Set("runtime", new VirtualMachineRuntimeInfo
        {
            ConnectionState = VirtualMachineConnectionState.Connected,
            PowerState = VirtualMachinePowerState.PoweredOff,
            FaultToleranceState = VirtualMachineFaultToleranceState.NotConfigured,
            RecordReplayState = VirtualMachineRecordReplayState.Inactive,
            Paused = false,
            SnapshotInBackground = false,
        });
        vm.Set("guest", new GuestInfo
        {
            GuestId = config.GuestId,
            GuestFullName = config.GuestFullName,
            GuestState = "notRunning",
            ToolsStatus = VirtualMachineToolsStatus.ToolsNotRunning,
            ToolsRunningStatus = "guestToolsNotRunning",
            ToolsVersionStatus = "guestToolsUnmanaged",
            ToolsVersionStatus2 = "guestToolsUnmanaged",
            GuestOperationsReady = false,
            InteractiveGuestOperationsReady = false,
        });
        folder.Add(vm);
        vm.MoveTo(pool);
        vm.MoveTo(host);
        Attach(vm);
        return vm;
    }

    /// <summary>The reference of a VM that is yet to be added.</summary>
    internal ManagedObjectReference NewVmReference() => new("VirtualMachine", _world.NewId("vm"));

    /// <summary>Brings the lists of datastores and networks, on both sides, into line with the VM's devices.</summary>
    internal void Attach(VirtualMachine vm)
    {
        Datacenter datacenter = vm.Datacenter!;
        var datastores = vm.Devices.Select(device => device.Backing).OfType<VirtualDeviceFileBackingInfo>()
            .Select(backing => backing.FileName).Append(vm.Config.Files?.VmPathName)
            .Select(path => path is null ? null : FindDatastore(datacenter, path))
            .OfType<Datastore>().Distinct().ToList();
        Sync(vm.Datastores, datastores, (datastore, isThere) => Toggle(((Datastore)datastore).Vms, vm, isThere));
        var networks = vm.Devices.OfType<VirtualEthernetCard>().Select(card => FindNetwork(datacenter, card.Backing)).OfType<Network>().Distinct().ToList();
        Sync(vm.Networks, networks, (network, isThere) => Toggle(((Network)network).Vms, vm, isThere));
    }

    /// <summary>The datastore that a path such as <c>[datastore1] vm/vm.vmx</c> is on.</summary>
    internal Datastore? FindDatastore(Datacenter datacenter, string path)
    {
        int end = path.IndexOf(']', StringComparison.Ordinal);
        return path.StartsWith('[') && end > 0
            ? datacenter.Datastores.Snapshot.Select(_world.Find).OfType<Datastore>().FirstOrDefault(datastore => datastore.Name == path[1..end])
            : null;
    }

    /// <summary>The network that an adapter's backing names.</summary>
    internal Network? FindNetwork(Datacenter datacenter, VirtualDeviceBackingInfo? backing)
    {
        IEnumerable<Network> networks = datacenter.Networks.Snapshot.Select(_world.Find).OfType<Network>();
        return backing switch
        {
            VirtualEthernetCardNetworkBackingInfo standard => networks.FirstOrDefault(network =>
                standard.Network is { } reference ? network.Reference == reference : network.Reference.Type == "Network" && network.Name == standard.DeviceName),
            VirtualEthernetCardDistributedVirtualPortBackingInfo port => networks.FirstOrDefault(network => network.Reference.Value == port.Port?.PortgroupKey),
            VirtualEthernetCardOpaqueNetworkBackingInfo opaque => networks.FirstOrDefault(network =>
                network.Get<NetworkSummary>("summary") is OpaqueNetworkSummary summary && summary.OpaqueNetworkId == opaque.OpaqueNetworkId),
            _ => null,
        };
    }

    /// <summary>An address of the range that vCenter assigns from; each is given once.</summary>
    internal string NewMacAddress()
    {
        int number = ++_lastMac;
        return string.Create(CultureInfo.InvariantCulture, $"00:50:56:{0x80 + (number >> 16):x2}:{(number >> 8) & 0xff:x2}:{number & 0xff:x2}");
    }

    /// <summary>Takes a VM out of the inventory. Its files are the caller's.</summary>
    internal void RemoveVm(VirtualMachine vm)
    {
        Sync(vm.Datastores, [], (datastore, _) => Toggle(((Datastore)datastore).Vms, vm, isThere: false));
        Sync(vm.Networks, [], (network, _) => Toggle(((Network)network).Vms, vm, isThere: false));
        vm.MoveTo((ResourcePool?)null);
        vm.Host?.Vms.Remove(vm.Reference);
        (vm.Parent as Folder)?.Remove(vm);
        _world.Remove(vm);
    }

    private void Sync(ReferenceList list, IReadOnlyCollection<ManagedEntity> wanted, Action<ManagedEntity, bool> tell)
    {
        foreach (ManagedObjectReference gone in list.Snapshot.Except(wanted.Select(entity => entity.Reference)).ToList())
        {
            list.Remove(gone);
            if (_world.Find(gone) is ManagedEntity entity)
            {
                tell(entity, false);
            }
        }

        foreach (ManagedEntity entity in wanted.Where(entity => !list.Contains(entity.Reference)))
        {
            list.Add(entity.Reference);
            tell(entity, true);
        }
    }

    private static void Toggle(ReferenceList list, VirtualMachine vm, bool isThere)
    {
        if (isThere)
        {
            list.Add(vm.Reference);
        }
        else
        {
            list.Remove(vm.Reference);
        }
    }
}
