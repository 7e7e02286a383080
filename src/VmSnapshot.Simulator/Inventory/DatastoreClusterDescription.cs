namespace VmSnapshot.Simulator;

/// <summary>A datastore cluster.</summary>
public sealed class DatastoreClusterDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether storage DRS recommends datastores. Default: true.</summary>
    public bool StorageDrs { get; set; } = true;

    /// <summary>Its datastores.</summary>
    public IList<DatastoreDescription> Datastores { get; set; } = [];
}
