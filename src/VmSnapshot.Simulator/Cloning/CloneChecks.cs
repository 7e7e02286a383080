using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Placement;
using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Cloning;

/// <summary>
/// CheckClone_Task and CheckInstantClone_Task: what the clone would fail with, without making it, and as warnings what wouldn't
/// stop it. Follows vSphere Web Services API reference, VirtualMachineProvisioningChecker.
/// </summary>
internal sealed class CloneChecks(VCenter vCenter)
{
    private static readonly string[] TestTypes = ["sourceTests", "hostTests", "resourcePoolTests", "datastoreTests", "networkTests"];

    internal void Register()
    {
        vCenter.Operations.On<CheckCloneRequestType>((call, request) =>
        {
            var vm = vCenter.World.Require<VirtualMachine>(request.Vm, "vm");
            var folder = vCenter.World.Require<Folder>(request.Folder, "folder");
            RequireTests(request.TestType);
            return Start(call, vm, "checkClone", () => CheckClone(vm, folder, request));
        });
        vCenter.Operations.On<CheckInstantCloneRequestType>((call, request) =>
        {
            var vm = vCenter.World.Require<VirtualMachine>(request.Vm, "vm");
            RequireTests(request.TestType);
            return Start(call, vm, "checkInstantClone", () => CheckInstantClone(vm, request.Spec));
        });
    }

    private ManagedObjectReference Start(Calls.SimulatedCall call, VirtualMachine vm, string method, Func<CheckResult> check)
        => vCenter.Tasks.Start(call, vm, $"vm.check.ProvisioningChecker.{method}", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Finish = () => new List<CheckResult> { check() },
        });

    private CheckResult CheckClone(VirtualMachine vm, Folder folder, CheckCloneRequestType request)
    {
        var result = new CheckResult { Vm = vm.Reference };
        try
        {
            var plan = ClonePlan.Make(vCenter, vm, folder, request.Name, request.Spec);
            plan.GiveUp();
            Report(result, plan.Target, plan.Config.Hardware?.Device ?? []);
        }
        catch (VimFaultException fault) when (TaskWork.FailsTask(fault) || fault.Fault is NotSupported)
        {
            result.Error = [fault.Localized()];
        }

        return result;
    }

    private CheckResult CheckInstantClone(VirtualMachine vm, VirtualMachineInstantCloneSpec? spec)
    {
        var result = new CheckResult { Vm = vm.Reference };
        try
        {
            VmTarget target = new InstantCloneTask(vCenter).Check(vm, spec).Target;
            Report(result, target, vm.Devices);
        }
        catch (VimFaultException fault) when (TaskWork.FailsTask(fault) || fault.Fault is NotSupported)
        {
            result.Error = [fault.Localized()];
        }

        return result;
    }

    /// <summary>A network that the host lacks leaves an adapter unconnected; the clone is made all the same.</summary>
    private void Report(CheckResult result, VmTarget target, IReadOnlyList<VirtualDevice> devices)
    {
        result.Host = target.Host.Reference;
        List<LocalizedMethodFault> warnings = [];
        foreach (VirtualEthernetCard card in devices.OfType<VirtualEthernetCard>())
        {
            Network? network = vCenter.Inventory.FindNetwork(target.Datacenter, card.Backing);
            if (network is null || !network.Hosts.Contains(target.Host.Reference))
            {
                warnings.Add(RelocateTask.CannotAccessNetwork(card, network).Localized());
            }
        }

        result.Warning = warnings.Count > 0 ? warnings : null;
    }

    private static void RequireTests(IReadOnlyList<string>? testTypes)
    {
        if (testTypes?.Any(type => !TestTypes.Contains(type)) == true)
        {
            throw SimulatedFault.InvalidArgument("testType");
        }
    }
}
