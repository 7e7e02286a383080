namespace VmSnapshot.IntegrationTests.Behaviour;

public static partial class Differences
{
    private static IReadOnlyList<Difference> Power =>
    [
        new(nameof(BehaviourSuite.Several_VMs_are_powered_on_together), "nothing; poweredOn; poweredOn",
            "The task of PowerOnMultiVM_Task has a ClusterPowerOnVmResult, with the VMs attempted and not", "The task has no result",
            "vCenter: API reference, PowerOnMultiVM_Task (return value)"),
        new(nameof(BehaviourSuite.A_VM_has_CPUs_by_hot_plug_only_while_it_runs), "done; 2",
            "A running VM without CPU hot-add refuses more CPUs", "Changes them",
            "vCenter: API reference, CpuHotPlugNotSupported and VirtualMachineConfigInfo (cpuHotAddEnabled)"),
    ];
}
