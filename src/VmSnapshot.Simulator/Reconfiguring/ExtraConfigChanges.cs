using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>
/// Additional settings: merged by key; an empty value takes a setting out (vSphere Web Services API reference,
/// VirtualMachineConfigSpec). They are kept as text, whatever they were sent as.
/// </summary>
internal static class ExtraConfigChanges
{
    internal static void Apply(ReconfigurePlan plan)
    {
        if (plan.Spec.ExtraConfig is not { Count: > 0 } wanted)
        {
            return;
        }

        List<OptionValue> merged = [.. plan.Config.ExtraConfig ?? []];
        foreach (OptionValue option in wanted)
        {
            if (string.IsNullOrEmpty(option.Key))
            {
                throw SimulatedFault.InvalidArgument("configSpec.extraConfig.key");
            }

            Set(plan.Log, merged, option.Key, Text(option.Value));
        }

        plan.Config.ExtraConfig = merged;
    }

    private static void Set(ChangeLog log, List<OptionValue> merged, string key, string value)
    {
        string path = $"config.extraConfig(\"{key}\")";
        int index = merged.FindIndex(option => option.Key == key);
        if (index < 0)
        {
            if (value.Length > 0)
            {
                merged.Add(new OptionValue { Key = key, Value = value });
                log.Added(path, value);
            }
        }
        else if (value.Length == 0)
        {
            log.Deleted(path, merged[index].Value);
            merged.RemoveAt(index);
        }
        else if (!Equals(merged[index].Value, value))
        {
            log.Modified(path, merged[index].Value, value);
            merged[index] = new OptionValue { Key = key, Value = value };
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "TRUE" : "FALSE",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
