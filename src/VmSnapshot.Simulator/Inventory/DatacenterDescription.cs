namespace VmSnapshot.Simulator;

/// <summary>A datacenter. What it holds refers to each other by name.</summary>
public sealed class DatacenterDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Clusters.</summary>
    public IList<ClusterDescription> Clusters { get; set; } = [];

    /// <summary>Hosts outside of clusters.</summary>
    public IList<HostDescription> Hosts { get; set; } = [];

    /// <summary>Datastores, each mounted on all hosts.</summary>
    public IList<DatastoreDescription> Datastores { get; set; } = [];

    /// <summary>Datastore clusters.</summary>
    public IList<DatastoreClusterDescription> DatastoreClusters { get; set; } = [];

    /// <summary>Networks, each on all hosts.</summary>
    public IList<NetworkDescription> Networks { get; set; } = [];

    /// <summary>VM folders by their path, such as <c>Golden/Linux</c>; those above are made as needed.</summary>
    public IList<string> Folders { get; set; } = [];

    /// <summary>VMs and templates.</summary>
    public IList<VirtualMachineDescription> VirtualMachines { get; set; } = [];

    /// <summary>Adds a cluster.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="hosts">How many hosts it has.</param>
    /// <param name="configure">Sets more.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddCluster(string name, int hosts = 2, Action<ClusterDescription>? configure = null)
    {
        var cluster = new ClusterDescription { Name = name };
        for (int number = 1; number <= hosts; number++)
        {
            cluster.Hosts.Add(new HostDescription { Name = FormattableString.Invariant($"{name.ToLowerInvariant()}-host{number}.example.com") });
        }

        configure?.Invoke(cluster);
        Clusters.Add(cluster);
        return this;
    }

    /// <summary>Adds a host outside of clusters.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddHost(string name)
    {
        Hosts.Add(new HostDescription { Name = name });
        return this;
    }

    /// <summary>Adds a datastore.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="capacityGiB">Its capacity in GiB.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddDatastore(string name, int capacityGiB = 1024)
    {
        Datastores.Add(new DatastoreDescription { Name = name, CapacityGiB = capacityGiB });
        return this;
    }

    /// <summary>Adds a datastore cluster.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="datastores">Its datastores.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddDatastoreCluster(string name, params IReadOnlyList<DatastoreDescription> datastores)
    {
        DatastoreClusters.Add(new DatastoreClusterDescription { Name = name, Datastores = [.. datastores] });
        return this;
    }

    /// <summary>Adds a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddNetwork(string name, NetworkKind kind = NetworkKind.Standard)
    {
        Networks.Add(new NetworkDescription { Name = name, Kind = kind });
        return this;
    }

    /// <summary>Adds a VM folder and those above it that aren't there.</summary>
    /// <param name="path">Its path below the datacenter's VM folder, such as <c>Golden/Linux</c>.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddFolder(string path)
    {
        Folders.Add(path);
        return this;
    }

    /// <summary>Adds a VM; without more it has one CPU, 1 GiB of memory, a thin disk of 16 GiB and an adapter, and is off.</summary>
    /// <param name="name">Its name; a slash in it is part of the name.</param>
    /// <param name="configure">Sets more.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddVm(string name, Action<VirtualMachineDescription>? configure = null)
    {
        var vm = new VirtualMachineDescription { Name = name };
        configure?.Invoke(vm);
        VirtualMachines.Add(vm);
        return this;
    }

    /// <summary>Adds a template.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="configure">Sets more.</param>
    /// <returns>This datacenter.</returns>
    public DatacenterDescription AddTemplate(string name, Action<VirtualMachineDescription>? configure = null) => AddVm(name, vm =>
    {
        configure?.Invoke(vm);
        vm.IsTemplate = true;
    });
}
