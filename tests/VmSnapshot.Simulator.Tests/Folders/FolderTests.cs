using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Cloning;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Folders;

public class FolderTests
{
    [Fact]
    public async Task A_new_folder_holds_what_its_parent_holds()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        ManagedObjectReference reference = await scene.Client.CreateFolderAsync(scene.Folder.Reference, "Tenants", CloneScene.Cancellation);

        var folder = (Folder)scene.World.Find(reference)!;
        folder.Parent.Should().Be(scene.Folder);
        folder.ChildTypes.Should().Equal(scene.Folder.ChildTypes);
        reference.Value.Should().StartWith("group-v");
    }

    [Fact]
    public async Task A_folders_name_is_unique_valid_and_escaped()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Task<ManagedObjectReference> CreateAsync(string name) => scene.Client.CreateFolderAsync(scene.Folder.Reference, name, CloneScene.Cancellation);

        await FailsAsync<DuplicateName>(() => CreateAsync("web-1"));
        await FailsAsync<InvalidName>(() => CreateAsync(" "));
        await FailsAsync<InvalidName>(() => CreateAsync(new string('x', 81)));
        ((Folder)scene.World.Find(await CreateAsync("a/b"))!).Name.Should().Be("a%2fb");
        ((Folder)scene.World.Find(await CreateAsync(new string('/', 80)))!).Name.Should().HaveLength(240, "the limit is for the name that a user sees");
        await FailsAsync<DuplicateName>(() => CreateAsync("a%2Fb"));
    }

    [Fact]
    public async Task A_datastore_cluster_holds_no_folders()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        await FailsAsync<NotSupported>(() => scene.Client.CreateFolderAsync(scene.Inventory.Pod.Reference, "inner", CloneScene.Cancellation));
    }

    [Fact]
    public async Task A_folder_moves_with_all_that_is_in_it_but_not_into_itself()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        ManagedObjectReference outer = await scene.Client.CreateFolderAsync(scene.Folder.Reference, "outer", CloneScene.Cancellation);
        ManagedObjectReference inner = await scene.Client.CreateFolderAsync(outer, "inner", CloneScene.Cancellation);

        scene.FaultOf(await MoveAsync(scene, inner, outer)).Should().BeOfType<InvalidFolder>().Which.Target.Should().Be(inner);
        scene.Succeeded(await MoveAsync(scene, inner, scene.Source.Reference));

        scene.Source.Parent!.Reference.Should().Be(inner);
        scene.Folder.FindChild("web-1").Should().BeNull();
        scene.Succeeded(await MoveAsync(scene, scene.Folder.Reference, inner, scene.Source.Reference));
        scene.Folder.FindChild("inner").Should().NotBeNull();
        scene.Folder.FindChild("web-1").Should().Be(scene.Source);
    }

    [Fact]
    public async Task A_move_with_a_taken_name_moves_nothing()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        ManagedObjectReference folder = await scene.Client.CreateFolderAsync(scene.Folder.Reference, "Tenants", CloneScene.Cancellation);
        VirtualMachine other = await scene.CloneAsync("web-2");
        await scene.CloneAsync("web-1", folder: (Folder)scene.World.Find(folder)!);

        scene.FaultOf(await MoveAsync(scene, folder, other.Reference, scene.Source.Reference)).Should().BeOfType<DuplicateName>();

        other.Parent.Should().Be(scene.Folder);
    }

    [Fact]
    public async Task Only_what_a_folder_holds_can_be_moved_there()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        await FailsAsync<NotSupported>(() => MoveAsync(scene, scene.Inventory.Datacenter.HostFolder.Reference, scene.Source.Reference));
        await FailsAsync<NotSupported>(() => MoveAsync(scene, scene.Folder.Reference, scene.Inventory.Host1.Reference));
        await FailsAsync<ManagedObjectNotFound>(() => MoveAsync(scene, scene.Folder.Reference, new ManagedObjectReference("VirtualMachine", "vm-999")));
    }

    [Fact]
    public async Task Nothing_moves_to_another_datacenter_without_its_files()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Datacenter other;
        lock (scene.World.Gate)
        {
            other = scene.Simulator.VCenter.Inventory.AddDatacenter("DC1");
        }

        await FailsAsync<InvalidArgument>(() => MoveAsync(scene, other.VmFolder.Reference, scene.Source.Reference));
    }

    [Fact]
    public async Task A_VM_is_renamed_and_its_files_are_not()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        scene.Succeeded(await RenameAsync(scene, "web/2"));

        scene.Source.Name.Should().Be("web%2f2");
        scene.Source.Config.Name.Should().Be("web%2f2");
        scene.Source.Config.Files!.VmPathName.Should().Be("[datastore1] web-1/web-1.vmx");
        scene.Folder.FindChild("web-1").Should().BeNull();
        scene.Folder.FindChild("web%2f2").Should().Be(scene.Source);
        VmRenamedEvent renamed = scene.Events.OfType<VmRenamedEvent>().Single();
        (renamed.OldName, renamed.NewName).Should().Be(("web-1", "web%2f2"));
    }

    [Fact]
    public async Task Renaming_keeps_to_the_rules_of_names()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachine other = await scene.CloneAsync("web-2");

        scene.FaultOf(await RenameAsync(scene, "web-2")).Should().BeOfType<DuplicateName>().Which.Object.Should().Be(other.Reference);
        scene.FaultOf(await RenameAsync(scene, "")).Should().BeOfType<InvalidName>().Which.Entity.Should().Be(scene.Source.Reference);
        scene.Succeeded(await RenameAsync(scene, "web-1"));
        scene.Events.OfType<VmRenamedEvent>().Should().BeEmpty("the name is the same");
    }

    [Fact]
    public async Task A_name_that_a_clone_under_way_will_have_is_taken()
    {
        await using CloneScene scene = await CloneScene.OpenAsync(TimeSpan.FromMinutes(10));
        VirtualMachine source = scene.Source;
        await scene.StartCloneAsync("web-2");

        await FailsAsync<DuplicateName>(() => scene.Client.CreateFolderAsync(scene.Folder.Reference, "web-2", CloneScene.Cancellation));
        source.Name.Should().Be("web-1");
    }

    [Fact]
    public async Task A_network_is_renamed_unless_the_datacenter_has_one_of_that_name()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        Task<ManagedObjectReference> RenameNetworkAsync(string name) => scene.Client.RenameTaskAsync(scene.Inventory.StandardNetwork.Reference, name, CloneScene.Cancellation);

        scene.FaultOf(await RenameNetworkAsync("backend")).Should().BeOfType<DuplicateName>();
        scene.Succeeded(await RenameNetworkAsync("frontend"));

        scene.Inventory.StandardNetwork.Get<NetworkSummary>("summary")!.Name.Should().Be("frontend");
        scene.Source.Networks.Snapshot.Should().Equal(scene.Inventory.StandardNetwork.Reference);
    }

    [Fact]
    public async Task A_destroyed_VM_takes_its_files_and_its_snapshots_along()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        VirtualMachineSnapshot snapshot = scene.TakeSnapshot(scene.Source);

        scene.Succeeded(await scene.Client.DestroyTaskAsync(scene.Source.Reference, CloneScene.Cancellation));

        scene.World.Find(scene.Source.Reference).Should().BeNull();
        scene.World.Find(snapshot.Reference).Should().BeNull();
        scene.Folder.Children.Count.Should().Be(0);
        scene.Inventory.Datastore1.UsedBytes.Should().Be(0);
        scene.Inventory.Datastore1.Vms.Count.Should().Be(0);
        scene.Inventory.Host1.Vms.Count.Should().Be(0);
        scene.Inventory.Cluster.RootPool.Vms.Count.Should().Be(0);
        scene.Events.OfType<VmRemovedEvent>().Single().Vm!.Vm.Should().Be(scene.Source.Reference);
    }

    [Fact]
    public async Task A_running_VM_is_not_destroyed()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        scene.SetPower(scene.Source, VirtualMachinePowerState.PoweredOn);

        scene.FaultOf(await scene.Client.DestroyTaskAsync(scene.Source.Reference, CloneScene.Cancellation)).Should().BeOfType<InvalidPowerState>();
        scene.World.Find(scene.Source.Reference).Should().NotBeNull();
    }

    [Fact]
    public async Task A_template_is_destroyed_as_a_VM_is()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        scene.Succeeded(await scene.Client.DestroyTaskAsync(scene.Source.Reference, CloneScene.Cancellation));

        scene.Inventory.Datastore1.UsedBytes.Should().Be(0);
    }

    [Fact]
    public async Task A_folder_is_destroyed_with_all_that_is_in_it_or_not_at_all()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        ManagedObjectReference outer = await scene.Client.CreateFolderAsync(scene.Folder.Reference, "outer", CloneScene.Cancellation);
        ManagedObjectReference inner = await scene.Client.CreateFolderAsync(outer, "inner", CloneScene.Cancellation);
        VirtualMachine idle = await scene.CloneAsync("web-2", folder: (Folder)scene.World.Find(outer)!);
        VirtualMachine running = await scene.CloneAsync("web-3", folder: (Folder)scene.World.Find(inner)!);
        scene.SetPower(running, VirtualMachinePowerState.PoweredOn);

        scene.FaultOf(await scene.Client.DestroyTaskAsync(outer, CloneScene.Cancellation)).Should().BeOfType<InvalidPowerState>();
        scene.World.Find(idle.Reference).Should().NotBeNull();
        scene.SetPower(running, VirtualMachinePowerState.PoweredOff);
        scene.Succeeded(await scene.Client.DestroyTaskAsync(outer, CloneScene.Cancellation));

        foreach (ManagedObjectReference gone in new[] { outer, inner, idle.Reference, running.Reference })
        {
            scene.World.Find(gone).Should().BeNull();
        }

        scene.Folder.Children.Snapshot.Should().Equal(scene.Source.Reference);
        scene.Inventory.Datastore1.UsedBytes.Should().Be(5L << 30);
    }

    [Fact]
    public async Task The_folders_of_a_datacenter_stay()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        await FailsAsync<NotSupported>(() => scene.Client.DestroyTaskAsync(scene.Folder.Reference, CloneScene.Cancellation));
        await FailsAsync<NotSupported>(() => scene.Client.DestroyTaskAsync(scene.Inventory.Host1.Reference, CloneScene.Cancellation));
    }

    [Fact]
    public async Task The_VMs_of_a_destroyed_pool_go_to_its_parent()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        ResourcePool pool;
        lock (scene.World.Gate)
        {
            pool = scene.Simulator.VCenter.Inventory.AddPool(scene.Inventory.Cluster.RootPool, "Production");
            scene.Source.MoveTo(pool);
        }

        scene.Succeeded(await scene.Client.DestroyTaskAsync(pool.Reference, CloneScene.Cancellation));

        scene.Source.Pool.Should().Be(scene.Inventory.Cluster.RootPool);
        scene.Inventory.Cluster.RootPool.Pools.Count.Should().Be(0);
    }

    private static Task<ManagedObjectReference> MoveAsync(CloneScene scene, ManagedObjectReference folder, params ManagedObjectReference[] list)
        => scene.Client.MoveIntoFolderTaskAsync(folder, list, CloneScene.Cancellation);

    private static Task<ManagedObjectReference> RenameAsync(CloneScene scene, string name) => scene.Client.RenameTaskAsync(scene.Source.Reference, name, CloneScene.Cancellation);

    private static async Task FailsAsync<TFault>(Func<Task> call)
        where TFault : MethodFault
        => (await call.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<TFault>();
}
