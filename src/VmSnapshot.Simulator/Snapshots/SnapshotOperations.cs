namespace VmSnapshot.Simulator.Snapshots;

/// <summary>Native snapshots and disk chains.</summary>
internal static class SnapshotOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
