using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Folders;
using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Search;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// A clone that can be carried out: everything was checked, its name and its space are taken. It ends with
/// <see cref="Finish"/> or <see cref="GiveUp"/>. Follows vSphere Web Services API reference, CloneVM_Task and VirtualMachineCloneSpec.
/// </summary>
internal sealed class ClonePlan
{
    private readonly VCenter _vCenter;
    private readonly VirtualMachine _source;
    private readonly VirtualMachineCloneSpec _spec;
    private readonly DiskCopies _copies;
    private readonly string _directory;
    private readonly bool _keepsMemory;
    private VirtualMachine? _uuidOwner;
    private bool _isOver;

    private ClonePlan(VCenter vCenter, VirtualMachine source, Folder folder, string? name, VirtualMachineCloneSpec spec)
    {
        VirtualMachineRelocateSpec location = spec.Location ?? throw SimulatedFault.InvalidArgument("spec.location");
        (_vCenter, _source, _spec) = (vCenter, source, spec);
        VirtualMachineSnapshot? snapshot = SnapshotOf(vCenter, source, spec);
        VirtualMachineConfigInfo config = snapshot?.Config ?? source.Config;
        RequireSupported(spec, location, snapshot);
        VmAvailability.Require(source);
        Target = VmTarget.Resolve(vCenter.World, source, config.Hardware?.Device ?? [], folder, location, "spec.location", spec.Template);
        Name = EntityNames.Require(name);
        EntityNames.RequireFree(folder, Name);
        _keepsMemory = spec.Memory == true && !spec.Template && HasMemory(source, snapshot);
        _directory = VmStorage.NewDirectory(Target.Home, Name);
        _copies = new DiskCopies(vCenter.Storage);
        try
        {
            Config = MakeConfig(config);
        }
        catch
        {
            _copies.Undo();
            throw;
        }

        Reference = vCenter.Inventory.NewVmReference();
        folder.NamesInTheMaking.Add(Name, Reference);
    }

    /// <summary>The VM that will be.</summary>
    internal ManagedObjectReference Reference { get; }

    internal string Name { get; }

    internal VmTarget Target { get; }

    internal VirtualMachineConfigInfo Config { get; }

    /// <summary>Checks everything and takes what the clone needs.</summary>
    /// <exception cref="VimFaultException">What is wrong with it.</exception>
    internal static ClonePlan Make(VCenter vCenter, VirtualMachine source, Folder folder, string? name, VirtualMachineCloneSpec? spec)
        => new(vCenter, source, folder, name, spec ?? throw SimulatedFault.InvalidArgument("spec"));

    /// <summary>Puts the clone into the inventory.</summary>
    /// <param name="call">The call that asked for it.</param>
    /// <param name="events">Told of it.</param>
    /// <exception cref="VimFaultException">What it needs has gone since.</exception>
    internal VirtualMachine Finish(SimulatedCall call, CloneEvents events)
    {
        RequireStillThere(Target.Folder);
        RequireStillThere(Target.Host);
        RequireStillThere(Target.Pool);
        VmAvailability.RequireReachable(Target.Host);
        foreach (Datastore datastore in Target.Disks.Values.Select(disk => disk.Datastore).Append(Target.Home).Distinct())
        {
            HostChoice.RequireReachable(Target.Host, datastore);
        }

        _isOver = true;
        Target.Folder.NamesInTheMaking.Remove(Name);
        string? refused = ChooseInstanceUuid();
        VirtualMachine made = _vCenter.Inventory.AddVm(Target.Folder, Config, Target.Pool, Target.Host, Reference);
        made.GuestState.CopyDisksOf(_source.GuestState);
        if (_spec.Customization is { } customization && !_spec.Template)
        {
            GuestCustomization.Await(made, customization, call.Session?.UserName ?? "");
        }

        if (_keepsMemory)
        {
            made.ChangeRuntime(runtime => (runtime.PowerState, runtime.SuspendTime) = (VirtualMachinePowerState.Suspended, _vCenter.World.Now));
        }

        events.Succeed(made, refused, _uuidOwner);
        return made;
    }

    /// <summary>Gives back what was taken. Nothing is left behind.</summary>
    internal void GiveUp()
    {
        if (!_isOver)
        {
            _isOver = true;
            Target.Folder.NamesInTheMaking.Remove(Name);
            _copies.Undo();
        }
    }

    private VirtualMachineConfigInfo MakeConfig(VirtualMachineConfigInfo source)
    {
        Datacenter from = _source.Datacenter!;
        VirtualMachineConfigInfo config = ClonedConfig.Make(
            source, Name, Target.Home, _directory, _vCenter.Inventory.NewMacAddress, disk => _copies.Copy(disk, from, Target.Disks[disk.Key], _directory));
        VirtualHardware hardware = config.Hardware ??= new VirtualHardware();
        if (_keepsMemory)
        {
            // The memory holds the adapters' addresses: only those that were given by hand may stay.
            hardware.Device = hardware.Device?.Where(device => device is not VirtualEthernetCard { AddressType: not "manual" }).ToList();
        }

        var changes = new DeviceChanges(_vCenter.Inventory, Target.Datacenter, _copies);
        hardware.Device = changes.Apply(hardware.Device ?? [], _spec.Location!.DeviceChange, Target.Home, _directory);
        if (_spec.Config is { } wanted)
        {
            hardware.Device = changes.Apply(hardware.Device, wanted.DeviceChange, Target.Home, _directory);
            config = ConfigChanges.Apply(_vCenter, Target.Datacenter, config, wanted, "spec.config");
        }

        config.Template = _spec.Template;
        ProvisionTpm(config.Hardware!);
        if (_spec.Customization is { } customization && !_spec.Template)
        {
            CustomizationRules.Check(config, customization);
            CustomizationRules.RequireTools(_source);
        }

        return config;
    }

    /// <summary>A TPM that isn't copied with its secrets gets keys of its own.</summary>
    private void ProvisionTpm(VirtualHardware hardware)
    {
        if (_spec.TpmProvisionPolicy == "replace")
        {
            foreach (VirtualTPM tpm in (hardware.Device ?? []).OfType<VirtualTPM>())
            {
                tpm.EndorsementKeyCertificateSigningRequest = [Guid.Parse(StableUuid.Of("endorsement key request", _directory)).ToByteArray()];
                tpm.EndorsementKeyCertificate = [Guid.Parse(StableUuid.Of("endorsement key", _directory)).ToByteArray()];
            }
        }
    }

    /// <summary>An instance UUID that was asked for but is taken is replaced, as vCenter does: the one that was refused, or null.</summary>
    private string? ChooseInstanceUuid()
    {
        string? wanted = Config.InstanceUuid;
        _uuidOwner = wanted is null ? null : _vCenter.Uuids.Find(UuidKind.Instance, wanted).OfType<VirtualMachine>().FirstOrDefault();
        if (_uuidOwner is null)
        {
            return null;
        }

        Config.InstanceUuid = null;
        return wanted;
    }

    private static VirtualMachineSnapshot? SnapshotOf(VCenter vCenter, VirtualMachine source, VirtualMachineCloneSpec spec)
    {
        if (spec.Snapshot is null)
        {
            return null;
        }

        var snapshot = vCenter.World.Require<VirtualMachineSnapshot>(spec.Snapshot, "spec.snapshot");
        return snapshot.Vm == source ? snapshot : throw SimulatedFault.InvalidArgument("spec.snapshot");
    }

    private static void RequireSupported(VirtualMachineCloneSpec spec, VirtualMachineRelocateSpec location, VirtualMachineSnapshot? snapshot)
    {
        if (location.Service is not null)
        {
            throw SimulatedFault.NotSupported("The simulator is one vCenter: nothing can be cloned to another one.");
        }

        // Only a snapshot's disks never change, so that only they can be built on.
        if (snapshot is null && location.DiskMoveType == DiskMoveTypes.NewChild)
        {
            throw SimulatedFault.InvalidArgument("spec.location.diskMoveType");
        }

        if (snapshot is null && location.Disk?.Any(disk => disk.DiskMoveType == DiskMoveTypes.NewChild) == true)
        {
            throw SimulatedFault.InvalidArgument("spec.location.disk.diskMoveType");
        }

        if (spec.TpmProvisionPolicy is not (null or "copy" or "replace"))
        {
            throw SimulatedFault.InvalidArgument("spec.tpmProvisionPolicy");
        }
    }

    private void RequireStillThere(ManagedEntity? entity)
    {
        if (entity is not null && _vCenter.World.Find(entity.Reference) is null)
        {
            throw SimulatedFault.ManagedObjectNotFound(entity.Reference);
        }
    }

    /// <summary>Whether a snapshot holds memory: then the VM wouldn't be off after going back to it. The API reference ignores the flag without a snapshot.</summary>
    private static bool HasMemory(VirtualMachine source, VirtualMachineSnapshot? snapshot)
        => snapshot is not null && StateIn(source.Snapshots?.RootSnapshotList, snapshot.Reference) is { } state && state != VirtualMachinePowerState.PoweredOff;

    private static VirtualMachinePowerState? StateIn(IReadOnlyList<VirtualMachineSnapshotTree>? trees, ManagedObjectReference snapshot)
    {
        foreach (VirtualMachineSnapshotTree tree in trees ?? [])
        {
            if ((tree.Snapshot == snapshot ? tree.State : StateIn(tree.ChildSnapshotList, snapshot)) is { } state)
            {
                return state;
            }
        }

        return null;
    }
}
