namespace VmSnapshot.Simulator;

/// <summary>A saved customization specification: the guest gets the VM's name, and its adapters DHCP.</summary>
public sealed class CustomizationSpecDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many adapters it is for. Default: 1.</summary>
    public int Nics { get; set; } = 1;

    /// <summary>Whether it is for Windows (Sysprep). Default: false, for Linux.</summary>
    public bool IsWindows { get; set; }
}
