using VmSnapshot.Simulator.Objects;

namespace VmSnapshot.Simulator.Guests;

/// <summary>What tests want of customizations of VMs that needn't exist yet, by the VMs' names. Each is used once.</summary>
internal sealed class PlannedOutcomes
{
    private readonly Dictionary<string, Queue<CustomizationOutcome>> _byName = new(StringComparer.Ordinal);

    internal void Add(string vmName, CustomizationOutcome outcome)
    {
        if (!_byName.TryGetValue(vmName, out Queue<CustomizationOutcome>? queue))
        {
            _byName.Add(vmName, queue = new Queue<CustomizationOutcome>());
        }

        queue.Enqueue(outcome);
    }

    /// <summary>The outcome of the customization that is about to begin; null lets it succeed.</summary>
    internal CustomizationOutcome? Take(VirtualMachine vm)
    {
        if (vm.GuestState.NextOutcome is { } own)
        {
            vm.GuestState.NextOutcome = null;
            return own;
        }

        return _byName.GetValueOrDefault(vm.Name)?.TryDequeue(out CustomizationOutcome? planned) == true ? planned : null;
    }
}
