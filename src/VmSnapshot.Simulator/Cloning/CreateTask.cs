using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Folders;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>A VM that is made from nothing, where storage DRS recommended to put it. Follows vSphere Web Services API reference, CreateVM_Task.</summary>
internal sealed class CreateTask(VCenter vCenter)
{
    internal ManagedObjectReference Start(
        SimulatedCall call, StoragePlacementSpec spec, VirtualMachineRelocateSpec location, string descriptionId, Func<VirtualMachine, object> resultOf)
    {
        Folder folder = vCenter.World.Require<Folder>(spec.Folder, "folder");
        return vCenter.Tasks.Start(call, folder, descriptionId, TaskWork.Prepare(() => Prepare(folder, spec.ConfigSpec!, location, resultOf)));
    }

    private TaskWork Prepare(Folder folder, VirtualMachineConfigSpec spec, VirtualMachineRelocateSpec location, Func<VirtualMachine, object> resultOf)
    {
        if (!folder.ChildTypes.Contains("VirtualMachine") || folder.Datacenter is not { } datacenter)
        {
            throw SimulatedFault.InvalidArgument("folder");
        }

        string name = EntityNames.Require(spec.Name);
        EntityNames.RequireFree(folder, name);
        ResourcePool pool = vCenter.World.Require<ResourcePool>(location.Pool, "pool");
        Datastore home = vCenter.World.Require<Datastore>(location.Datastore, "datastore");
        HostSystem host = location.Host is { } named ? vCenter.World.Require<HostSystem>(named, "host") : HostChoice.LeastLoaded(pool.Owner, [home]);
        HostChoice.RequireUsable(host);
        HostChoice.RequireReachable(host, home);
        var copies = new DiskCopies(vCenter.Storage);
        try
        {
            string directory = VmStorage.NewDirectory(home, name);
            VirtualMachineConfigInfo config = new VmRecipe { Name = name, Datastore = home }.Build(vCenter.Inventory.NewMacAddress);
            config.Files = ClonedConfig.FilesIn(home, directory);
            config.CreateDate = vCenter.World.Now;
            config.Hardware!.Device = new DeviceChanges(vCenter.Inventory, datacenter, copies).Apply(config.Hardware.Device!, spec.DeviceChange, home, directory);
            config.Version = spec.Version ?? config.Version;
            config = ConfigChanges.Apply(vCenter, datacenter, config, spec, "config");
            ManagedObjectReference reference = vCenter.Inventory.NewVmReference();
            folder.NamesInTheMaking.Add(name, reference);
            return new TaskWork
            {
                Duration = vCenter.Options.TaskDuration,
                IsCancelable = true,
                Finish = () =>
                {
                    VmAvailability.RequireReachable(host);
                    folder.NamesInTheMaking.Remove(name);
                    VirtualMachine made = vCenter.Inventory.AddVm(folder, config, pool, host, reference);
                    vCenter.Events.Post(made, new VmCreatedEvent());
                    return resultOf(made);
                },
                Undo = () =>
                {
                    folder.NamesInTheMaking.Remove(name);
                    copies.Undo();
                },
            };
        }
        catch
        {
            copies.Undo();
            throw;
        }
    }
}
