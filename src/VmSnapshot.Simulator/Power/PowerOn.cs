using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>
/// Powering on a VM. A template is refused by the call, everything else fails the task (vSphere Web Services API
/// reference, PowerOnVM_Task; InvalidPowerState comes from the task in govmomi's simulator too).
/// </summary>
internal sealed class PowerOn
{
    private readonly VCenter _vCenter;
    private readonly VirtualMachine _vm;
    private readonly HostSystem? _wanted;
    private VmQuestion? _refusedAt;

    private PowerOn(VCenter vCenter, VirtualMachine vm, HostSystem? wanted) => (_vCenter, _vm, _wanted) = (vCenter, vm, wanted);

    /// <summary>Starts the task: what PowerOnVM_Task does, and a clone that is to be powered on.</summary>
    /// <param name="call">The call that asks for it.</param>
    /// <param name="vCenter">Where.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="wanted">The host asked for, or null.</param>
    /// <exception cref="VimFaultException">NotSupported, TaskInProgress, InvalidArgument.</exception>
    internal static ManagedObjectReference Start(SimulatedCall call, VCenter vCenter, VirtualMachine vm, HostSystem? wanted = null)
    {
        VmAvailability.RequireNoTemplate(vm);
        if (wanted is not null && wanted.ParentReference != vm.Host?.ParentReference)
        {
            throw SimulatedFault.InvalidArgument("host");
        }

        var powerOn = new PowerOn(vCenter, vm, wanted);
        return vCenter.Tasks.Start(call, vm, "VirtualMachine.powerOn", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = [vm],
            Begin = powerOn.Announce,
            Hold = powerOn.WaitForAnswer,
            Finish = powerOn.Finish,
        });
    }

    private void Announce()
    {
        if (IsPossible())
        {
            _vCenter.Events.Post(_vm, new VmStartingEvent());
        }
    }

    private bool WaitForAnswer(Action proceed)
    {
        if (_vm.GuestState.NextQuestion is not { } question || !IsPossible())
        {
            return false;
        }

        _vm.GuestState.NextQuestion = null;
        Questions.Ask(_vCenter, _vm, question, answer =>
        {
            _refusedAt = question.Refusing.Contains(answer) ? question : null;
            proceed();
        });
        return true;
    }

    private object? Finish()
    {
        try
        {
            if (_refusedAt is not null)
            {
                throw PowerFaults.RefusedByAnswer(_refusedAt);
            }

            HostSystem host = ChooseHost();
            if (host != _vm.Host)
            {
                _vm.MoveTo(host);
            }

            // A cluster with DRS tells of a power-on with a type of its own: a filter has to name both.
            _vCenter.Events.Post(_vm, InitialPlacement.UsesDrs(host) ? new DrsVmPoweredOnEvent() : new VmPoweredOnEvent());
            VmPower.TurnOn(_vCenter, _vm);
            return null;
        }
        catch (VimFaultException fault)
        {
            _vCenter.Events.Post(_vm, new VmFailedToPowerOnEvent { Reason = fault.Localized() });
            throw;
        }
    }

    private HostSystem ChooseHost()
    {
        VmAvailability.RequireNoTemplate(_vm);
        return _vm.PowerState == VirtualMachinePowerState.PoweredOn
            ? throw SimulatedFault.InvalidPowerState(_vm.PowerState, VirtualMachinePowerState.PoweredOn)
            : InitialPlacement.Choose(_vCenter, _vm, _wanted);
    }

    private bool IsPossible()
    {
        try
        {
            ChooseHost();
            return true;
        }
        catch (VimFaultException)
        {
            return false; // the task's end says why
        }
    }
}
