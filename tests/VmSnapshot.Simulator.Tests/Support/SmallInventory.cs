using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>A datacenter with a cluster of two hosts, two datastores, a datastore cluster, three networks and a VM of one disk and one adapter.</summary>
internal sealed class SmallInventory
{
    internal SmallInventory(VCenterSimulator simulator)
    {
        InventoryFactory factory = simulator.VCenter.Inventory;
        lock (simulator.VCenter.World.Gate)
        {
            Datacenter = factory.AddDatacenter("DC0");
            Cluster = factory.AddCompute(Datacenter.HostFolder, "Cluster0");
            Host1 = factory.AddHost(Cluster, "host-1.example.com");
            Host2 = factory.AddHost(Cluster, "host-2.example.com");
            HostSystem[] hosts = [Host1, Host2];
            Datastore1 = factory.AddDatastore(Datacenter, "datastore1", 1L << 40, hosts);
            Datastore2 = factory.AddDatastore(Datacenter, "datastore2", 1L << 40, hosts);
            Pod = factory.AddPod(Datacenter, "pod0");
            PodDatastore1 = factory.AddDatastore(Datacenter, "pod0-1", 1L << 39, hosts, Pod);
            PodDatastore2 = factory.AddDatastore(Datacenter, "pod0-2", 1L << 40, hosts, Pod);
            StandardNetwork = factory.AddNetwork(Datacenter, "VM Network", hosts);
            Portgroup = factory.AddNetwork(Datacenter, "backend", hosts, ofSwitch: factory.AddSwitch(Datacenter, "dvs0"));
            Opaque = factory.AddNetwork(Datacenter, "overlay", hosts, isOpaque: true);
            var recipe = new VmRecipe
            {
                Name = "web-1",
                Datastore = Datastore1,
                Controllers = [ControllerRecipe.ParaVirtual(new DiskRecipe(20L << 30))],
                Nics = [new NicRecipe(StandardNetwork, () => new VirtualVmxnet3())],
            };
            Vm = factory.AddVm(Datacenter.VmFolder, recipe.Build(factory.NewMacAddress), Cluster.RootPool, Host1);
        }
    }

    internal Datacenter Datacenter { get; }

    internal ComputeResource Cluster { get; }

    internal HostSystem Host1 { get; }

    internal HostSystem Host2 { get; }

    internal Datastore Datastore1 { get; }

    internal Datastore Datastore2 { get; }

    internal StoragePod Pod { get; }

    internal Datastore PodDatastore1 { get; }

    internal Datastore PodDatastore2 { get; }

    internal Network StandardNetwork { get; }

    internal Network Portgroup { get; }

    internal Network Opaque { get; }

    internal VirtualMachine Vm { get; }
}
