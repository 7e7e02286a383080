namespace VmSnapshot.Simulator;

/// <summary>A cluster of hosts.</summary>
public sealed class ClusterDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether DRS chooses hosts for its VMs. Default: true.</summary>
    public bool Drs { get; set; } = true;

    /// <summary>Its hosts.</summary>
    public IList<HostDescription> Hosts { get; set; } = [];

    /// <summary>Resource pools by their path below the root pool, such as <c>Production/Web</c>; those above are made as needed.</summary>
    public IList<string> ResourcePools { get; set; } = [];

    /// <summary>Adds a resource pool.</summary>
    /// <param name="path">Its path below the root pool.</param>
    /// <returns>This cluster.</returns>
    public ClusterDescription AddResourcePool(string path)
    {
        ResourcePools.Add(path);
        return this;
    }
}
