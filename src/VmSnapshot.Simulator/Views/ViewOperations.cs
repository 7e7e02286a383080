namespace VmSnapshot.Simulator.Views;

/// <summary>Container views and list views.</summary>
internal static class ViewOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
