namespace VmSnapshot.Simulator;

/// <summary>A network.</summary>
public sealed class NetworkDescription
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind. Default: <see cref="NetworkKind.Standard"/>.</summary>
    public NetworkKind Kind { get; set; }

    /// <summary>The distributed switch that a port group belongs to, made as needed. Default: <c>DSwitch</c>.</summary>
    public string Switch { get; set; } = "DSwitch";
}
