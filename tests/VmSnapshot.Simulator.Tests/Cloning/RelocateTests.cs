using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

public class RelocateTests
{
    private const long GiB = 1L << 30;

    [Fact]
    public async Task A_VM_goes_to_another_datastore_with_all_of_its_files()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        scene.Succeeded(await RelocateAsync(scene, spec => spec.Datastore = scene.Inventory.Datastore2.Reference));

        CloneScene.BackingOf(scene.Source).FileName.Should().Be("[datastore2] web-1/web-1.vmdk");
        scene.Source.Config.Files!.VmPathName.Should().Be("[datastore2] web-1/web-1.vmx");
        scene.Inventory.Datastore1.UsedBytes.Should().Be(0);
        scene.Inventory.Datastore2.UsedBytes.Should().Be(5 * GiB);
        scene.Source.Datastores.Snapshot.Should().Equal(scene.Inventory.Datastore2.Reference);
        scene.Events.OfType<VmRelocatedEvent>().Single().SourceDatastore!.Datastore.Should().Be(scene.Inventory.Datastore1.Reference);
    }

    [Fact]
    public async Task A_move_takes_its_time_and_can_be_cancelled()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(taskDuration: TimeSpan.FromMinutes(5));

        ManagedObjectReference task = await RelocateAsync(scene, spec => spec.Datastore = scene.Inventory.Datastore2.Reference);
        scene.Inventory.Datastore2.UsedBytes.Should().Be(5 * GiB);
        scene.Cancel(task);

        scene.Inventory.Datastore2.UsedBytes.Should().Be(0);
        CloneScene.BackingOf(scene.Source).FileName.Should().StartWith("[datastore1]");
        scene.Events.OfType<VmRelocateFailedEvent>().Should().ContainSingle();
    }

    [Fact]
    public async Task A_single_disk_goes_and_changes_its_format()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        scene.Succeeded(await RelocateAsync(scene, spec => spec.Disk =
        [
            new VirtualMachineRelocateSpecDiskLocator { DiskId = 2000, Datastore = scene.Inventory.Datastore2.Reference, DiskBackingInfo = new VirtualDiskFlatVer2BackingInfo { FileName = "", DiskMode = "persistent", ThinProvisioned = false } },
        ]));

        scene.Source.Config.Files!.VmPathName.Should().StartWith("[datastore1]");
        CloneScene.BackingOf(scene.Source).ThinProvisioned.Should().BeFalse();
        scene.Inventory.Datastore2.UsedBytes.Should().Be(20 * GiB);
        scene.Inventory.Datastore1.UsedBytes.Should().Be(0);
    }

    [Fact]
    public async Task Snapshots_go_along_with_their_chain()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);

        scene.Succeeded(await RelocateAsync(scene, spec => spec.Datastore = scene.Inventory.Datastore2.Reference));

        scene.Inventory.Datastore1.Files.Should().BeEmpty();
        scene.Inventory.Datastore2.Files.Keys.Should().BeEquivalentTo("[datastore2] web-1/web-1.vmdk", "[datastore2] web-1/web-1-000001.vmdk");
        scene.Inventory.Datastore2.Files["[datastore2] web-1/web-1-000001.vmdk"].ParentPath.Should().Be("[datastore2] web-1/web-1.vmdk");
        CloneScene.BackingOf(scene.Source).Parent!.FileName.Should().Be("[datastore2] web-1/web-1.vmdk");
        ((VirtualDiskFlatVer2BackingInfo)snapshot.Config.Hardware!.Device!.OfType<VirtualDisk>().Single().Backing!).FileName.Should().Be("[datastore2] web-1/web-1.vmdk");
    }

    [Fact]
    public async Task A_full_datastore_fails_the_move_and_changes_nothing()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Datastore small;
        lock (scene.World.Gate)
        {
            small = scene.Simulator.VCenter.Inventory.AddDatastore(scene.Inventory.Datacenter, "small", GiB, [scene.Inventory.Host1]);
        }

        scene.FaultOf(await RelocateAsync(scene, spec => spec.Datastore = small.Reference)).Should().BeOfType<NoDiskSpace>();

        small.UsedBytes.Should().Be(0);
        CloneScene.BackingOf(scene.Source).FileName.Should().StartWith("[datastore1]");
    }

    [Fact]
    public async Task Host_and_pool_and_folder_change_in_one_go()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        ResourcePool pool;
        Folder folder;
        lock (scene.World.Gate)
        {
            pool = scene.Simulator.VCenter.Inventory.AddPool(scene.Inventory.Cluster.RootPool, "Production");
            folder = scene.Simulator.VCenter.Inventory.AddFolder(scene.Folder, "Tenants");
        }

        scene.Succeeded(await RelocateAsync(scene, spec => (spec.Pool, spec.Host, spec.Folder) = (pool.Reference, scene.Inventory.Host2.Reference, folder.Reference)));

        scene.Source.Pool.Should().Be(pool);
        scene.Source.Host.Should().Be(scene.Inventory.Host2);
        scene.Source.Parent.Should().Be(folder);
        scene.Folder.FindChild("web-1").Should().BeNull();
        scene.Inventory.Datastore1.UsedBytes.Should().Be(5 * GiB);
    }

    [Fact]
    public async Task Another_pool_of_the_same_cluster_is_no_reason_to_leave_the_host()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        ResourcePool pool;
        lock (scene.World.Gate)
        {
            pool = scene.Simulator.VCenter.Inventory.AddPool(scene.Inventory.Cluster.RootPool, "Production");
        }

        scene.Succeeded(await RelocateAsync(scene, spec => spec.Pool = pool.Reference));

        scene.Source.Host.Should().Be(scene.Inventory.Host1);
        scene.Source.Pool.Should().Be(pool);
    }

    [Fact]
    public async Task A_taken_name_in_the_new_folder_fails_the_move()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Folder folder;
        lock (scene.World.Gate)
        {
            folder = scene.Simulator.VCenter.Inventory.AddFolder(scene.Folder, "Tenants");
        }

        await scene.CloneAsync("web-1", folder: folder);

        scene.FaultOf(await RelocateAsync(scene, spec => spec.Folder = folder.Reference)).Should().BeOfType<DuplicateName>();
        scene.Source.Parent.Should().Be(scene.Folder);
    }

    [Fact]
    public async Task A_running_VM_does_not_go_where_its_network_is_not()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Inventory.StandardNetwork.Hosts.Remove(scene.Inventory.Host2.Reference);
        }

        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);

        scene.FaultOf(await RelocateAsync(scene, spec => spec.Host = scene.Inventory.Host2.Reference)).Should().BeOfType<CannotAccessNetwork>();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOff);
        scene.Succeeded(await RelocateAsync(scene, spec => spec.Host = scene.Inventory.Host2.Reference));
    }

    [Fact]
    public async Task A_host_of_another_cluster_needs_a_pool_of_it()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (ComputeResource other, HostSystem host, Datastore datastore) = CloneTargetTests.AddCluster(scene, drs: true);

        Func<Task> withoutPool = () => RelocateAsync(scene, spec => (spec.Host, spec.Datastore) = (host.Reference, datastore.Reference));

        (await withoutPool.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("spec.pool");
        scene.FaultOf(await RelocateAsync(scene, spec => spec.Pool = other.RootPool.Reference)).Should().BeOfType<InvalidDatastore>();
        scene.Succeeded(await RelocateAsync(scene, spec => (spec.Pool, spec.Datastore) = (other.RootPool.Reference, datastore.Reference)));
        scene.Source.Host.Should().Be(host);
    }

    [Fact]
    public async Task A_template_moves_without_a_pool()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        scene.Succeeded(await RelocateAsync(scene, spec => (spec.Host, spec.Datastore) = (scene.Inventory.Host2.Reference, scene.Inventory.Datastore2.Reference)));

        scene.Source.IsTemplate.Should().BeTrue();
        scene.Source.Pool.Should().BeNull();
        scene.Source.Host.Should().Be(scene.Inventory.Host2);
    }

    private static Task<ManagedObjectReference> RelocateAsync(CloneScene scene, Action<VirtualMachineRelocateSpec> change)
    {
        var spec = new VirtualMachineRelocateSpec();
        change(spec);
        return scene.Client.RelocateVMTaskAsync(scene.Source.Reference, spec, cancellationToken: CloneScene.Cancellation);
    }
}
