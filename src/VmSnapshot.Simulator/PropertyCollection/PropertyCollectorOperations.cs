namespace VmSnapshot.Simulator.PropertyCollection;

/// <summary>Reading properties and waiting for changes.</summary>
internal static class PropertyCollectorOperations
{
    internal static void Register(VCenter vCenter)
    {
        var collectors = new CollectorTable(vCenter.World);
        new RetrieveOperations(vCenter).Register();
        new CollectorOperations(vCenter, collectors).Register();
        new UpdateOperations(vCenter, collectors).Register();
    }
}
