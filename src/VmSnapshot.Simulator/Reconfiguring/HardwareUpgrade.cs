using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>UpgradeVM_Task: to the newest hardware version or to one between; never back.</summary>
internal static class HardwareUpgrade
{
    internal static ManagedObjectReference Start(VCenter vCenter, SimulatedCall call, UpgradeVMRequestType request)
    {
        VirtualMachine vm = vCenter.World.Require<VirtualMachine>(request.This);
        return vCenter.Tasks.Start(call, vm, "VirtualMachine.upgradeVirtualHardware", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = [vm],
            Finish = () =>
            {
                Upgrade(vCenter, vm, request.Version);
                return null;
            },
        });
    }

    private static void Upgrade(VCenter vCenter, VirtualMachine vm, string? wanted)
    {
        if (vm.IsTemplate)
        {
            throw SimulatedFault.NotSupported("The operation is not supported on the object.");
        }

        int current = HardwareLimits.NumberOf(vm.Config.Version);
        int version = string.IsNullOrEmpty(wanted) ? HardwareLimits.Newest : HardwareLimits.NumberOf(wanted);
        if (!HardwareLimits.Versions.Contains(version) || version < current)
        {
            throw SimulatedFault.InvalidArgument("version");
        }

        if (version == current)
        {
            throw SimulatedFault.Of(new AlreadyUpgraded(), "The virtual machine's hardware is already up to date.");
        }

        if (vm.PowerState != VirtualMachinePowerState.PoweredOff)
        {
            throw SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOff);
        }

        if (!vm.Devices.Any(device => device is VirtualDisk))
        {
            throw SimulatedFault.Of(new NoDiskFound(), "No virtual disks were found.");
        }

        string name = HardwareLimits.NameOf(version);
        vCenter.Events.Post(vm, new VmUpgradingEvent { Version = name });
        vm.ChangeConfig(config => config.Version = name);
        vCenter.Events.Post(vm, new VmUpgradeCompleteEvent { Version = name });
    }
}
