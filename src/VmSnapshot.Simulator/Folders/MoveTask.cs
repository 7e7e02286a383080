using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Folders;

/// <summary>
/// MoveIntoFolder_Task: all that is listed, or nothing. Follows vSphere Web Services API reference, MoveIntoFolder_Task, and the
/// govmomi simulator for what a folder can't hold.
/// </summary>
internal sealed class MoveTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<MoveIntoFolderRequestType>((call, request) =>
    {
        Folder folder = vCenter.World.Require<Folder>(request.This, "_this");
        List<ManagedEntity> moving = [.. (request.List ?? []).Select(reference => vCenter.World.Require<ManagedEntity>(reference, "list"))];
        foreach (VirtualMachine vm in moving.OfType<VirtualMachine>())
        {
            TaskRunner.RequireIdle(vm);
        }

        return vCenter.Tasks.Start(call, folder, $"{folder.Reference.Type}.moveInto", TaskWork.Prepare(() => Prepare(folder, moving)));
    });

    private TaskWork Prepare(Folder folder, IReadOnlyList<ManagedEntity> moving)
    {
        Check(folder, moving);
        return new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = [.. moving.OfType<VirtualMachine>()],
            Finish = () =>
            {
                Check(folder, moving);
                foreach (ManagedEntity entity in moving.Where(entity => entity.Parent != folder))
                {
                    (entity.Parent as Folder)!.Remove(entity);
                    folder.Add(entity);
                }

                return null;
            },
        };
    }

    private void Check(Folder folder, IReadOnlyList<ManagedEntity> moving)
    {
        if (vCenter.World.Find(folder.Reference) is null)
        {
            throw SimulatedFault.ManagedObjectNotFound(folder.Reference);
        }

        var names = new Dictionary<string, ManagedEntity>(StringComparer.Ordinal);
        foreach (ManagedEntity entity in moving.Where(entity => entity.Parent != folder))
        {
            if (entity.Parent is not Folder || !folder.ChildTypes.Any(type => VimManagedTypes.IsKindOf(entity.Reference.Type, type)) || !HoldsTheSame(folder, entity))
            {
                throw SimulatedFault.NotSupported($"'{folder.Name}' can't hold '{entity.Name}'.");
            }

            if (folder.Ancestors.Contains(entity))
            {
                throw SimulatedFault.InvalidFolder(folder);
            }

            if (entity.Datacenter is { } datacenter && entity is not Datacenter && datacenter != folder.Datacenter)
            {
                throw SimulatedFault.InvalidArgument("list");
            }

            EntityNames.RequireFree(folder, entity.Name);
            if (!names.TryAdd(entity.Name, entity))
            {
                throw SimulatedFault.DuplicateName(entity.Name, names[entity.Name].Reference);
            }
        }
    }

    /// <summary>A folder of hosts is no place for a folder of VMs.</summary>
    private static bool HoldsTheSame(Folder folder, ManagedEntity entity)
        => entity is not Folder moved || entity is StoragePod || moved.ChildTypes.SequenceEqual(folder.ChildTypes);
}
