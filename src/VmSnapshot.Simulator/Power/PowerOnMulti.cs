using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>
/// PowerOnMultiVM_Task: each VM is attempted with a task of its own or, when no host fits it, not at all. The reference
/// promises the tasks only for VMs that DRS doesn't manage; govmomi's simulator returns one for each VM, and so does this one.
/// </summary>
internal static class PowerOnMulti
{
    private static readonly string[] KnownOptions = ["OverrideAutomationLevel", "ReserveResources"];

    /// <exception cref="VimFaultException">InvalidArgument, ManagedObjectNotFound.</exception>
    internal static ManagedObjectReference Start(SimulatedCall call, VCenter vCenter, Datacenter datacenter, PowerOnMultiVMRequestType request)
    {
        if (request.Option is { } options && options.Any(option => !KnownOptions.Contains(option.Key)))
        {
            throw SimulatedFault.InvalidArgument("option");
        }

        List<VirtualMachine> vms = [.. (request.Vm ?? []).Select(reference => vCenter.World.Require<VirtualMachine>(reference, "vm")).Distinct()];
        if (vms.Count == 0 || vms.Any(vm => vm.Datacenter != datacenter))
        {
            throw SimulatedFault.InvalidArgument("vm");
        }

        return vCenter.Tasks.Start(call, datacenter, "Datacenter.powerOnVm", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Finish = () =>
            {
                var attempted = new List<ClusterAttemptedVmInfo>();
                var notAttempted = new List<ClusterNotAttemptedVmInfo>();
                foreach (VirtualMachine vm in vms)
                {
                    try
                    {
                        attempted.Add(new ClusterAttemptedVmInfo { Vm = vm.Reference, Task = Attempt(call, vCenter, vm) });
                    }
                    catch (VimFaultException fault)
                    {
                        notAttempted.Add(new ClusterNotAttemptedVmInfo { Vm = vm.Reference, Fault = fault.Localized() });
                    }
                }

                return new ClusterPowerOnVmResult
                {
                    Attempted = attempted.Count > 0 ? attempted : null,
                    NotAttempted = notAttempted.Count > 0 ? notAttempted : null,
                };
            },
        });
    }

    private static ManagedObjectReference Attempt(SimulatedCall call, VCenter vCenter, VirtualMachine vm)
    {
        if (vm.IsDeleted)
        {
            throw SimulatedFault.ManagedObjectNotFound(vm.Reference);
        }

        VmAvailability.RequireNoTemplate(vm);
        if (vm.PowerState != VirtualMachinePowerState.PoweredOn)
        {
            InitialPlacement.Choose(vCenter, vm, wanted: null);
        }

        return PowerOn.Start(call, vCenter, vm);
    }
}
