using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing.Inventory;

namespace VmSnapshot.Sdk.Testing;

// Where VMs and templates come from and where they go.
public sealed partial class SimulatedVSphere
{
    private const int MaxNameLength = 80;

    // A clone holds its name from the start: of two at the same time, one gets it.
    private readonly HashSet<(MoRef Folder, string Name)> _namesInTheMaking = [];

    /// <inheritdoc/>
    public Task<MoRef> StartCloneAsync(CloneVm clone, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clone);
        return CallAsync(nameof(StartCloneAsync), $"clone {clone.Source.Value} as '{clone.Name}'", injected => StartClone(clone, injected), cancellationToken);
    }

    /// <inheritdoc/>
    public Task MarkAsTemplateAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(MarkAsTemplateAsync),
            $"mark VM {vm.Value} as template",
            () =>
            {
                EnsureIdle(vm, evenReaders: true);
                var found = GetChangeable(vm);
                EnsurePower(found, VmPowerState.PoweredOff);
                found.Change(description => description with { IsTemplate = true, ResourcePool = null });
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<MoRef> StartDestroyAsync(MoRef vm, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(StartDestroyAsync),
            $"destroy {vm.Value}",
            injected => StartOn(
                vm,
                injected,
                found => EnsurePower(found, VmPowerState.PoweredOff),
                found =>
                {
                    EnsurePower(found, VmPowerState.PoweredOff);
                    _inventory.Vms.Remove(vm);
                    return null;
                }),
            cancellationToken);

    private MoRef StartClone(CloneVm clone, VCenterFault? injected)
    {
        EnsureIdle(clone.Source, evenReaders: false);
        var source = _inventory.GetVm(clone.Source);
        var folder = _inventory.Get(InventoryKind.Folder, clone.Folder);
        _inventory.Get(InventoryKind.ResourcePool, clone.ResourcePool);
        var datastore = clone.Datastore is { } named ? _inventory.Get(InventoryKind.Datastore, named).Name : null;
        if (clone.NativeSnapshot is { } snapshot && !source.NativeSnapshots.ContainsKey(snapshot))
        {
            throw SimulatedFault.InvalidArgument("spec.snapshot");
        }

        if (clone.Linked && clone.NativeSnapshot is null)
        {
            throw SimulatedFault.InvalidArgument("spec.location.diskMoveType");
        }

        var holdsName = false;
        return Start(_options.CloneDuration, moRef => new SimulatedTask(moRef)
        {
            Source = clone.Source,
            IsCancelable = true,
            InjectedFault = injected,
            Check = () =>
            {
                EnsureName(clone.Name);
                if (_inventory.FindChild(folder.MoRef, clone.Name) is not null || !_namesInTheMaking.Add((folder.MoRef, clone.Name)))
                {
                    throw SimulatedFault.DuplicateName(clone.Name);
                }

                holdsName = true;
                _inventory.EnsureRoom(CopyDisks(source, clone.Linked, datastore).Select(copy => (copy.Disk.Datastore, copy.Bytes)));
            },
            Apply = () => AddClone(clone, source, folder, datastore),
            Release = () =>
            {
                if (holdsName)
                {
                    _namesInTheMaking.Remove((folder.MoRef, clone.Name));
                }
            },
        });
    }

    private MoRef AddClone(CloneVm clone, SimulatedVm source, InventoryObject folder, string? datastore)
    {
        var disks = CopyDisks(source, clone.Linked, datastore);
        _inventory.EnsureRoom(disks.Select(copy => (copy.Disk.Datastore, copy.Bytes)));
        var moRef = _inventory.NewMoRef(SimulatedInventory.VirtualMachineType, "vm");
        var wanted = clone.InstanceUuid.ToString();
        var isTaken = _inventory.Vms.Values.Any(vm => string.Equals(vm.Description.InstanceUuid, wanted, StringComparison.OrdinalIgnoreCase));
        var made = new SimulatedVm
        {
            HasTools = source.HasTools,
            IsLinkedClone = clone.Linked,
            Description = source.Description with
            {
                Name = clone.Name,
                Path = InventoryPath.Child(folder.Path, clone.Name),
                MoRef = moRef,
                InstanceUuid = isTaken ? Guid.NewGuid().ToString() : wanted,
                BiosUuid = Guid.NewGuid().ToString(),
                PowerState = VmPowerState.PoweredOff,
                IsTemplate = false,
                Disks = [.. disks.Select(copy => copy.Disk)],
                Networks = [.. source.Description.Networks.Select(adapter => adapter with { MacAddress = _inventory.NewMac() })],
                Folder = folder,
                ResourcePool = clone.ResourcePool,
                Datastore = datastore ?? source.Description.Datastore,
                CurrentNativeSnapshot = null,
                // Through its text, as extraConfig holds it.
                Marker = OwnershipMarker.TryParse(clone.Marker.ToExtraConfigValue()),
            },
        };
        foreach (var (disk, bytes) in disks)
        {
            made.AllocatedBytes[disk.Key] = bytes;
        }

        made.Change(description => description);
        _inventory.Vms.Add(moRef, made);
        return moRef;
    }

    // A full clone's disks are whole, whatever chain they were read from.
    private static List<(VmDisk Disk, long Bytes)> CopyDisks(SimulatedVm source, bool linked, string? datastore) =>
    [
        .. source.Description.Disks.Select(disk => (
            disk with { Datastore = datastore ?? disk.Datastore, HasParent = linked },
            linked ? HardwareLayout.ChildAllocation : HardwareLayout.AllocationOf(disk.Thin == true, disk.CapacityBytes))),
    ];

    private static void EnsureName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
        {
            throw SimulatedFault.InvalidName(name);
        }
    }

    private static void EnsurePower(SimulatedVm vm, VmPowerState needed)
    {
        if (vm.Description.PowerState != needed)
        {
            throw SimulatedFault.InvalidPowerState(vm.Description.Name, vm.Description.PowerState);
        }
    }

    /// <summary>A VM, not a template: those can be cloned and destroyed only.</summary>
    private SimulatedVm GetChangeable(MoRef vm)
    {
        var found = _inventory.GetVm(vm);
        EnsureNoTemplate(found);
        return found;
    }

    private static void EnsureNoTemplate(SimulatedVm vm)
    {
        if (vm.Description.IsTemplate)
        {
            throw SimulatedFault.NotSupported($"'{vm.Description.Name}' is a template.");
        }
    }
}
