using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Inventory;

public class RegisterAgainTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Snapshots_come_along_and_can_be_used()
    {
        await using var simulator = new VCenterSimulator();
        await using LoggedIn user = await LoggedIn.ToAsync(simulator);
        SimulatedVm vm = simulator.Inventory.VirtualMachines.First(candidate => candidate is { IsPoweredOn: false, IsTemplate: false, Snapshots: null });
        foreach (string name in new[] { "first", "second" })
        {
            await user.Client.CreateSnapshotTaskAsync(vm.Reference, name, null, false, false, Stop);
        }

        VirtualMachineSnapshotInfo before = simulator.Inventory.GetVirtualMachine(vm.Path).Snapshots!;

        ManagedObjectReference again = simulator.Inventory.RegisterAgain(vm.Path);

        SimulatedVm registered = simulator.Inventory.GetVirtualMachine(vm.Path);
        registered.Reference.Should().Be(again).And.NotBe(vm.Reference);
        VirtualMachineSnapshotTree root = registered.Snapshots!.RootSnapshotList.Should().ContainSingle().Subject;
        VirtualMachineSnapshotTree child = root.ChildSnapshotList.Should().ContainSingle().Subject;
        (root.Name, child.Name).Should().Be(("first", "second"));
        (root.Vm, child.Vm).Should().Be((again, again));
        registered.Snapshots.CurrentSnapshot.Should().Be(child.Snapshot).And.NotBe(before.CurrentSnapshot);
        (await user.ReadAsync<ManagedObjectReference>(child.Snapshot!, "vm")).Should().Be(again);
        ManagedObjectReference removal = await user.Client.RemoveSnapshotTaskAsync(root.Snapshot!, removeChildren: true, cancellationToken: Stop);
        (await user.ReadAsync<TaskInfoState>(removal, "info.state")).Should().Be(TaskInfoState.Success);
        simulator.Inventory.GetVirtualMachine(vm.Path).Snapshots.Should().BeNull();
    }

    [Fact]
    public async Task What_runs_is_not_let_go_of()
    {
        await using var simulator = new VCenterSimulator();
        SimulatedVm vm = simulator.Inventory.VirtualMachines.First(candidate => candidate.IsPoweredOn);

        simulator.Inventory.Invoking(inventory => inventory.RegisterAgain(vm.Path)).Should().Throw<InvalidOperationException>();

        simulator.Inventory.GetVirtualMachine(vm.Path).Reference.Should().Be(vm.Reference);
    }
}
