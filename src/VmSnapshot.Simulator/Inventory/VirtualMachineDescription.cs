namespace VmSnapshot.Simulator;

/// <summary>A VM or template. What it refers to is named; what isn't said is the first that there is.</summary>
public sealed class VirtualMachineDescription
{
    /// <summary>Its name. With a <see cref="Count"/>, each VM's number stands behind it.</summary>
    public required string Name { get; init; }

    /// <summary>How many of them there are, for large inventories. Default: 1.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The folder's path below the datacenter's VM folder. Default: that folder itself.</summary>
    public string? Folder { get; set; }

    /// <summary>The cluster, or the host outside of clusters. Default: the first.</summary>
    public string? Cluster { get; set; }

    /// <summary>The pool's path below the root pool. Default: the root pool.</summary>
    public string? ResourcePool { get; set; }

    /// <summary>The datastore. Default: the first.</summary>
    public string? Datastore { get; set; }

    /// <summary>CPUs. Default: 1.</summary>
    public int Cpus { get; set; } = 1;

    /// <summary>CPUs in one socket. Default: 1.</summary>
    public int CoresPerSocket { get; set; } = 1;

    /// <summary>Memory in MiB. Default: 1024.</summary>
    public int MemoryMiB { get; set; } = 1024;

    /// <summary>vSphere's identifier of the guest operating system. Default: <c>debian12_64Guest</c>.</summary>
    public string GuestId { get; set; } = "debian12_64Guest";

    /// <summary>The guest operating system's name to read. Default: the identifier.</summary>
    public string? GuestFullName { get; set; }

    /// <summary><c>bios</c> or <c>efi</c>. Default: <c>bios</c>.</summary>
    public string Firmware { get; set; } = "bios";

    /// <summary>Whether EFI starts signed systems only. Default: false.</summary>
    public bool SecureBoot { get; set; }

    /// <summary>Whether it has a virtual TPM. Default: false.</summary>
    public bool VirtualTpm { get; set; }

    /// <summary>Whether it runs. Default: false.</summary>
    public bool PoweredOn { get; set; }

    /// <summary>Whether it is a template. Default: false.</summary>
    public bool IsTemplate { get; set; }

    /// <summary>Whether VMware Tools run with its guest. Default: true.</summary>
    public bool HasTools { get; set; } = true;

    /// <summary>Its notes.</summary>
    public string? Annotation { get; set; }

    /// <summary>Disks. Default: one of 16 GiB, thin, on a paravirtual SCSI controller.</summary>
    public IList<DiskDescription> Disks { get; set; } = [];

    /// <summary>Adapters. Default: a vmxnet3 on the first network.</summary>
    public IList<NetworkAdapterDescription> NetworkAdapters { get; set; } = [];

    /// <summary>Native snapshots by name, each a child of the one before; the VM runs on the last.</summary>
    public IList<string> Snapshots { get; set; } = [];

    /// <summary>Values of custom attributes by name.</summary>
    public IDictionary<string, string> CustomValues { get; set; } = new Dictionary<string, string>();

    /// <summary>Adds a disk.</summary>
    /// <param name="capacityGiB">Its capacity in GiB.</param>
    /// <param name="isThin">Whether it takes only the space that was written.</param>
    /// <param name="controller">What it hangs on.</param>
    /// <param name="bus">Which of the controllers of that kind, from 0.</param>
    /// <returns>This VM.</returns>
    public VirtualMachineDescription AddDisk(int capacityGiB, bool isThin = true, DiskController controller = DiskController.ParaVirtualScsi, int bus = 0)
    {
        Disks.Add(new DiskDescription { CapacityGiB = capacityGiB, IsThin = isThin, Controller = controller, Bus = bus });
        return this;
    }

    /// <summary>Adds an adapter.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="type">What the guest sees.</param>
    /// <returns>This VM.</returns>
    public VirtualMachineDescription AddNetworkAdapter(string network, NetworkAdapterType type = NetworkAdapterType.Vmxnet3)
    {
        NetworkAdapters.Add(new NetworkAdapterDescription { Network = network, Type = type });
        return this;
    }
}
