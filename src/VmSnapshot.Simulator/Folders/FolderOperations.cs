using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Folders;

/// <summary>Making folders; moving, renaming and destroying entities.</summary>
internal static class FolderOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.Operations.On<CreateFolderRequestType>((_, request) => CreateFolder(vCenter, vCenter.World.Require<Folder>(request.This, "_this"), request.Name));
        new RenameTask(vCenter).Register();
        new MoveTask(vCenter).Register();
        new DestroyTask(vCenter).Register();
    }

    /// <summary>A folder holds what its parent holds; one that may hold no folders makes none. Follows vSphere Web Services API reference, CreateFolder.</summary>
    private static ManagedObjectReference CreateFolder(VCenter vCenter, Folder parent, string? name)
    {
        if (!parent.ChildTypes.Contains("Folder"))
        {
            throw SimulatedFault.NotSupported($"'{parent.Name}' can't hold folders.");
        }

        string stored = EntityNames.Require(name, parent.Reference);
        EntityNames.RequireFree(parent, stored);
        return vCenter.Inventory.AddFolder(parent, stored).Reference;
    }
}
