using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Reconfiguring;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>What <c>config</c> of a clone's specification changes of the copy, devices apart. Unset members change nothing.</summary>
internal static class ConfigChanges
{
    private const string ReconfiguredMember = "configSpec.";

    /// <summary>A changed copy of a configuration that is nobody's yet: by the rules that a reconfigure has.</summary>
    /// <exception cref="VimFaultException">What a reconfigure would fail with.</exception>
    internal static VirtualMachineConfigInfo Apply(VCenter vCenter, Datacenter datacenter, VirtualMachineConfigInfo config, VirtualMachineConfigSpec spec, string path)
    {
        var settings = (VirtualMachineConfigSpec)spec.Copy();
        (settings.Name, settings.Version, settings.ChangeVersion, settings.DeviceChange) = (null, null, null, null); // looked after by whoever makes the VM
        try
        {
            var plan = ReconfigurePlan.Make(vCenter, new ReconfigureTarget { Config = config, Datacenter = datacenter }, settings);
            plan.Settle();
            return plan.Config;
        }
        catch (VimFaultException refused) when (refused.Fault is InvalidArgument { InvalidProperty: { } property } && property.StartsWith(ReconfiguredMember, StringComparison.Ordinal))
        {
            throw SimulatedFault.InvalidArgument($"{path}.{property[ReconfiguredMember.Length..]}");
        }
    }

    /// <summary>Options by key: set ones replace, those set to nothing go.</summary>
    internal static IReadOnlyList<OptionValue>? Merge(IReadOnlyList<OptionValue>? options, IReadOnlyList<OptionValue>? changes)
    {
        if (changes is null or [])
        {
            return options;
        }

        List<OptionValue> merged = [.. options ?? []];
        foreach (OptionValue change in changes)
        {
            int index = merged.FindIndex(option => option.Key == change.Key);
            bool isSet = change.Value is not (null or "");
            if (index < 0 && isSet)
            {
                merged.Add(change);
            }
            else if (index >= 0 && isSet)
            {
                merged[index] = change;
            }
            else if (index >= 0)
            {
                merged.RemoveAt(index);
            }
        }

        return merged;
    }
}
