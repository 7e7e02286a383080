namespace VmSnapshot.Simulator.Folders;

/// <summary>Making folders; moving, renaming and destroying entities.</summary>
internal static class FolderOperations
{
    internal static void Register(VCenter vCenter)
    {
    }
}
