namespace VmSnapshot.Simulator.Placement;

/// <summary>Recommendations of DRS and storage DRS, and moving VMs.</summary>
internal static class PlacementOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
