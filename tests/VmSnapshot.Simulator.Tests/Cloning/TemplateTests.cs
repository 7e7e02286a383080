using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class TemplateTests
{
    [Fact]
    public async Task A_VM_becomes_a_template_and_a_VM_again()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);
        scene.Source.IsTemplate.Should().BeTrue();
        scene.Source.Pool.Should().BeNull();
        scene.Inventory.Cluster.RootPool.Vms.Count.Should().Be(0);
        await scene.Client.MarkAsVirtualMachineAsync(scene.Source.Reference, scene.Inventory.Cluster.RootPool.Reference, cancellationToken: CloneScene.Cancellation);

        scene.Source.IsTemplate.Should().BeFalse();
        scene.Source.Pool.Should().Be(scene.Inventory.Cluster.RootPool);
        scene.Source.Host.Should().Be(scene.Inventory.Host1);
    }

    [Fact]
    public async Task A_running_VM_becomes_no_template()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);

        Func<Task> mark = () => scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        (await mark.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidPowerState>().Which.ExistingState.Should().Be(VirtualMachinePowerState.PoweredOn);
        scene.Source.IsTemplate.Should().BeFalse();
    }

    [Fact]
    public async Task What_is_a_template_already_or_is_none_is_not_supported()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Func<Task> toVm = () => scene.Client.MarkAsVirtualMachineAsync(scene.Source.Reference, scene.Inventory.Cluster.RootPool.Reference, cancellationToken: CloneScene.Cancellation);
        Func<Task> toTemplate = () => scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        (await toVm.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotSupported");
        await toTemplate();
        (await toTemplate.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotSupported");
    }

    [Fact]
    public async Task A_template_that_goes_to_another_cluster_needs_its_datastores_there()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (ComputeResource other, HostSystem host, _) = CloneTargetTests.AddCluster(scene, drs: true);
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);
        Func<Task> mark = () => scene.Client.MarkAsVirtualMachineAsync(scene.Source.Reference, other.RootPool.Reference, host.Reference, CloneScene.Cancellation);
        Func<Task> wrongHost = () => scene.Client.MarkAsVirtualMachineAsync(scene.Source.Reference, other.RootPool.Reference, scene.Inventory.Host1.Reference, CloneScene.Cancellation);

        (await mark.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidDatastore");
        (await wrongHost.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("host");
        scene.Source.IsTemplate.Should().BeTrue();
    }

    [Fact]
    public async Task A_disconnected_host_makes_no_template()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Inventory.Host1.SetState(HostSystemConnectionState.Disconnected, inMaintenanceMode: false);
        }

        Func<Task> mark = () => scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        (await mark.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("HostNotConnected");
    }
}
