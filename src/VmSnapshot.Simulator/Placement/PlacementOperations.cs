namespace VmSnapshot.Simulator.Placement;

/// <summary>What DRS and storage DRS recommend, and carrying it out.</summary>
internal static class PlacementOperations
{
    internal static void Register(VCenter vCenter)
    {
        new StorageRecommendations(vCenter).Register();
        new HostRecommendations(vCenter).Register();
    }
}
