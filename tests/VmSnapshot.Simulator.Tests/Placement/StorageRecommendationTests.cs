using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Cloning;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Placement;

public class StorageRecommendationTests
{
    [Fact]
    public async Task The_datastore_with_the_most_free_space_comes_first()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        StoragePlacementResult result = await RecommendAsync(scene, CloneSpec(scene));

        result.DrsFault.Should().BeNull();
        result.Recommendations!.Select(recommendation => Action(recommendation).Destination)
            .Should().Equal(scene.Inventory.PodDatastore2.Reference, scene.Inventory.PodDatastore1.Reference);
        result.Recommendations!.Select(recommendation => recommendation.Rating).Should().BeInDescendingOrder();
        Action(result.Recommendations![0]).RelocateSpec!.Datastore.Should().Be(scene.Inventory.PodDatastore2.Reference);
        Action(result.Recommendations![0]).RelocateSpec!.Pool.Should().Be(scene.Inventory.Cluster.RootPool.Reference);
        result.Recommendations.Should().OnlyContain(recommendation => recommendation.Reason == "storagePlacement" && recommendation.Type == "V1");
    }

    [Fact]
    public async Task An_applied_recommendation_is_the_clone_and_its_key_is_good_for_one_time()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        StoragePlacementResult result = await RecommendAsync(scene, CloneSpec(scene));

        ManagedObjectReference task = await ApplyAsync(scene, result.Recommendations![0].Key!);

        scene.Succeeded(task);
        var clone = (VirtualMachine)scene.World.Find(scene.InfoOf(task).Result.Should().BeOfType<ApplyStorageRecommendationResult>().Which.Vm)!;
        clone.Name.Should().Be("web-2");
        CloneScene.BackingOf(clone).FileName.Should().StartWith("[pod0-2]");
        Func<Task> again = () => ApplyAsync(scene, result.Recommendations![0].Key!);
        (await again.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("key");
    }

    [Fact]
    public async Task An_applied_clone_fails_as_any_clone_does()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        StoragePlacementResult result = await RecommendAsync(scene, CloneSpec(scene, name: "web-1"));

        scene.FaultOf(await ApplyAsync(scene, result.Recommendations![0].Key!)).Should().BeOfType<DuplicateName>();
    }

    [Fact]
    public async Task Disks_of_the_initial_configuration_go_along_in_their_format()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        StoragePlacementSpec spec = CloneSpec(scene);
        spec.PodSelectionSpec = new StorageDrsPodSelectionSpec
        {
            InitialVmConfig =
            [
                new VmPodConfigForPlacement
                {
                    StoragePod = scene.Inventory.Pod.Reference,
                    Disk = [new PodDiskLocator { DiskId = 2000, DiskBackingInfo = new VirtualDiskFlatVer2BackingInfo { FileName = "", DiskMode = "persistent", ThinProvisioned = false } }],
                },
            ],
        };

        StoragePlacementResult result = await RecommendAsync(scene, spec);
        scene.Succeeded(await ApplyAsync(scene, result.Recommendations![0].Key!));

        Action(result.Recommendations[0]).RelocateSpec!.Disk!.Single().Datastore.Should().Be(scene.Inventory.PodDatastore2.Reference);
        scene.Inventory.PodDatastore2.UsedBytes.Should().Be(20L << 30);
    }

    [Fact]
    public async Task Without_room_anywhere_there_is_a_fault_in_place_of_recommendations()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            foreach (Datastore datastore in new[] { scene.Inventory.PodDatastore1, scene.Inventory.PodDatastore2 })
            {
                datastore.Allocate($"[{datastore.Name}] big/big.vmdk", datastore.CapacityBytes, datastore.CapacityBytes - (1L << 30));
            }
        }

        StoragePlacementResult result = await RecommendAsync(scene, CloneSpec(scene));

        result.Recommendations.Should().BeNull();
        result.DrsFault!.FaultsByVm!.Single().Fault!.Single().Fault.Should().BeOfType<InsufficientStorageSpace>();
    }

    [Fact]
    public async Task Datastores_that_no_host_has_or_that_are_down_are_not_recommended()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        lock (scene.World.Gate)
        {
            scene.Inventory.PodDatastore2.SetAccessible(false);
        }

        (await RecommendAsync(scene, CloneSpec(scene))).Recommendations.Should().ContainSingle().Which.Action!.OfType<StoragePlacementAction>().Single().Destination
            .Should().Be(scene.Inventory.PodDatastore1.Reference);
    }

    [Fact]
    public async Task Storage_DRS_that_is_off_recommends_nothing()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        StoragePlacementSpec spec = CloneSpec(scene);
        lock (scene.World.Gate)
        {
            StoragePod off = scene.Simulator.VCenter.Inventory.AddPod(scene.Inventory.Datacenter, "off", storageDrs: false);
            scene.Simulator.VCenter.Inventory.AddDatastore(scene.Inventory.Datacenter, "off-1", 1L << 40, [scene.Inventory.Host1], off);
            spec.PodSelectionSpec!.StoragePod = off.Reference;
        }

        (await RecommendAsync(scene, spec)).DrsFault!.FaultsByVm!.Single().Fault!.Single().Fault.Should().BeOfType<InvalidState>();
    }

    [Fact]
    public async Task Storage_DRS_moves_a_VM_but_no_template()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        var spec = new StoragePlacementSpec
        {
            Type = "relocate",
            Vm = scene.Source.Reference,
            PodSelectionSpec = new StorageDrsPodSelectionSpec { StoragePod = scene.Inventory.Pod.Reference },
            RelocateSpec = new VirtualMachineRelocateSpec(),
        };

        scene.Succeeded(await ApplyAsync(scene, (await RecommendAsync(scene, spec)).Recommendations![0].Key!));
        CloneScene.BackingOf(scene.Source).FileName.Should().StartWith("[pod0-2]");
        await scene.Client.MarkAsTemplateAsync(scene.Source.Reference, CloneScene.Cancellation);

        (await RecommendAsync(scene, spec)).DrsFault!.FaultsByVm!.Single().Fault!.Single().Fault.Should().BeOfType<StorageDrsCannotMoveTemplate>();
    }

    [Fact]
    public async Task A_new_VM_is_made_where_storage_DRS_recommends()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        var spec = new StoragePlacementSpec
        {
            Type = "create",
            PodSelectionSpec = new StorageDrsPodSelectionSpec { StoragePod = scene.Inventory.Pod.Reference },
            ResourcePool = scene.Inventory.Cluster.RootPool.Reference,
            Folder = scene.Folder.Reference,
            ConfigSpec = new VirtualMachineConfigSpec
            {
                Name = "new-1",
                NumCPUs = 2,
                MemoryMB = 2048,
                DeviceChange =
                [
                    new VirtualDeviceConfigSpec { Operation = VirtualDeviceConfigSpecOperation.Add, Device = new ParaVirtualSCSIController { Key = -1, SharedBus = VirtualSCSISharing.NoSharing } },
                    new VirtualDeviceConfigSpec
                    {
                        Operation = VirtualDeviceConfigSpecOperation.Add,
                        FileOperation = VirtualDeviceConfigSpecFileOperation.Create,
                        Device = new VirtualDisk { Key = -2, ControllerKey = -1, UnitNumber = 0, CapacityInKB = 10L << 20, Backing = new VirtualDiskFlatVer2BackingInfo { FileName = "", DiskMode = "persistent", ThinProvisioned = false } },
                    },
                ],
            },
        };

        ManagedObjectReference task = await ApplyAsync(scene, (await RecommendAsync(scene, spec)).Recommendations![0].Key!);

        scene.Succeeded(task);
        var made = (VirtualMachine)scene.World.Find(((ApplyStorageRecommendationResult)scene.InfoOf(task).Result!).Vm)!;
        (made.Name, made.Config.Hardware!.NumCPU).Should().Be(("new-1", 2));
        CloneScene.BackingOf(made).FileName.Should().Be("[pod0-2] new-1/new-1.vmdk");
        scene.Inventory.PodDatastore2.UsedBytes.Should().Be(10L << 30);
        scene.Events.OfType<VmCreatedEvent>().Single().Vm!.Vm.Should().Be(made.Reference);
    }

    [Theory]
    [InlineData("type")]
    [InlineData("cloneName")]
    [InlineData("folder")]
    [InlineData("podSelectionSpec")]
    public async Task What_is_missing_is_refused_by_the_call(string missing)
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        StoragePlacementSpec spec = CloneSpec(scene);
        switch (missing)
        {
            case "type": spec.Type = "guess"; break;
            case "cloneName": spec.CloneName = null; break;
            case "folder": spec.Folder = null; break;
            default: spec.PodSelectionSpec = null; break;
        }

        // A client of ours doesn't send a specification without what the schema requires.
        Action recommend = () =>
        {
            lock (scene.World.Gate)
            {
                _ = scene.Simulator.VCenter.Operations.Invoke(new VmSnapshot.Simulator.Calls.SimulatedCall
                {
                    Request = new RecommendDatastoresRequestType { This = scene.Content.StorageResourceManager!, StorageSpec = spec },
                    Connection = new VmSnapshot.Simulator.Calls.ClientConnection(),
                    ApiVersion = VimVersions.Newest,
                });
            }
        };

        recommend.Should().Throw<VimFaultException>().Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be($"storageSpec.{missing}");
    }

    internal static StoragePlacementSpec CloneSpec(CloneScene scene, string name = "web-2") => new()
    {
        Type = "clone",
        Vm = scene.Source.Reference,
        CloneName = name,
        Folder = scene.Folder.Reference,
        PodSelectionSpec = new StorageDrsPodSelectionSpec { StoragePod = scene.Inventory.Pod.Reference },
        CloneSpec = CloneScene.Spec(spec => spec.Location!.Pool = scene.Inventory.Cluster.RootPool.Reference),
    };

    private static StoragePlacementAction Action(ClusterRecommendation recommendation) => recommendation.Action!.OfType<StoragePlacementAction>().Single();

    private static Task<StoragePlacementResult> RecommendAsync(CloneScene scene, StoragePlacementSpec spec)
        => scene.Client.RecommendDatastoresAsync(scene.Content.StorageResourceManager!, spec, CloneScene.Cancellation);

    private static Task<ManagedObjectReference> ApplyAsync(CloneScene scene, string key)
        => scene.Client.ApplyStorageDrsRecommendationTaskAsync(scene.Content.StorageResourceManager!, [key], CloneScene.Cancellation);
}
