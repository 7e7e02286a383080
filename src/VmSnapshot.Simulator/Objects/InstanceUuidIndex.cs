namespace VmSnapshot.Simulator.Objects;

/// <summary>VMs by their instance UUID, which vCenter keeps unique among all of its VMs.</summary>
internal sealed class InstanceUuidIndex
{
    private readonly Dictionary<string, VirtualMachine> _vms = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Learns the UUID that a VM has now.</summary>
    internal void Note(VirtualMachine vm)
    {
        if (vm.Config.InstanceUuid is { } uuid && Find(uuid) is null)
        {
            _vms[uuid] = vm;
        }
    }

    /// <summary>The VM that has the UUID, or null.</summary>
    internal VirtualMachine? Find(string uuid)
    {
        if (!_vms.TryGetValue(uuid, out VirtualMachine? vm))
        {
            return null;
        }

        if (!vm.IsDeleted && string.Equals(vm.Config.InstanceUuid, uuid, StringComparison.OrdinalIgnoreCase))
        {
            return vm;
        }

        _vms.Remove(uuid);
        return null;
    }
}
