using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>What a specification is applied to: a VM that is there, or one that is being made.</summary>
internal sealed class ReconfigureTarget
{
    /// <summary>The configuration as it is; the plan changes a copy.</summary>
    internal required VirtualMachineConfigInfo Config { get; init; }

    internal required Datacenter Datacenter { get; init; }

    internal HostSystem? Host { get; init; }

    /// <summary>Where names have to be unique; null when somebody else looks after the name.</summary>
    internal Folder? Folder { get; init; }

    internal VirtualMachine? Vm { get; init; }

    internal VirtualMachinePowerState PowerState { get; init; } = VirtualMachinePowerState.PoweredOff;

    internal bool HasSnapshots { get; init; }

    internal static ReconfigureTarget Of(VirtualMachine vm) => new()
    {
        Config = vm.Config,
        Datacenter = vm.Datacenter!,
        Host = vm.Host,
        Folder = vm.Parent as Folder,
        Vm = vm,
        PowerState = vm.PowerState,
        HasSnapshots = vm.Snapshots is not null,
    };
}
