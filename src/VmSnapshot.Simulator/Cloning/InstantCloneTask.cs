using VmSnapshot.Simulator.Folders;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// InstantClone_Task. The source has to run; the clone runs on the same host at once, with the source's memory and guest, on
/// children of the source's disks. The source goes on on children of its own, so that what both read doesn't change. Follows vSphere
/// Web Services API reference, InstantClone_Task and VirtualMachineInstantCloneSpec.
/// </summary>
internal sealed class InstantCloneTask(VCenter vCenter)
{
    internal void Register() => vCenter.Operations.On<InstantCloneRequestType>((call, request) =>
    {
        VirtualMachine source = vCenter.World.Require<VirtualMachine>(request.This, "_this");
        TaskRunner.RequireIdle(source);
        TaskWork work = TaskWork.Prepare(() => Prepare(source, request.Spec));
        return vCenter.Tasks.Start(call, source, "VirtualMachine.instantClone", work);
    });

    /// <summary>Refuses what can't be cloned like this, and says where the clone would go.</summary>
    /// <exception cref="VimFaultException">NotSupported, InvalidPowerState, InvalidArgument, InvalidName, DuplicateName, or what is wrong with the target.</exception>
    internal (Folder Folder, string Name, VmTarget Target) Check(VirtualMachine source, VirtualMachineInstantCloneSpec? spec)
    {
        VirtualMachineRelocateSpec location = spec?.Location ?? throw SimulatedFault.InvalidArgument("spec.location");
        if (source.IsTemplate)
        {
            throw SimulatedFault.NotSupported($"'{source.Name}' is a template.");
        }

        RequireOnlySupported(location);
        VmAvailability.Require(source);
        if (source.PowerState != VirtualMachinePowerState.PoweredOn)
        {
            throw SimulatedFault.InvalidPowerState(source.PowerState, VirtualMachinePowerState.PoweredOn);
        }

        Folder folder = location.Folder is { } named ? vCenter.World.Require<Folder>(named, "spec.location.folder") : (Folder)source.Parent!;
        string name = EntityNames.Require(spec.Name);
        EntityNames.RequireFree(folder, name);
        var onSameHost = (VirtualMachineRelocateSpec)location.Copy();
        onSameHost.Host = source.Host?.Reference;
        return (folder, name, VmTarget.Resolve(vCenter.World, source, source.Devices, folder, onSameHost, "spec.location", asTemplate: false));
    }

    private TaskWork Prepare(VirtualMachine source, VirtualMachineInstantCloneSpec? spec)
    {
        (Folder folder, string name, VmTarget target) = Check(source, spec);
        var events = new CloneEvents(vCenter.Events, source, folder, name, asTemplate: false);
        var copies = new DiskCopies(vCenter.Storage);
        try
        {
            string directory = VmStorage.NewDirectory(target.Home, name);
            VirtualMachineConfigInfo config = Share(source, spec!, name, target, directory, copies);
            Dictionary<int, VirtualDiskFlatVer2BackingInfo> goOn = GoOn(source, copies);
            ManagedObjectReference reference = vCenter.Inventory.NewVmReference();
            folder.NamesInTheMaking.Add(name, reference);
            return new TaskWork
            {
                Duration = vCenter.Options.TaskDuration,
                Locks = [source],
                Begin = () => events.Begin(reference, target.Host),
                Finish = () => Finish(source, folder, target, config, goOn, reference, events).Reference,
                Undo = () =>
                {
                    folder.NamesInTheMaking.Remove(name);
                    copies.Undo();
                },
                Failed = events.Fail,
            };
        }
        catch
        {
            copies.Undo();
            throw;
        }
    }

    private VirtualMachine Finish(
        VirtualMachine source, Folder folder, VmTarget target, VirtualMachineConfigInfo config, Dictionary<int, VirtualDiskFlatVer2BackingInfo> goOn,
        ManagedObjectReference reference, CloneEvents events)
    {
        VmAvailability.RequireReachable(target.Host);
        folder.NamesInTheMaking.Remove(config.Name!);
        VirtualMachine made = vCenter.Inventory.AddVm(folder, config, target.Pool, target.Host, reference);
        source.ChangeConfig(changed =>
        {
            foreach (VirtualDisk disk in (changed.Hardware?.Device ?? []).OfType<VirtualDisk>())
            {
                disk.Backing = goOn.GetValueOrDefault(disk.Key) ?? disk.Backing;
            }
        });
        made.ChangeRuntime(runtime => (runtime.PowerState, runtime.BootTime) = (VirtualMachinePowerState.PoweredOn, source.Runtime.BootTime ?? vCenter.World.Now));
        made.Set("guest", source.Guest);
        made.Set("guestHeartbeatStatus", source.Read("guestHeartbeatStatus"));
        made.GuestState.CopyDisksOf(source.GuestState);
        made.GuestState.Applied = source.GuestState.Applied;
        target.Host.LoadChanged();
        events.Succeed(made);
        return made;
    }

    private VirtualMachineConfigInfo Share(
        VirtualMachine source, VirtualMachineInstantCloneSpec spec, string name, VmTarget target, string directory, DiskCopies copies)
    {
        VirtualMachineConfigInfo config = ClonedConfig.Make(source.Config, name, target.Home, directory, vCenter.Inventory.NewMacAddress, disk =>
        {
            DiskTarget to = target.Disks[disk.Key];
            return disk.Backing is VirtualDiskFlatVer2BackingInfo parent
                ? copies.AddChild(disk, parent, to.Datastore, VmStorage.NewDiskPath(to.Datastore, directory))
                : copies.Copy(disk, source.Datacenter!, to, directory);
        });
        config.Uuid = spec.BiosUuid;
        config.ExtraConfig = ConfigChanges.Merge(config.ExtraConfig, spec.Config);
        config.ForkConfigInfo = new VirtualMachineForkConfigInfo { ParentEnabled = false, ChildForkGroupId = source.Config.InstanceUuid, ChildType = "nonpersistent" };
        foreach (VirtualEthernetCard card in config.Hardware!.Device!.OfType<VirtualEthernetCard>().Where(card => card.Connectable is { StartConnected: true }))
        {
            (card.Connectable!.Connected, card.Connectable.Status) = (true, "ok");
        }

        config.Hardware.Device = new DeviceChanges(vCenter.Inventory, target.Datacenter, copies)
            .Apply(config.Hardware.Device!, spec.Location!.DeviceChange, target.Home, directory);
        return config;
    }

    private Dictionary<int, VirtualDiskFlatVer2BackingInfo> GoOn(VirtualMachine source, DiskCopies copies)
    {
        var backings = new Dictionary<int, VirtualDiskFlatVer2BackingInfo>();
        foreach (VirtualDisk disk in source.Devices.OfType<VirtualDisk>())
        {
            if (disk.Backing is VirtualDiskFlatVer2BackingInfo { FileName: { } path } backing && vCenter.Storage.DatastoreOf(source.Datacenter!, backing) is { } datastore)
            {
                backings[disk.Key] = copies.AddChild(disk, backing, datastore, VmStorage.NewChildPath(datastore, path));
            }
        }

        return backings;
    }

    /// <summary>The reference lists what a location may say here: folder, datastore, pool, and changes of backings.</summary>
    private static void RequireOnlySupported(VirtualMachineRelocateSpec location)
    {
        string? unsupported = location switch
        {
            { Service: not null } => "service",
            { Host: not null } => "host",
            { Disk: not (null or []) } => "disk",
            { DiskMoveType: not null } => "diskMoveType",
            { Transform: not null } => "transform",
            { CryptoSpec: not null } => "cryptoSpec",
            _ => null,
        };
        if (unsupported is not null)
        {
            throw SimulatedFault.InvalidArgument($"spec.location.{unsupported}");
        }
    }
}
