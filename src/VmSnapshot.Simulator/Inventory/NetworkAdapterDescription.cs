namespace VmSnapshot.Simulator;

/// <summary>A network adapter.</summary>
public sealed class NetworkAdapterDescription
{
    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>What the guest sees. Default: <see cref="NetworkAdapterType.Vmxnet3"/>.</summary>
    public NetworkAdapterType Type { get; set; }

    /// <summary>Its MAC address. Default: one that vCenter assigns.</summary>
    public string? MacAddress { get; set; }
}
