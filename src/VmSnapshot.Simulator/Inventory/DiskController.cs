namespace VmSnapshot.Simulator;

/// <summary>The controllers that disks hang on.</summary>
public enum DiskController
{
    /// <summary><c>ParaVirtualSCSIController</c>.</summary>
    ParaVirtualScsi,

    /// <summary><c>VirtualLsiLogicSASController</c>.</summary>
    LsiLogicSas,

    /// <summary><c>VirtualAHCIController</c>.</summary>
    Sata,

    /// <summary><c>VirtualNVMEController</c>.</summary>
    Nvme,

    /// <summary>One of the two <c>VirtualIDEController</c>s that every VM has.</summary>
    Ide,
}
