using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>What vCenter says about where a VM can go.</summary>
public abstract partial class BehaviourSuite
{
    [Fact]
    public Task Storage_DRS_recommends_a_datastore_of_the_cluster() => CaseAsync("a datastore of the cluster", async s =>
    {
        ManagedObjectReference pod = await s.FindAsync("DC0/datastore/DC0_POD0");
        StoragePlacementResult result = await s.Client.RecommendDatastoresAsync(s.Content.StorageResourceManager!, await CloneToPodAsync(s, pod, "recommended"), Stop);
        var members = await s.ReadAsync<IReadOnlyList<ManagedObjectReference>>(pod, "childEntity");
        return (result.Recommendations ?? []).SelectMany(found => found.Action ?? []).OfType<StoragePlacementAction>().FirstOrDefault() is { } action && members.Contains(action.Destination!)
            ? "a datastore of the cluster"
            : "no datastore";
    });

    [Fact]
    public Task Storage_DRS_takes_the_disks_one_by_one() => CaseAsync("recommended", async s =>
    {
        StoragePlacementSpec spec = await CloneToPodAsync(s, await s.FindAsync("DC0/datastore/DC0_POD0"), "recommended-disks");
        VirtualDisk disk = Disk(await s.ConfigAsync(await s.FindAsync(Names.Stopped)));
        spec.PodSelectionSpec!.InitialVmConfig![0].Disk = [new PodDiskLocator { DiskId = disk.Key }];
        StoragePlacementResult result = await s.Client.RecommendDatastoresAsync(s.Content.StorageResourceManager!, spec, Stop);
        return result.Recommendations is { Count: > 0 } ? "recommended" : "nothing";
    });

    [Fact]
    public Task A_recommendation_is_applied() => CaseAsync("done; VirtualMachine", async s =>
    {
        ManagedObjectReference pod = await s.FindAsync("DC0/datastore/DC0_POD0");
        StoragePlacementResult result = await s.Client.RecommendDatastoresAsync(s.Content.StorageResourceManager!, await CloneToPodAsync(s, pod, "applied"), Stop);
        string key = result.Recommendations is [{ Key: { } first }, ..] ? first : "none";
        string end = await EndOfAsync(() => s.ResultOfAsync(s.Client.ApplyStorageDrsRecommendationTaskAsync(s.Content.StorageResourceManager!, [key], Stop)));
        return Lines(end, await TypeAtAsync(s, "DC0/vm/applied"));
    });

    [Fact]
    public Task A_recommendation_for_a_clone_needs_the_name_of_the_clone() => CaseAsync("InvalidArgument", async s =>
    {
        StoragePlacementSpec spec = await CloneToPodAsync(s, await s.FindAsync("DC0/datastore/DC0_POD0"), "unnamed");
        spec.CloneName = null;
        return await EndOfAsync(() => s.Client.RecommendDatastoresAsync(s.Content.StorageResourceManager!, spec, Stop));
    });

    [Fact]
    public Task A_cluster_says_what_hardware_it_offers() => CaseAsync("has guests", async s =>
    {
        var browser = await s.ReadAsync<ManagedObjectReference>(await s.FindAsync(Names.Cluster), "environmentBrowser");
        VirtualMachineConfigOption? option = await s.Client.QueryConfigOptionExAsync(browser, new EnvironmentBrowserConfigOptionQuerySpec(), Stop);
        return option?.GuestOSDescriptor is { Count: > 0 } ? "has guests" : "has no guests";
    });

    [Fact]
    public Task A_cluster_says_which_datastores_and_networks_it_offers() => CaseAsync("LocalDS_0; VM Network", async s =>
    {
        var browser = await s.ReadAsync<ManagedObjectReference>(await s.FindAsync(Names.Cluster), "environmentBrowser");
        ConfigTarget? target = await s.Client.QueryConfigTargetAsync(browser, cancellationToken: Stop);
        return Lines(
            Sorted((target?.Datastore ?? []).Select(found => found.Name).Where(name => name == "LocalDS_0")),
            Sorted((target?.Network ?? []).Select(found => found.Name).Where(name => name == "VM Network")));
    });

    [Fact]
    public Task A_datastore_tells_its_room() => CaseAsync("room within capacity; accessible", async s =>
    {
        var summary = await s.ReadAsync<DatastoreSummary>(await s.FindAsync(Names.Datastore), "summary");
        return Lines(
            summary.FreeSpace > 0 && summary.FreeSpace <= summary.Capacity ? "room within capacity" : $"{summary.FreeSpace} of {summary.Capacity}",
            summary.Accessible ? "accessible" : "not accessible");
    });

    private static async Task<StoragePlacementSpec> CloneToPodAsync(BehaviourSession s, ManagedObjectReference pod, string name)
    {
        ManagedObjectReference vm = await s.FindAsync(Names.Stopped);
        return new StoragePlacementSpec
        {
            Type = "clone",
            Vm = vm,
            CloneName = name,
            Folder = await s.FindAsync(Names.VmFolder),
            CloneSpec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = await s.FindAsync(Names.Pool) } },
            PodSelectionSpec = new StorageDrsPodSelectionSpec
            {
                StoragePod = pod,
                InitialVmConfig = [new VmPodConfigForPlacement { StoragePod = pod }],
            },
        };
    }
}
