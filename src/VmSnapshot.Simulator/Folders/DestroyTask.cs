using VmSnapshot.Simulator.Cloning;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Folders;

/// <summary>
/// Destroy_Task: a VM or template with its files and snapshots, a folder with all that is in it, a pool whose VMs go to its parent.
/// Follows vSphere Web Services API reference, Destroy_Task; files that linked clones build on stay until the last of them goes.
/// </summary>
internal sealed class DestroyTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<DestroyRequestType>((call, request) =>
    {
        ManagedEntity entity = vCenter.World.Require<ManagedEntity>(request.This, "_this");
        List<ManagedEntity> doomed = [.. Below(entity)];
        foreach (VirtualMachine vm in doomed.OfType<VirtualMachine>())
        {
            TaskRunner.RequireIdle(vm);
        }

        return vCenter.Tasks.Start(call, entity, $"{entity.Reference.Type}.destroy", TaskWork.Prepare(() =>
        {
            Check(entity, doomed);
            return new TaskWork
            {
                Duration = vCenter.Options.TaskDuration,
                Locks = [.. doomed.OfType<VirtualMachine>()],
                Finish = () =>
                {
                    // What came into a folder in the meantime goes too.
                    List<ManagedEntity> now = [.. Below(entity)];
                    Check(entity, now);
                    foreach (VirtualMachine late in now.OfType<VirtualMachine>().Except(doomed.OfType<VirtualMachine>()))
                    {
                        TaskRunner.RequireIdle(late);
                    }

                    foreach (ManagedEntity gone in now)
                    {
                        Destroy(gone);
                    }

                    return null;
                },
            };
        }));
    });

    /// <summary>An entity and what is in it, contents first.</summary>
    private IEnumerable<ManagedEntity> Below(ManagedEntity entity)
    {
        if (entity is Folder folder)
        {
            foreach (ManagedEntity child in folder.Children.Snapshot.Select(vCenter.World.Find).OfType<ManagedEntity>())
            {
                foreach (ManagedEntity below in Below(child))
                {
                    yield return below;
                }
            }
        }

        yield return entity;
    }

    private static void Check(ManagedEntity entity, List<ManagedEntity> doomed)
    {
        foreach (ManagedEntity one in doomed)
        {
            switch (one)
            {
                case VirtualMachine { PowerState: var state } when state == VirtualMachinePowerState.PoweredOn:
                    throw SimulatedFault.InvalidPowerState(state, VirtualMachinePowerState.PoweredOff);
                case VirtualMachine:
                    break;
                case Folder { Parent: Folder }:
                    break;
                case ResourcePool { Parent: ResourcePool } when one == entity:
                    break;
                default:
                    throw SimulatedFault.NotSupported($"'{one.Name}' can't be destroyed.");
            }
        }
    }

    private void Destroy(ManagedEntity entity)
    {
        switch (entity)
        {
            case VirtualMachine vm:
                DestroyVm(vm);
                break;
            case ResourcePool pool:
                DestroyPool(pool);
                break;
            default:
                (entity.Parent as Folder)?.Remove(entity);
                vCenter.World.Remove(entity);
                break;
        }
    }

    private void DestroyVm(VirtualMachine vm)
    {
        Datacenter datacenter = vm.Datacenter!;
        HashSet<string> files = vCenter.Storage.FilesOf(vm);
        string? home = VmStorage.HomeOf(vm);
        foreach (VirtualMachineSnapshot snapshot in vCenter.Storage.SnapshotsOf(vm).ToList())
        {
            vCenter.World.Remove(snapshot);
        }

        vCenter.Events.Post(vm, new VmRemovedEvent());
        vCenter.Inventory.RemoveVm(vm);
        vCenter.Storage.Delete(datacenter, files, vm, home);
    }

    private void DestroyPool(ResourcePool pool)
    {
        var parent = (ResourcePool)pool.Parent!;
        foreach (VirtualMachine vm in pool.Vms.Snapshot.Select(vCenter.World.Find).OfType<VirtualMachine>())
        {
            vm.MoveTo(parent);
        }

        foreach (ResourcePool child in pool.Pools.Snapshot.Select(vCenter.World.Find).OfType<ResourcePool>())
        {
            pool.Pools.Remove(child.Reference);
            child.ParentReference = parent.Reference;
            parent.Pools.Add(child.Reference);
        }

        parent.Pools.Remove(pool.Reference);
        vCenter.World.Remove(pool);
    }
}
