using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class InstantCloneTests
{
    [Fact]
    public async Task An_instant_clone_runs_at_once_on_its_sources_host_and_disks()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);

        VirtualMachine clone = scene.Made(await StartAsync(scene, "web-2", spec => spec.Config = [new OptionValue { Key = "guestinfo.name", Value = "web-2" }]));

        clone.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        clone.Runtime.BootTime.Should().NotBeNull();
        clone.Host.Should().Be(scene.Source.Host);
        clone.Config.Uuid.Should().NotBe(scene.Source.Config.Uuid);
        clone.Config.ExtraConfig.Should().Contain(option => option.Key == "guestinfo.name");
        CloneScene.CardOf(clone).MacAddress.Should().NotBe(CloneScene.CardOf(scene.Source).MacAddress);
        CloneScene.BackingOf(clone).Parent!.FileName.Should().Be("[datastore1] web-1/web-1.vmdk");
        CloneScene.BackingOf(scene.Source).FileName.Should().Be("[datastore1] web-1/web-1-000001.vmdk");
        CloneScene.BackingOf(scene.Source).Parent!.FileName.Should().Be("[datastore1] web-1/web-1.vmdk");
    }

    [Fact]
    public async Task A_second_instant_clone_sees_what_the_source_wrote_since()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);
        scene.Made(await StartAsync(scene, "web-2"));

        VirtualMachine second = scene.Made(await StartAsync(scene, "web-3"));

        CloneScene.BackingOf(second).Parent!.FileName.Should().Be("[datastore1] web-1/web-1-000001.vmdk");
        CloneScene.BackingOf(scene.Source).FileName.Should().Be("[datastore1] web-1/web-1-000002.vmdk");
    }

    [Fact]
    public async Task The_source_has_to_run_and_to_be_no_template()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        scene.FaultOf(await StartAsync(scene, "web-2")).Should().BeOfType<InvalidPowerState>().Which.RequestedState.Should().Be(VirtualMachinePowerState.PoweredOn);
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);
        Func<Task> template = () => StartAsync(scene, "web-2");
        (await template.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("NotSupported");
    }

    [Fact]
    public async Task Names_are_unique_and_a_failed_instant_clone_leaves_nothing_behind()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(taskDuration: TimeSpan.FromMinutes(1));
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);
        long before = scene.Inventory.Datastore1.UsedBytes;

        scene.FaultOf(await StartAsync(scene, "web-1")).Should().BeOfType<DuplicateName>();
        ManagedObjectReference task = await StartAsync(scene, "web-2");
        Func<Task> meanwhile = () => scene.StartCloneAsync("web-3");
        (await meanwhile.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("TaskInProgress");
        lock (scene.World.Gate)
        {
            scene.Inventory.Host1.SetState(HostSystemConnectionState.Disconnected, inMaintenanceMode: false);
        }

        scene.Clock.Advance(TimeSpan.FromMinutes(1));

        scene.FaultOf(task).Should().BeOfType<HostNotConnected>();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Folder.NamesInTheMaking.Should().BeEmpty();
    }

    [Fact]
    public async Task A_host_cannot_be_chosen()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);

        Func<Task> clone = () => StartAsync(scene, "web-2", spec => spec.Location!.Host = scene.Inventory.Host2.Reference);

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.host");
    }

    private static Task<ManagedObjectReference> StartAsync(CloneScene scene, string name, Action<VirtualMachineInstantCloneSpec>? change = null)
    {
        var spec = new VirtualMachineInstantCloneSpec { Name = name, Location = new VirtualMachineRelocateSpec() };
        change?.Invoke(spec);
        return scene.Client.InstantCloneTaskAsync(scene.Source.Reference, spec, CloneScene.Cancellation);
    }
}
