namespace VmSnapshot.Simulator.Tasks;

/// <summary>Cancelling tasks and reading their history.</summary>
internal static class TaskOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
