namespace VmSnapshot.Simulator.Cloning;

/// <summary>Full, linked and instant clones, and templates.</summary>
internal static class CloneOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
