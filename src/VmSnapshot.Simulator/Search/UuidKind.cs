namespace VmSnapshot.Simulator.Search;

/// <summary>What a UUID belongs to.</summary>
internal enum UuidKind
{
    /// <summary>A VM's BIOS UUID.</summary>
    Bios,

    /// <summary>A VM's instance UUID.</summary>
    Instance,

    /// <summary>A host's hardware.</summary>
    Host,
}
