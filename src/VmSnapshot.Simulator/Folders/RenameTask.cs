using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Folders;

/// <summary>
/// Rename_Task. The files of a VM keep their names, as on vCenter. Names are unique in a folder, those of pools among their
/// siblings, those of networks in their datacenter. Follows vSphere Web Services API reference, Rename_Task.
/// </summary>
internal sealed class RenameTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<RenameRequestType>((call, request) =>
    {
        ManagedEntity entity = vCenter.World.Require<ManagedEntity>(request.This, "_this");
        if (entity is Datastore or HostSystem || entity == vCenter.RootFolder)
        {
            // A datastore's name is part of every path on it, a host's name is its address.
            throw SimulatedFault.NotSupported($"The simulator doesn't rename '{entity.Name}'.");
        }

        if (entity is VirtualMachine vm)
        {
            TaskRunner.RequireIdle(vm);
        }

        return vCenter.Tasks.Start(call, entity, $"{entity.Reference.Type}.rename", TaskWork.Prepare(() => Prepare(entity, request.NewName)));
    });

    private TaskWork Prepare(ManagedEntity entity, string? newName)
    {
        string name = EntityNames.Require(newName, entity.Reference);
        RequireFree(entity, name);
        return new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = entity is VirtualMachine vm ? [vm] : [],
            Finish = () =>
            {
                RequireFree(entity, name);
                Rename(entity, name);
                return null;
            },
        };
    }

    private void Rename(ManagedEntity entity, string name)
    {
        string before = entity.Name;
        if (before == name)
        {
            return;
        }

        entity.Rename(name);
        switch (entity)
        {
            case VirtualMachine vm:
                vm.ChangeConfig(config => config.Name = name);
                vCenter.Events.Post(vm, new VmRenamedEvent { OldName = before, NewName = name });
                break;
            case Network network:
                network.Change<NetworkSummary>("summary", summary => summary.Name = name);
                break;
        }
    }

    private static void RequireFree(ManagedEntity entity, string name)
    {
        if (entity.Name == name)
        {
            return;
        }

        if (entity.Parent is Folder folder)
        {
            EntityNames.RequireFree(folder, name, entity);
        }

        IEnumerable<ManagedObjectReference> siblings = entity switch
        {
            Network => entity.Datacenter?.Networks.Snapshot ?? [],
            ResourcePool { Parent: ResourcePool parent } => parent.Pools.Snapshot,
            _ => [],
        };
        if (siblings.Select(entity.World.Find).OfType<ManagedEntity>().FirstOrDefault(sibling => sibling != entity && sibling.Name == name) is { } existing)
        {
            throw SimulatedFault.DuplicateName(name, existing.Reference);
        }
    }
}
