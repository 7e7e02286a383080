using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Cloning;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Placement;

public class HostRecommendationTests
{
    [Fact]
    public async Task DRS_recommends_the_least_loaded_host_and_the_datastore_with_the_most_free_space()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();

        PlacementResult result = await PlaceAsync(scene, CloneSpec(scene));

        PlacementAction action = result.Recommendations!.Single().Action!.OfType<PlacementAction>().Single();
        action.TargetHost.Should().Be(scene.Inventory.Host2.Reference);
        action.RelocateSpec!.Host.Should().Be(scene.Inventory.Host2.Reference);
        action.RelocateSpec.Datastore.Should().Be(scene.Inventory.Datastore2.Reference, "of those that are empty and equal the first by name");
        action.RelocateSpec.Pool.Should().Be(scene.Inventory.Cluster.RootPool.Reference);
        (await scene.CloneAsync("web-2", spec => spec.Location = action.RelocateSpec)).Host.Should().Be(scene.Inventory.Host2);
    }

    [Fact]
    public async Task Hosts_datastores_and_datastore_clusters_narrow_the_choice()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        PlacementSpec spec = CloneSpec(scene);
        spec.Hosts = [scene.Inventory.Host1.Reference];
        spec.StoragePods = [scene.Inventory.Pod.Reference];

        VirtualMachineRelocateSpec location = (await PlaceAsync(scene, spec)).Recommendations!.Single().Action!.OfType<PlacementAction>().Single().RelocateSpec!;

        (location.Host, location.Datastore).Should().Be((scene.Inventory.Host1.Reference, scene.Inventory.PodDatastore2.Reference));
    }

    [Fact]
    public async Task Without_a_host_that_can_there_is_a_fault_in_place_of_recommendations()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        PlacementSpec spec = CloneSpec(scene);
        spec.Hosts = [scene.Inventory.Host2.Reference];
        lock (scene.World.Gate)
        {
            scene.Inventory.Host2.SetState(HostSystemConnectionState.Connected, inMaintenanceMode: true);
        }

        PlacementResult result = await PlaceAsync(scene, spec);

        result.Recommendations.Should().BeNull();
        result.DrsFault!.FaultsByVm!.Single().Fault!.Single().Fault.Should().BeOfType<InsufficientResourcesFault>();
    }

    [Fact]
    public async Task A_cluster_without_DRS_recommends_nothing()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (ComputeResource manual, _, _) = CloneTargetTests.AddCluster(scene, drs: false);

        Func<Task> place = () => scene.Client.PlaceVmAsync(manual.Reference, CloneSpec(scene), CloneScene.Cancellation);

        (await place.Should().ThrowAsync<VimFaultException>()).Which.FaultName.Should().Be("InvalidState");
    }

    [Fact]
    public async Task A_host_of_another_cluster_is_refused()
    {
        await using CloneScene scene = await CloneScene.OpenAsync();
        (_, HostSystem host, _) = CloneTargetTests.AddCluster(scene, drs: true);
        PlacementSpec spec = CloneSpec(scene);
        spec.Hosts = [host.Reference];

        Func<Task> place = () => PlaceAsync(scene, spec);

        (await place.Should().ThrowAsync<VimFaultException>()).Which.Fault.Should().BeOfType<InvalidArgument>().Which.InvalidProperty.Should().Be("placementSpec.hosts");
    }

    private static PlacementSpec CloneSpec(CloneScene scene) => new()
    {
        PlacementType = "clone",
        Vm = scene.Source.Reference,
        CloneName = "web-2",
        CloneSpec = CloneScene.Spec(),
    };

    private static Task<PlacementResult> PlaceAsync(CloneScene scene, PlacementSpec spec) => scene.Client.PlaceVmAsync(scene.Inventory.Cluster.Reference, spec, CloneScene.Cancellation);
}
