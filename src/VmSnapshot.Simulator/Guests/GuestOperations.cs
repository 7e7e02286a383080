namespace VmSnapshot.Simulator.Guests;

/// <summary>Customizing guests.</summary>
internal static class GuestOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
