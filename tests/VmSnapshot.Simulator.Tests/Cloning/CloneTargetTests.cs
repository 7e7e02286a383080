using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class CloneTargetTests
{
    [Fact]
    public async Task A_clone_from_a_template_needs_a_pool()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        Func<Task> clone = () => scene.StartCloneAsync("web-2");

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.pool");
        VirtualMachine made = await scene.CloneAsync("web-2", spec => spec.Location!.Pool = scene.Inventory.Cluster.RootPool.Reference);
        made.IsTemplate.Should().BeFalse();
        made.Pool.Should().Be(scene.Inventory.Cluster.RootPool);
        scene.Events.OfType<VmBeingDeployedEvent>().Single().SrcTemplate!.Vm.Should().Be(scene.Source.Reference);
        scene.Events.OfType<VmDeployedEvent>().Single().Vm!.Vm.Should().Be(made.Reference);
        scene.Events.OfType<VmClonedEvent>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_deployment_that_fails_has_an_event_of_its_own()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        await scene.CloneFaultAsync("web-1", spec => spec.Location!.Pool = scene.Inventory.Cluster.RootPool.Reference);

        scene.Events.OfType<VmDeployFailedEvent>().Single().Reason!.Fault.Should().BeOfType<DuplicateName>();
    }

    [Fact]
    public async Task A_template_is_made_off_and_without_pool_or_customization_whatever_is_asked()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine template = await scene.CloneAsync("golden", spec =>
        {
            spec.Template = true;
            spec.PowerOn = true;
            spec.Customization = Linux(adapters: 5);
        });

        template.IsTemplate.Should().BeTrue();
        template.Pool.Should().BeNull();
        template.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        template.GuestState.Pending.Should().BeNull();
        template.Config.Tools!.PendingCustomization.Should().BeNull();
    }

    [Fact]
    public async Task A_customization_waits_for_the_first_start()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Customization = Linux(adapters: 1));

        clone.GuestState.Pending!.Identity.Should().BeOfType<CustomizationLinuxPrep>();
        clone.Config.Tools!.PendingCustomization.Should().NotBeNullOrEmpty();
        scene.Source.Config.Tools!.PendingCustomization.Should().BeNull();
        scene.Events.OfType<CustomizationEvent>().Should().BeEmpty();
    }

    [Fact]
    public async Task A_customization_that_does_not_fit_the_clones_adapters_fails_before_anything_is_copied()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));
        long before = scene.Inventory.Datastore1.UsedBytes;

        (await scene.CloneFaultAsync("web-2", spec => spec.Customization = Linux(adapters: 2))).Should().BeOfType<NicSettingMismatch>().Which.NumberOfNicsInVM.Should().Be(1);

        scene.Inventory.Datastore1.UsedBytes.Should().Be(before);
        scene.Folder.NamesInTheMaking.Should().BeEmpty();
    }

    [Fact]
    public async Task A_customization_is_for_the_adapters_that_the_clone_will_have()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
        {
            spec.Customization = Linux(adapters: 2);
            spec.Location!.DeviceChange =
            [
                new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Add, Device = new VirtualVmxnet3 { Key = -1, Backing = VmRecipe.BackingOf(scene.Inventory.Portgroup) } },
            ];
        });

        clone.Devices.OfType<VirtualEthernetCard>().Select(card => card.Key).Should().Equal(4000, 4001);
        clone.GuestState.Pending.Should().NotBeNull();
    }

    [Fact]
    public async Task A_clone_is_powered_on_by_a_task_of_its_own()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(taskDuration: TimeSpan.FromMinutes(1));

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.PowerOn = true);

        clone.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        clone.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
    }

    [Fact]
    public async Task A_clone_that_cannot_be_powered_on_has_succeeded_all_the_same()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine clone = await scene.CloneAsync("web-2", spec =>
        {
            spec.PowerOn = true;
            spec.Config = new VirtualMachineConfigSpec { MemoryMB = 1L << 20, MemoryReservationLockedToMax = true };
        });

        clone.PowerState.Should().Be(VirtualMachinePowerState.PoweredOff);
        scene.Events.OfType<VmFailedToPowerOnEvent>().Should().ContainSingle();
    }

    [Fact]
    public async Task With_a_pool_DRS_takes_the_least_loaded_host()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        VirtualMachine first = await scene.CloneAsync("web-2", spec => spec.Location!.Pool = scene.Inventory.Cluster.RootPool.Reference);
        VirtualMachine second = await scene.CloneAsync("web-3", spec => spec.Location!.Pool = scene.Inventory.Cluster.RootPool.Reference);

        first.Host.Should().Be(scene.Inventory.Host2, "the source is on the other one");
        second.Host.Should().Be(scene.Inventory.Host1, "both have one VM now, and the first host comes first");
    }

    [Fact]
    public async Task DRS_takes_no_host_that_is_down_in_maintenance_or_without_the_datastore()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Datastore local;
        lock (scene.World.Gate)
        {
            scene.Inventory.Host2.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: true);
            local = scene.Simulator.VCenter.Inventory.AddDatastore(scene.Inventory.Datacenter, "local-1", 1L << 40, [scene.Inventory.Host1]);
        }

        VirtualMachine clone = await scene.CloneAsync("web-2", spec => spec.Location!.Pool = scene.Inventory.Cluster.RootPool.Reference);
        clone.Host.Should().Be(scene.Inventory.Host1);
        lock (scene.World.Gate)
        {
            scene.Inventory.Host2.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: false);
        }

        clone = await scene.CloneAsync("web-3", spec => (spec.Location!.Pool, spec.Location.Datastore) = (scene.Inventory.Cluster.RootPool.Reference, local.Reference));
        clone.Host.Should().Be(scene.Inventory.Host1);
    }

    [Fact]
    public async Task A_cluster_without_DRS_has_to_be_told_the_host()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (ComputeResource manual, HostSystem host, Datastore datastore) = AddCluster(scene, drs: false);

        Func<Task> clone = () => scene.StartCloneAsync("web-2", spec => (spec.Location!.Pool, spec.Location.Datastore) = (manual.RootPool.Reference, datastore.Reference));

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.host");
        VirtualMachine made = await scene.CloneAsync("web-2", spec =>
            (spec.Location!.Pool, spec.Location.Datastore, spec.Location.Host) = (manual.RootPool.Reference, datastore.Reference, host.Reference));
        made.Host.Should().Be(host);
    }

    [Fact]
    public async Task Pool_and_host_have_to_belong_together()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (ComputeResource other, HostSystem host, Datastore datastore) = AddCluster(scene, drs: true);

        Func<Task> both = () => scene.StartCloneAsync("web-2", spec =>
            (spec.Location!.Pool, spec.Location.Host, spec.Location.Datastore) = (scene.Inventory.Cluster.RootPool.Reference, host.Reference, datastore.Reference));
        Func<Task> hostOnly = () => scene.StartCloneAsync("web-2", spec => (spec.Location!.Host, spec.Location.Datastore) = (host.Reference, datastore.Reference));

        (await both.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.host");
        (await hostOnly.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.pool");
        other.RootPool.Vms.Count.Should().Be(0);
    }

    [Fact]
    public async Task A_datastore_that_the_host_does_not_have_fails_the_task()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (_, _, Datastore datastore) = AddCluster(scene, drs: true);

        (await scene.CloneFaultAsync("web-2", spec => spec.Location!.Datastore = datastore.Reference))
            .Should().BeOfType<InvalidDatastore>().Which.Datastore.Should().Be(datastore.Reference);
    }

    [Fact]
    public async Task A_datastore_that_is_down_fails_the_task()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Inventory.Datastore2.SetAccessible(false);
        }

        (await scene.CloneFaultAsync("web-2", spec => spec.Location!.Datastore = scene.Inventory.Datastore2.Reference)).Should().BeOfType<InaccessibleDatastore>();
    }

    [Fact]
    public async Task A_datastore_cluster_is_no_datastore()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        Func<Task> clone = () => scene.StartCloneAsync("web-2", spec => spec.Location!.Datastore = scene.Inventory.Pod.Reference);

        (await clone.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.location.datastore");
    }

    [Fact]
    public async Task A_host_in_maintenance_or_disconnected_fails_the_task()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Inventory.Host2.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: true);
        }

        (await scene.CloneFaultAsync("web-2", spec => spec.Location!.Host = scene.Inventory.Host2.Reference))
            .Should().BeOfType<InvalidHostState>().Which.Host.Should().Be(scene.Inventory.Host2.Reference);
        lock (scene.World.Gate)
        {
            scene.Inventory.Host2.SetState(HostSystemConnectionState.Disconnected, inMaintenanceMode: false);
        }

        (await scene.CloneFaultAsync("web-2", spec => spec.Location!.Host = scene.Inventory.Host2.Reference)).Should().BeOfType<HostNotConnected>();
    }

    [Fact]
    public async Task Folder_and_host_have_to_be_in_one_datacenter()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Datacenter elsewhere;
        lock (scene.World.Gate)
        {
            elsewhere = scene.Simulator.VCenter.Inventory.AddDatacenter("DC1");
        }

        (await scene.CloneFaultAsync("web-2", folder: elsewhere.VmFolder)).Should().BeOfType<DatacenterMismatch>().Which.ExpectedDatacenter.Should().Be(elsewhere.Reference);
    }

    private static CustomizationSpec Linux(int adapters) => new()
    {
        Identity = new CustomizationLinuxPrep { HostName = new CustomizationFixedName { Name = "web-2" }, Domain = "example.com" },
        GlobalIPSettings = new CustomizationGlobalIPSettings(),
        NicSettingMap = [.. Enumerable.Range(0, adapters).Select(_ => new CustomizationAdapterMapping { Adapter = new CustomizationIPSettings { Ip = new CustomizationDhcpIpGenerator() } })],
    };

    internal static (ComputeResource Cluster, HostSystem Host, Datastore Datastore) AddCluster(CloneScene scene, bool drs)
    {
        lock (scene.World.Gate)
        {
            InventoryFactory factory = scene.Simulator.VCenter.Inventory;
            ComputeResource cluster = factory.AddCompute(scene.Inventory.Datacenter.HostFolder, "Cluster1", drs: drs);
            HostSystem host = factory.AddHost(cluster, "host-3.example.com");
            return (cluster, host, factory.AddDatastore(scene.Inventory.Datacenter, "remote", 1L << 40, [host]));
        }
    }
}
