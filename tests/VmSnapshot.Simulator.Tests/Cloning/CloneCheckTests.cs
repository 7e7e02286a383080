using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class CloneCheckTests
{
    [Fact]
    public async Task A_clone_that_would_succeed_has_no_errors_and_is_not_made()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        long before = scene.Inventory.Datastore1.UsedBytes;

        CheckResult result = await CheckAsync(scene, "web-2");

        result.Vm.Should().Be(scene.Source.Reference);
        result.Host.Should().Be(scene.Inventory.Host1.Reference);
        result.Error.Should().BeNull();
        result.Warning.Should().BeNull();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Folder.FindChild("web-2").Should().BeNull();
        scene.Folder.NamesInTheMaking.Should().BeEmpty();
    }

    [Fact]
    public async Task A_check_finds_what_the_clone_would_fail_with()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        (await CheckAsync(scene, "web-1")).Error!.Single().Fault.Should().BeOfType<DuplicateName>();
        lock (scene.World.Gate)
        {
            scene.Inventory.Host2.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: true);
        }

        (await CheckAsync(scene, "web-2", spec => spec.Location!.Host = scene.Inventory.Host2.Reference)).Error!.Single().Fault.Should().BeOfType<InvalidHostState>();
    }

    [Fact]
    public async Task A_network_that_the_host_lacks_is_a_warning()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Inventory.StandardNetwork.Hosts.Remove(scene.Inventory.Host2.Reference);
        }

        CheckResult result = await CheckAsync(scene, "web-2", spec => spec.Location!.Host = scene.Inventory.Host2.Reference);

        result.Error.Should().BeNull();
        result.Warning!.Single().Fault.Should().BeOfType<CannotAccessNetwork>().Which.Network.Should().Be(scene.Inventory.StandardNetwork.Reference);
    }

    [Fact]
    public async Task An_unknown_test_is_refused_by_the_call()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> check = () => scene.Client.CheckCloneTaskAsync(
            scene.Content.VmProvisioningChecker!, scene.Source.Reference, scene.Folder.Reference, "web-2", CloneScene.Spec(), ["luckTests"], CloneScene.Cancellation);

        (await check.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("testType");
    }

    [Fact]
    public async Task An_instant_clone_is_checked_in_the_same_way()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        async Task<CheckResult> CheckInstantAsync()
        {
            var spec = new VirtualMachineInstantCloneSpec { Name = "web-2", Location = new VirtualMachineRelocateSpec() };
            return ResultOf(scene, (await scene.Client.CheckInstantCloneTaskAsync(scene.Content.VmProvisioningChecker!, scene.Source.Reference, spec, cancellationToken: CloneScene.Cancellation))!);
        }

        (await CheckInstantAsync()).Error!.Single().Fault.Should().BeOfType<InvalidPowerState>();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);
        (await CheckInstantAsync()).Error.Should().BeNull();
    }

    private static async Task<CheckResult> CheckAsync(CloneScene scene, string name, Action<VirtualMachineCloneSpec>? change = null)
        => ResultOf(scene, await scene.Client.CheckCloneTaskAsync(
            scene.Content.VmProvisioningChecker!, scene.Source.Reference, scene.Folder.Reference, name, CloneScene.Spec(change), cancellationToken: CloneScene.Cancellation));

    private static CheckResult ResultOf(CloneScene scene, ManagedObjectReference task)
    {
        scene.Succeeded(task);
        return ((IReadOnlyList<CheckResult>)scene.InfoOf(task).Result!).Single();
    }
}
