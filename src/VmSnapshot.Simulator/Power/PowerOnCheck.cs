using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Power;

/// <summary>
/// CheckPowerOn_Task: what each host would say to a power-on (vSphere Web Services API reference,
/// VirtualMachineCompatibilityChecker). Without a host, all active ones of a cluster with DRS are tested.
/// </summary>
internal static class PowerOnCheck
{
    /// <exception cref="VimFaultException">InvalidArgument, ManagedObjectNotFound.</exception>
    internal static ManagedObjectReference Start(SimulatedCall call, VCenter vCenter, CheckPowerOnRequestType request)
    {
        VirtualMachine vm = vCenter.World.Require<VirtualMachine>(request.Vm, "vm");
        HostSystem? host = request.Host is null ? null : vCenter.World.Require<HostSystem>(request.Host, "host");
        ResourcePool? pool = request.Pool is null ? null : vCenter.World.Require<ResourcePool>(request.Pool, "pool");
        Func<PowerOnTest, bool> isWanted = WantedTests(request.TestType);
        List<HostSystem> hosts = HostsToTest(host, pool);
        return vCenter.Tasks.Start(call, vm, "VirtualMachineCompatibilityChecker.checkPowerOn", new TaskWork
        {
            Duration = vCenter.Options.TaskDuration,
            Finish = () => (List<CheckResult>)[.. hosts.Select(tested => ResultOf(vCenter, vm, tested, isWanted))],
        });
    }

    private static List<HostSystem> HostsToTest(HostSystem? host, ResourcePool? pool)
    {
        if (host is not null)
        {
            return pool is null || pool.Owner == host.Compute ? [host] : throw SimulatedFault.InvalidArgument("pool");
        }

        ComputeResource compute = (pool ?? throw SimulatedFault.InvalidArgument("host")).Owner;
        return compute switch
        {
            { IsCluster: false } => [.. compute.HostSystems],
            { DrsEnabled: true } => [.. compute.HostSystems.Where(HostFitness.IsActive)],
            _ => throw SimulatedFault.InvalidArgument("host"),
        };
    }

    private static CheckResult ResultOf(VCenter vCenter, VirtualMachine vm, HostSystem host, Func<PowerOnTest, bool> isWanted)
    {
        List<PowerOnProblem> problems = [.. ProblemsOf(vm).Concat(HostFitness.ProblemsOf(vCenter, vm, host)).Where(problem => isWanted(problem.Test))];
        List<LocalizedMethodFault> warnings = [.. problems.Where(IsWarning).Select(problem => problem.Fault.Localized())];
        List<LocalizedMethodFault> errors = [.. problems.Where(problem => !IsWarning(problem)).Select(problem => problem.Fault.Localized())];
        return new CheckResult
        {
            Vm = vm.Reference,
            Host = host.Reference,
            Warning = warnings.Count > 0 ? warnings : null,
            Error = errors.Count > 0 ? errors : null,
        };
    }

    // A network that isn't there leaves the adapter unconnected; the VM starts.
    private static bool IsWarning(PowerOnProblem problem) => problem.Test == PowerOnTest.Network;

    private static IEnumerable<PowerOnProblem> ProblemsOf(VirtualMachine vm)
    {
        if (vm.IsTemplate)
        {
            yield return new(PowerOnTest.Source, SimulatedFault.NotSupported($"'{vm.Name}' is a template."));
        }

        if (vm.PowerState == VirtualMachinePowerState.PoweredOn)
        {
            yield return new(PowerOnTest.Source, SimulatedFault.InvalidPowerState(vm.PowerState, VirtualMachinePowerState.PoweredOn));
        }
    }

    private static Func<PowerOnTest, bool> WantedTests(IReadOnlyList<string>? names)
    {
        if (names is not { Count: > 0 })
        {
            return _ => true;
        }

        HashSet<PowerOnTest> wanted =
        [
            .. names.Select(name => name switch
            {
                "sourceTests" => PowerOnTest.Source,
                "hostTests" => PowerOnTest.Host,
                "resourcePoolTests" => PowerOnTest.ResourcePool,
                "datastoreTests" => PowerOnTest.Datastore,
                "networkTests" => PowerOnTest.Network,
                _ => throw SimulatedFault.InvalidArgument("testType"),
            }),
        ];
        return wanted.Contains;
    }
}
