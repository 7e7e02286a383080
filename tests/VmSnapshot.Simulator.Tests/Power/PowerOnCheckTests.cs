using VmSnapshot.Simulator.Power;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Power;

public class PowerOnCheckTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_that_fits_has_nothing_to_say()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();

        CheckResult result = (await CheckAsync(lab, lab.Inventory.Host2.Reference)).Single();

        (result.Vm, result.Host).Should().Be((lab.Vm.Reference, lab.Inventory.Host2.Reference));
        result.Error.Should().BeNull();
        result.Warning.Should().BeNull();
        lab.Vm.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff, "it was only a question");
    }

    [Fact]
    public async Task A_host_in_maintenance_is_an_error_and_an_absent_network_a_warning()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        lab.Arrange(vCenter =>
        {
            InventoryStates.EnterMaintenance(vCenter, lab.Inventory.Host2);
            lab.Inventory.Host2.Networks.Remove(lab.Inventory.StandardNetwork.Reference);
        });

        CheckResult result = (await CheckAsync(lab, lab.Inventory.Host2.Reference)).Single();
        CheckResult filtered = (await CheckAsync(lab, lab.Inventory.Host2.Reference, testType: ["networkTests", "datastoreTests"])).Single();

        result.Error!.Single().Fault.Should().BeOfType<InvalidHostState>();
        result.Warning!.Single().Fault.Should().BeOfType<CannotAccessNetwork>().Which.Network.Should().Be(lab.Inventory.StandardNetwork.Reference);
        filtered.Error.Should().BeNull();
        filtered.Warning.Should().HaveCount(1);
    }

    [Fact]
    public async Task Without_a_host_all_active_ones_of_the_DRS_cluster_are_tested()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        await lab.PowerOnAsync(lab.Vm);

        IReadOnlyList<CheckResult> results = await CheckAsync(lab, host: null, pool: lab.Inventory.Cluster.RootPool.Reference);
        lab.Arrange(vCenter => InventoryStates.Disconnect(vCenter, lab.Inventory.Host2));
        IReadOnlyList<CheckResult> fewer = await CheckAsync(lab, host: null, pool: lab.Inventory.Cluster.RootPool.Reference);

        results.Select(result => result.Host).Should().Equal(lab.Inventory.Host1.Reference, lab.Inventory.Host2.Reference);
        results.Select(result => result.Error!.Single().Fault!.WireTypeName).Should().Equal("InvalidPowerState", "InvalidPowerState");
        fewer.Select(result => result.Host).Should().Equal(lab.Inventory.Host1.Reference);
    }

    [Fact]
    public async Task Neither_host_nor_pool_or_those_of_different_compute_resources_are_InvalidArgument()
    {
        await using GuestLab lab = await GuestLab.CreateAsync();
        ManagedObjectReference? pool = null;
        lab.Arrange(vCenter => pool = vCenter.Inventory.AddCompute(lab.Inventory.Datacenter.HostFolder, "plain", drs: false).RootPool.Reference);

        Func<Task> neither = () => CheckAsync(lab, host: null);
        Func<Task> apart = () => CheckAsync(lab, lab.Inventory.Host1.Reference, pool);
        Func<Task> withoutDrs = () => CheckAsync(lab, host: null, pool);

        foreach (Func<Task> call in new[] { neither, apart, withoutDrs })
        {
            (await call.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidArgument");
        }
    }

    private static async Task<IReadOnlyList<CheckResult>> CheckAsync(
        GuestLab lab, ManagedObjectReference? host, ManagedObjectReference? pool = null, IReadOnlyList<string>? testType = null)
    {
        ManagedObjectReference? task = await lab.Client.CheckPowerOnTaskAsync(lab.User.Content.VmCompatibilityChecker!, lab.Vm.Reference, host, pool, testType, Cancelled);
        return (IReadOnlyList<CheckResult>)lab.InfoOf(task!).Result!;
    }
}
