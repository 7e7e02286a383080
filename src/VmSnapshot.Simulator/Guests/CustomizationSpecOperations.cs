namespace VmSnapshot.Simulator.Guests;

/// <summary>Saved customization specifications.</summary>
internal static class CustomizationSpecOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
