using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Events;

/// <summary>What an entity is in and on: the way up to the root, for a VM also through its host and its pools.</summary>
internal static class Surroundings
{
    internal static IReadOnlyList<ManagedObjectReference> Of(ManagedEntity entity)
    {
        IEnumerable<ManagedEntity> around = entity.Ancestors.Skip(1);
        if (entity is VirtualMachine vm)
        {
            around = around.Concat(vm.Pool?.Ancestors ?? []).Concat(vm.Host?.Ancestors ?? []);
        }

        return around.Select(other => other.Reference).Distinct().ToList();
    }
}
