namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>Reading properties and waiting for changes.</summary>
internal static class PropertyCollectorOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
