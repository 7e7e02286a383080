using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Placement;

/// <summary>What becomes of a disk's parents. Follows vSphere Web Services API reference, VirtualMachineRelocateDiskMoveOptions.</summary>
internal static class DiskMoveTypes
{
    /// <summary>A copy of everything, joined to one file; what happens when nothing is said.</summary>
    internal const string DisallowSharing = "moveAllDiskBackingsAndDisallowSharing";
    internal const string Consolidate = "moveAllDiskBackingsAndConsolidate";

    /// <summary>A copy of the topmost file; parents that are on the datastore already are shared.</summary>
    internal const string AllowSharing = "moveAllDiskBackingsAndAllowSharing";

    /// <summary>A copy of the topmost file; parents stay where they are.</summary>
    internal const string ChildMost = "moveChildMostDiskBacking";

    /// <summary>An empty child of what is there: a linked clone.</summary>
    internal const string NewChild = "createNewChildDiskBacking";

    /// <exception cref="VimFaultException">InvalidArgument.</exception>
    internal static string Require(string? moveType, string property) => moveType switch
    {
        null or "" => DisallowSharing,
        DisallowSharing or Consolidate or AllowSharing or ChildMost or NewChild => moveType,
        _ => throw SimulatedFault.InvalidArgument(property),
    };
}
