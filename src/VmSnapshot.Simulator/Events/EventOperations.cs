namespace VmSnapshot.Simulator.Events;

/// <summary>Reading and posting events.</summary>
internal static class EventOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
