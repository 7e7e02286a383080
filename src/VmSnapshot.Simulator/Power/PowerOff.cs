using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>Powering off a VM, at once or by asking its guest.</summary>
internal static class PowerOff
{
    /// <summary>PowerOffVM_Task: the template is refused by the call, the rest fails the task.</summary>
    /// <exception cref="VimFaultException">NotSupported, TaskInProgress.</exception>
    internal static ManagedObjectReference Start(SimulatedCall call, VCenter vCenter, VirtualMachine vm)
    {
        VmAvailability.RequireNoTemplate(vm);
        string userName = call.Session?.UserName ?? "";
        return vCenter.Tasks.Start(call, vm, "VirtualMachine.powerOff", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = [vm],
            Finish = () =>
            {
                VmAvailability.Require(vm);
                if (vm.PowerState == VirtualMachinePowerState.PoweredOff)
                {
                    throw SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOff);
                }

                End(vCenter, vm, userName);
                return null;
            },
        });
    }

    /// <summary>
    /// ShutdownGuest: returns at once; the guest takes as long to go down as to come up, and the VM is off then. Asking
    /// once more meanwhile changes nothing.
    /// </summary>
    /// <exception cref="VimFaultException">NotSupported, TaskInProgress, InvalidPowerState, ToolsUnavailable, HostNotConnected, HostNotReachable.</exception>
    internal static void AskGuest(SimulatedCall call, VCenter vCenter, VirtualMachine vm)
    {
        VmAvailability.RequireNoTemplate(vm);
        VmAvailability.RequireIdle(vm);
        VmAvailability.Require(vm);
        if (vm.PowerState != VirtualMachinePowerState.PoweredOn)
        {
            throw SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOn);
        }

        if (vm.Guest.ToolsRunningStatus != "guestToolsRunning")
        {
            throw PowerFaults.ToolsUnavailable(vm);
        }

        string userName = call.Session?.UserName ?? "";
        vCenter.Events.Post(vm, new VmGuestShutdownEvent { UserName = userName });
        if (!GuestLife.IsShuttingDown(vm))
        {
            GuestLife.ShutDown(vCenter, vm, () => End(vCenter, vm, userName));
        }
    }

    private static void End(VCenter vCenter, VirtualMachine vm, string userName)
    {
        vCenter.Events.Post(vm, new VmStoppingEvent { UserName = userName });
        VmPower.TurnOff(vCenter, vm);
        vCenter.Events.Post(vm, new VmPoweredOffEvent { UserName = userName });
    }
}
