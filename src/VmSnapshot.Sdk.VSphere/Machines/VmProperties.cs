using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Machines;

/// <summary>Which properties of a VM are read for a listing, and what becomes of them.</summary>
internal static class VmProperties
{
    public static PropertySpec OfSummary { get; } = PropertyReader.Of(
        "VirtualMachine",
        [
            "name", "parent", "parentVApp", "runtime.powerState",
            "config.template", "config.instanceUuid", "config.hardware.numCPU", "config.hardware.memoryMB",
        ]);

    /// <summary>Whether a VM belongs in a listing: templates don't.</summary>
    public static bool IsListed(ObjectProperties vm, string? nameContains) =>
        vm.GetValue<bool>("config.template") != true
        && (nameContains is null || vm.Name.Contains(nameContains, StringComparison.OrdinalIgnoreCase));

    public static VmSummary Summarize(ObjectProperties vm, string path) => new()
    {
        Name = vm.Name,
        Path = path,
        MoRef = vm.MoRef,
        InstanceUuid = vm.Get<string>("config.instanceUuid") ?? string.Empty,
        PowerState = PowerStateOf(vm),
        Cpus = vm.GetValue<int>("config.hardware.numCPU") ?? 0,
        MemoryMiB = vm.GetValue<int>("config.hardware.memoryMB") ?? 0,
        IsTemplate = vm.GetValue<bool>("config.template") ?? false,
    };

    public static VmPowerState PowerStateOf(ObjectProperties vm) => vm.GetValue<VirtualMachinePowerState>("runtime.powerState")?.Value switch
    {
        "poweredOn" => VmPowerState.PoweredOn,
        "suspended" => VmPowerState.Suspended,
        _ => VmPowerState.PoweredOff,
    };
}
