namespace VmSnapshot.Simulator.Permissions;

/// <summary>Asking for privileges.</summary>
internal static class PermissionOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
