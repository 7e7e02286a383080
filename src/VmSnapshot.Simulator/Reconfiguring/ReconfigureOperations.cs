namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>Changing the hardware and settings of VMs.</summary>
internal static class ReconfigureOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
