namespace VmSnapshot.Simulator.Power;

/// <summary>Power states.</summary>
internal static class PowerOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
