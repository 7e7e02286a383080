using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Permissions;

public class VisibilityTests
{
    [Fact]
    public async Task A_user_reads_what_was_granted_and_the_names_on_the_way_there()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var permissions = simulator.VCenter.Permissions;
        permissions.Grant(small.Vm, permissions.AddUser("u", "p", role: null), permissions.ReadOnly);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "u", "p");

        (await user.ReadAsync<string>(small.Vm.Reference, "config.name")).Should().Be("web-1");
        (await user.ReadAsync<IReadOnlyList<int>>(small.Vm.Reference, "effectiveRole")).Should().Equal(-2);
        (await user.ReadAsync<string>(small.Datacenter.Reference, "name")).Should().Be("DC0");
        ObjectContent? datacenter = await user.RetrieveAsync(small.Datacenter.Reference, "name", "overallStatus");
        datacenter!.MissingSet.Should().ContainSingle().Which.Path.Should().Be("overallStatus");
    }

    [Fact]
    public async Task Another_users_sight_differs_in_the_same_properties()
    {
        await using VCenterSimulator simulator = TestSimulator.Create();
        var small = new SmallInventory(simulator);
        var permissions = simulator.VCenter.Permissions;
        permissions.Grant(small.Vm, permissions.AddUser("u", "p", role: null), permissions.ReadOnly);
        SimulatedTask onVm = Work.Start(simulator, small.Vm);
        SimulatedTask onHost = Work.Start(simulator, small.Host1);
        await using LoggedIn admin = await LoggedIn.ToAsync(simulator);
        await using LoggedIn user = await LoggedIn.ToAsync(simulator, "u", "p");
        ManagedObjectReference manager = admin.Content.TaskManager!;

        (await admin.ReadAsync<IReadOnlyList<int>>(small.Vm.Reference, "effectiveRole")).Should().Equal(-1);
        (await admin.ReadAsync<IReadOnlyList<ManagedObjectReference>>(manager, "recentTask")).Should().Equal(onVm.Reference, onHost.Reference);
        (await user.ReadAsync<IReadOnlyList<ManagedObjectReference>>(manager, "recentTask")).Should().Equal(onVm.Reference);
        (await user.ReadAsync<TaskInfo>(onVm.Reference, "info"))!.State.Should().Be(TaskInfoState.Success);
    }
}
