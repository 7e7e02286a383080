using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Guests;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Reconfiguring;

/// <summary>Changing the hardware and settings of VMs.</summary>
internal static class ReconfigureOperations
{
    internal static void Register(VCenter vCenter)
    {
        vCenter.Operations.On<ReconfigVMRequestType>((call, request) => Reconfigure(vCenter, call, request));
        vCenter.Operations.On<CheckVmConfigRequestType>((call, request) => VmConfigCheck.Start(vCenter, call, request));
        vCenter.Operations.On<UpgradeVMRequestType>((call, request) => HardwareUpgrade.Start(vCenter, call, request));
        vCenter.Operations.On<QueryConfigOptionExRequestType>((_, request) => ConfigOptions.Answer(vCenter, request));
        vCenter.Operations.On<QueryConfigTargetRequestType>((_, request) => ConfigTargets.Answer(vCenter, request));
    }

    private static ManagedObjectReference Reconfigure(VCenter vCenter, SimulatedCall call, ReconfigVMRequestType request)
    {
        VirtualMachine vm = vCenter.World.Require<VirtualMachine>(request.This);
        VirtualMachineConfigSpec spec = request.Spec ?? throw SimulatedFault.InvalidArgument("spec");
        return vCenter.Tasks.Start(call, vm, "VirtualMachine.reconfigure", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Locks = [vm],
            Finish = () =>
            {
                if (vm.IsDeleted)
                {
                    throw SimulatedFault.ManagedObjectNotFound(vm.Reference);
                }

                ReconfigurePlan.Make(vCenter, ReconfigureTarget.Of(vm), spec).Commit();
                GuestLife.Refresh(vm);
                return null;
            },
        });
    }
}
