namespace VmSnapshot.Simulator;

/// <summary>A datastore.</summary>
public sealed class DatastoreDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its capacity in GiB. Default: 1024.</summary>
    public int CapacityGiB { get; set; } = 1024;
}
