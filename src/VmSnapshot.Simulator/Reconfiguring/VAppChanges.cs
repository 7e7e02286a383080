using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>The vApp options of a VM: lists whose items are added, edited and removed by key.</summary>
internal static class VAppChanges
{
    internal static void Apply(ReconfigurePlan plan)
    {
        (VirtualMachineConfigInfo config, ChangeLog log) = (plan.Config, plan.Log);
        if (plan.Spec.VAppConfigRemoved == true && config.VAppConfig is not null)
        {
            log.Deleted("config.vAppConfig", null);
            config.VAppConfig = null;
        }

        if (plan.Spec.VAppConfig is not { } spec)
        {
            return;
        }

        VmConfigInfo options = config.VAppConfig ??= new VmConfigInfo { IpAssignment = new VAppIPAssignmentInfo() };
        options.Property = Update(log, "property", options.Property, spec.Property, change => change.Info, info => info.Key, EditProperty);
        options.Product = Update(log, "product", options.Product, spec.Product, change => change.Info, info => info.Key, (_, wanted) => wanted);
        options.OvfSection = Update(log, "ovfSection", options.OvfSection, spec.OvfSection, change => change.Info, info => info.Key ?? 0, (_, wanted) => wanted);
        options.IpAssignment = log.Replace("config.vAppConfig.ipAssignment", options.IpAssignment, spec.IpAssignment);
        options.InstallBootRequired = log.Choose("config.vAppConfig.installBootRequired", options.InstallBootRequired, spec.InstallBootRequired)!.Value;
        options.InstallBootStopDelay = log.Choose("config.vAppConfig.installBootStopDelay", options.InstallBootStopDelay, spec.InstallBootStopDelay)!.Value;
        options.Eula = Replace(log, "eula", options.Eula, spec.Eula);
        options.OvfEnvironmentTransport = Replace(log, "ovfEnvironmentTransport", options.OvfEnvironmentTransport, spec.OvfEnvironmentTransport);
    }

    private static IReadOnlyList<TInfo>? Update<TSpec, TInfo>(
        ChangeLog log, string name, IReadOnlyList<TInfo>? current, IReadOnlyList<TSpec>? changes, Func<TSpec, TInfo?> infoOf, Func<TInfo, int> keyOf, Func<TInfo, TInfo, TInfo> edit)
        where TSpec : ArrayUpdateSpec
        where TInfo : DynamicData
    {
        if (changes is not { Count: > 0 })
        {
            return current;
        }

        List<TInfo> items = [.. current ?? []];
        foreach (TSpec change in changes)
        {
            TInfo? info = infoOf(change);
            int? key = change.Operation == ArrayUpdateOperation.Remove ? change.RemoveKey as int? : info is null ? null : keyOf(info);
            int index = items.FindIndex(item => keyOf(item) == key);
            bool isAdded = change.Operation == ArrayUpdateOperation.Add;
            if (key is null || index < 0 != isAdded)
            {
                // An unknown key to edit or remove, or one that is there already to add.
                throw SimulatedFault.InvalidArgument($"configSpec.vAppConfig.{name}.key");
            }

            string path = $"config.vAppConfig.{name}({key})";
            if (isAdded)
            {
                items.Add(info!);
                log.Added(path, null);
            }
            else if (change.Operation == ArrayUpdateOperation.Remove)
            {
                items.RemoveAt(index);
                log.Deleted(path, null);
            }
            else
            {
                items[index] = edit(items[index], info!);
                log.Modified(path, null, null);
            }
        }

        return items;
    }

    private static VAppPropertyInfo EditProperty(VAppPropertyInfo current, VAppPropertyInfo wanted) => new()
    {
        Key = current.Key,
        ClassId = wanted.ClassId ?? current.ClassId,
        InstanceId = wanted.InstanceId ?? current.InstanceId,
        Id = wanted.Id ?? current.Id,
        Category = wanted.Category ?? current.Category,
        Label = wanted.Label ?? current.Label,
        Type = wanted.Type ?? current.Type,
        TypeReference = wanted.TypeReference ?? current.TypeReference,
        UserConfigurable = wanted.UserConfigurable ?? current.UserConfigurable,
        DefaultValue = wanted.DefaultValue ?? current.DefaultValue,
        Value = wanted.Value ?? current.Value,
        Description = wanted.Description ?? current.Description,
    };

    private static IReadOnlyList<string>? Replace(ChangeLog log, string name, IReadOnlyList<string>? current, IReadOnlyList<string>? wanted)
    {
        if (wanted is not { Count: > 0 } || wanted.SequenceEqual(current ?? []))
        {
            return current;
        }

        log.Modified($"config.vAppConfig.{name}", string.Join(',', current ?? []), string.Join(',', wanted));
        return wanted;
    }
}
