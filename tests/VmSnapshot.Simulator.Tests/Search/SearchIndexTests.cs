using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;
using static VmSnapshot.Simulator.Tests.Support.WatchedInventory;

namespace VmSnapshot.Simulator.Tests.Search;

public class SearchIndexTests
{
    [Theory]
    [InlineData("DC0/vm/vm0", "vm0")]
    [InlineData("/DC0/vm/vm0", "vm0")]
    [InlineData("DC0/vm/vm0/", "vm0")]
    [InlineData("DC0", "DC0")]
    [InlineData("DC0/host", "host")]
    [InlineData("DC0/host/C0/host0", "host0")]
    [InlineData("DC0/host/C0/Resources", "Resources")]
    [InlineData("DC0/host/C0/Resources/pool", "pool")]
    [InlineData("DC0/host/C0/Resources/vm1", "vm1")]
    [InlineData("DC0/vm/a%2fb", "a%2fb")]
    [InlineData("DC0/vm/a%2Fb", "a%2fb")]
    [InlineData("/", "Datacenters")]
    public async Task A_path_leads_to_an_entity(string path, string name)
    {
        await using WatchedInventory small = await CreateAsync();
        small.AddVm("a%2fb");
        small.Do(() => small.Simulator.VCenter.Inventory.AddPool(small.Cluster.RootPool, "pool"));

        ManagedObjectReference? found = await small.Client.FindByInventoryPathAsync(Index(small), path, Stop);

        small.Do(() => ((ManagedEntity)small.World.Find(found)!).Name).Should().Be(name);
    }

    [Theory]
    [InlineData("DC0/vm/vm9")]
    [InlineData("DC0/vm/VM0")]
    [InlineData("DC0/vm/a/b")]
    [InlineData("DC0/nothing/vm0")]
    [InlineData("DC0/vm/vm0/inside")]
    [InlineData("Datacenters/DC0")]
    [InlineData("")]
    public async Task A_path_that_leads_nowhere_finds_nothing(string path)
    {
        await using WatchedInventory small = await CreateAsync();
        small.AddVm("a%2fb");

        (await small.Client.FindByInventoryPathAsync(Index(small), path, Stop)).Should().BeNull();
    }

    [Fact]
    public async Task A_child_is_found_by_its_name()
    {
        await using WatchedInventory small = await CreateAsync();

        (await small.Client.FindChildAsync(Index(small), small.Datacenter.VmFolder.Reference, "vm1", Stop)).Should().Be(small.Vms[1].Reference);
        (await small.Client.FindChildAsync(Index(small), small.Datacenter.Reference, "vm", Stop)).Should().Be(small.Datacenter.VmFolder.Reference);
        (await small.Client.FindChildAsync(Index(small), small.Datacenter.VmFolder.Reference, "vm9", Stop)).Should().BeNull();
        await small.Client.FindChildAsync(Index(small), new("Folder", "group-x"), "vm1", Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    [Fact]
    public async Task A_VM_is_found_by_either_UUID_and_a_host_by_its_own()
    {
        await using WatchedInventory small = await CreateAsync();
        VirtualMachineConfigInfo config = small.Do(() => small.Vms[1].Config);
        string hostUuid = small.Do(() => small.Host.Get<HostListSummary>("summary")!.Hardware!.Uuid!);

        (await FindAsync(small, config.Uuid!)).Should().Be(small.Vms[1].Reference);
        (await FindAsync(small, config.InstanceUuid!, isInstance: true)).Should().Be(small.Vms[1].Reference);
        (await FindAsync(small, config.InstanceUuid!.ToUpperInvariant(), isInstance: true)).Should().Be(small.Vms[1].Reference);
        (await FindAsync(small, config.InstanceUuid!)).Should().BeNull();
        (await FindAsync(small, config.Uuid!, isInstance: true)).Should().BeNull();
        (await FindAsync(small, hostUuid, vmSearch: false)).Should().Be(small.Host.Reference);
        (await FindAsync(small, hostUuid)).Should().BeNull();
    }

    [Fact]
    public async Task A_search_follows_changed_UUIDs_and_VMs_that_come_and_go()
    {
        await using WatchedInventory small = await CreateAsync();
        (await FindAsync(small, "00000000-0000-0000-0000-000000000001")).Should().BeNull();
        string old = small.Do(() => small.Vms[0].Config.Uuid!);

        small.Do(() => small.Vms[0].ChangeConfig(config => config.Uuid = "00000000-0000-0000-0000-000000000001"));
        (await FindAsync(small, "00000000-0000-0000-0000-000000000001")).Should().Be(small.Vms[0].Reference);
        (await FindAsync(small, old)).Should().BeNull();

        VirtualMachine added = small.AddVm("added");
        (await FindAsync(small, added.Config.InstanceUuid!, isInstance: true)).Should().Be(added.Reference);

        small.RemoveVm(small.Vms[0]);
        (await FindAsync(small, "00000000-0000-0000-0000-000000000001")).Should().BeNull();
    }

    [Fact]
    public async Task All_VMs_with_a_UUID_are_found_or_those_of_one_datacenter()
    {
        await using WatchedInventory small = await CreateAsync(3);
        Datacenter other = small.Do(() => small.Simulator.VCenter.Inventory.AddDatacenter("DC1"));
        const string uuid = "00000000-0000-0000-0000-000000000001";
        small.Do(() =>
        {
            small.Vms[2].ChangeConfig(config => config.Uuid = uuid);
            small.Vms[0].ChangeConfig(config => config.Uuid = uuid);
        });

        (await small.Client.FindAllByUuidAsync(Index(small), null, uuid, true, null, Stop)).Should().BeEquivalentTo([small.Vms[0].Reference, small.Vms[2].Reference]);
        (await small.Client.FindAllByUuidAsync(Index(small), small.Datacenter.Reference, uuid, true, null, Stop)).Should().HaveCount(2);
        (await small.Client.FindAllByUuidAsync(Index(small), other.Reference, uuid, true, null, Stop)).Should().BeEmpty();
        await small.Client.FindAllByUuidAsync(Index(small), new("Datacenter", "datacenter-x"), uuid, true, null, Stop).ShouldFailWithAsync("ManagedObjectNotFound");
    }

    [Fact]
    public async Task What_the_user_may_not_see_is_not_found()
    {
        await using WatchedInventory small = await CreateAsync();
        string uuid = small.Do(() => small.Vms[0].Config.Uuid!);
        small.Simulator.VCenter.Properties.Allows = (_, target, _) => target != small.Vms[0];

        (await FindAsync(small, uuid)).Should().BeNull();
        (await small.Client.FindByInventoryPathAsync(Index(small), "DC0/vm/vm0", Stop)).Should().BeNull();
        (await small.Client.FindByInventoryPathAsync(Index(small), "DC0/vm/vm1", Stop)).Should().Be(small.Vms[1].Reference);
    }

    private static ManagedObjectReference Index(WatchedInventory small) => small.User.Content.SearchIndex!;

    private static Task<ManagedObjectReference?> FindAsync(WatchedInventory small, string uuid, bool vmSearch = true, bool? isInstance = null)
        => small.Client.FindByUuidAsync(Index(small), null, uuid, vmSearch, isInstance, Stop);
}
