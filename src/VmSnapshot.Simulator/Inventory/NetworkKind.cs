namespace VmSnapshot.Simulator;

/// <summary>The kinds of networks that vSphere tells apart.</summary>
public enum NetworkKind
{
    /// <summary>A port group of a standard switch (<c>Network</c>).</summary>
    Standard,

    /// <summary>A port group of a distributed switch (<c>DistributedVirtualPortgroup</c>).</summary>
    DistributedPortgroup,

    /// <summary>A network that another product manages, such as NSX (<c>OpaqueNetwork</c>).</summary>
    Opaque,
}
