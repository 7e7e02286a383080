using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Permissions;

/// <summary>
/// What cloning and relocating take beyond the folder's privilege, which the schema names itself: on the source by what
/// becomes of what, on the pool for a VM, on each datastore that gets a file, on the networks of the adapters, and what
/// changes of the configuration would take (API reference, CloneVM_Task, InstantClone_Task and RelocateVM_Task).
/// </summary>
internal static class ClonePrivileges
{
    internal static IEnumerable<(ManagedObjectReference? On, string Privilege)> Of(VCenter vCenter, VirtualMachine source, ManagedObjectReference? folder, VirtualMachineCloneSpec spec)
    {
        yield return (source.Reference, (source.IsTemplate, spec.Template) switch
        {
            (false, false) => "VirtualMachine.Provisioning.Clone",
            (false, true) => "VirtualMachine.Provisioning.CreateTemplateFromVM",
            (true, false) => "VirtualMachine.Provisioning.DeployTemplate",
            (true, true) => "VirtualMachine.Provisioning.CloneTemplate",
        });
        if (source.Config.KeyId is not null)
        {
            yield return (source.Reference, "Cryptographer.Clone");
        }

        if (spec.Customization is not null)
        {
            yield return (source.Reference, "VirtualMachine.Provisioning.Customize");
        }

        if (!spec.Template)
        {
            yield return (spec.Location?.Pool ?? source.Pool?.Reference, "Resource.AssignVMToPool");
        }

        foreach ((ManagedObjectReference? On, string Privilege) needed in OfLocation(source, spec.Location)
            .Concat(spec.Config is { } config ? ReconfigurePrivileges.Of(vCenter, source, folder, config) : [])
            .Concat(OfAdapters(vCenter, source, spec)))
        {
            yield return needed;
        }
    }

    internal static IEnumerable<(ManagedObjectReference? On, string Privilege)> OfInstant(VirtualMachine source, VirtualMachineInstantCloneSpec spec) =>
    [
        (spec.Location?.Folder ?? source.ParentReference, "VirtualMachine.Inventory.CreateFromExisting"),
        (spec.Location?.Pool ?? source.Pool?.Reference, "Resource.AssignVMToPool"),
        .. OfLocation(source, spec.Location),
    ];

    internal static IEnumerable<(ManagedObjectReference? On, string Privilege)> OfRelocation(VCenter vCenter, VirtualMachine vm, VirtualMachineRelocateSpec spec)
    {
        if (vm.PowerState != VirtualMachinePowerState.PoweredOff)
        {
            yield return (vm.Reference, "Resource.HotMigrate");
        }

        if (spec.Pool is { } pool)
        {
            yield return (pool, "Resource.AssignVMToPool");
        }

        if (spec.Folder is { } folder)
        {
            yield return (folder, "VirtualMachine.Inventory.Move");
        }

        if (spec.Datastore is not null || spec.Disk is { Count: > 0 })
        {
            foreach ((ManagedObjectReference? On, string Privilege) needed in OfLocation(vm, spec))
            {
                yield return needed;
            }
        }

        foreach (ManagedObjectReference network in NetworksOf(vCenter, vm, spec.DeviceChange))
        {
            yield return (network, "Network.Assign");
        }
    }

    private static IEnumerable<(ManagedObjectReference? On, string Privilege)> OfLocation(VirtualMachine source, VirtualMachineRelocateSpec? location)
        => (location?.Disk ?? []).Select(disk => disk.Datastore)
            .Concat(location?.Datastore is { } datastore ? [datastore] : source.Datastores.Snapshot)
            .Where(reference => reference is not null)
            .Distinct()
            .Select(reference => (reference, "Datastore.AllocateSpace"));

    private static IEnumerable<(ManagedObjectReference? On, string Privilege)> OfAdapters(VCenter vCenter, VirtualMachine source, VirtualMachineCloneSpec spec)
    {
        var named = NetworksOf(vCenter, source, spec.Location?.DeviceChange).Concat(NetworksOf(vCenter, source, spec.Config?.DeviceChange)).ToList();

        // Without a word on its adapters the new VM is on the networks of the source.
        return (named.Count > 0 ? named : source.Networks.Snapshot).Distinct().Select(network => ((ManagedObjectReference?)network, "Network.Assign"));
    }

    private static IEnumerable<ManagedObjectReference> NetworksOf(VCenter vCenter, VirtualMachine vm, IReadOnlyList<VirtualDeviceConfigSpec>? changes)
        => (changes ?? [])
            .Where(change => change.Operation != VirtualDeviceConfigSpecOperation.Remove)
            .Select(change => change.Device).OfType<VirtualEthernetCard>()
            .Select(card => vm.Datacenter is { } datacenter ? vCenter.Inventory.FindNetwork(datacenter, card.Backing)?.Reference : null)
            .OfType<ManagedObjectReference>();
}
