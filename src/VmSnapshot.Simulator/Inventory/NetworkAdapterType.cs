namespace VmSnapshot.Simulator;

/// <summary>The types of network adapters.</summary>
public enum NetworkAdapterType
{
    /// <summary><c>VirtualVmxnet3</c>.</summary>
    Vmxnet3,

    /// <summary><c>VirtualE1000e</c>.</summary>
    E1000e,

    /// <summary><c>VirtualE1000</c>.</summary>
    E1000,
}
