namespace VmSnapshot.Simulator;

/// <summary>A host.</summary>
public sealed class HostDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>CPU cores. Default: 32.</summary>
    public int CpuCores { get; set; } = 32;

    /// <summary>The clock of a core in MHz. Default: 2600.</summary>
    public int CpuMhz { get; set; } = 2600;

    /// <summary>Memory in GiB. Default: 512.</summary>
    public int MemoryGiB { get; set; } = 512;
}
