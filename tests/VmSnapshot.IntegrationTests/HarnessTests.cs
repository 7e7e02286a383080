using System.Xml.Linq;

namespace VmSnapshot.IntegrationTests;

/// <summary>The other integration tests stand on the simulator and on the witness: these show that both can be trusted.</summary>
public sealed class HarnessTests(VcsimFixture fixture) : IClassFixture<VcsimFixture>
{
    private readonly VcsimServer _vcsim = fixture.Server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Named_VMs_have_the_shapes_that_tests_rely_on()
    {
        var inventory = await _vcsim.ReadInventoryAsync(Cancellation);

        var app = inventory["/DC0/vm/app-server"];
        app.Should().BeEquivalentTo(new
        {
            PowerState = "poweredOn",
            Template = false,
            NumCpu = 4,
            CoresPerSocket = 2,
            MemoryMiB = 4096L,
            GuestId = "ubuntu64Guest",
            Annotation = "two disks, two networks",
            ResourcePool = "/DC0/host/DC0_C0/Resources",
            Folder = "/DC0/vm",
        });
        app.Datastores.Should().Equal("LocalDS_0");
        app.Disks.Select(disk => (disk.Key, disk.Label, disk.CapacityBytes >> 30)).Should().Equal(
            (2000, "Hard disk 1", 16), (2001, "Hard disk 2", 40));
        app.Nics.Select(nic => (nic.Key, nic.Label, nic.Network)).Should().Equal(
            (4000, "Network adapter 1", "DC0_DVPG0"), (4001, "Network adapter 2", "VM Network"));

        inventory["/DC0/vm/stopped"].PowerState.Should().Be("poweredOff");
        inventory["/DC0/vm/Golden/golden-linux"].MemoryMiB.Should().Be(2048);
        inventory["/DC0/vm/db%2fprimary"].Name.Should().Be("db%2fprimary");
        inventory.Named("twin").Select(vm => vm.Folder).Should().BeEquivalentTo("/DC0/vm", "/DC0/vm/Golden");
    }

    [Fact]
    public async Task No_two_VMs_share_an_identity()
    {
        var inventory = await _vcsim.ReadInventoryAsync(Cancellation);

        AssertDistinct(inventory);
    }

    [Fact]
    public async Task Concurrent_clones_leave_their_source_alone_and_a_name_goes_to_one_of_them()
    {
        using var http = new HttpClient();
        var source = (await _vcsim.ReadInventoryAsync(Cancellation))["/DC0/vm/app-server"];
        await CallAsync(http, "Login", "SessionManager", $"<userName>{_vcsim.Username}</userName><password>{_vcsim.Password}</password>");
        var found = await CallAsync(http, "FindByInventoryPath", "SearchIndex", "<inventoryPath>DC0/vm/Golden</inventoryPath>");
        var folder = found.Descendants().Single(element => element.Name.LocalName == "returnval").Value;

        string[] names = ["clone-1", "clone-2", "clone-3", "clone-4", "one", "one", "one", "one"];
        await Task.WhenAll(names.Select(name => CallAsync(http, "CloneVM_Task", source.MoRef, $"""
            <folder type="Folder">{folder}</folder>
            <name>{name}</name>
            <spec><location/><powerOn>false</powerOn><template>false</template></spec>
            """)));

        var inventory = await _vcsim.ReadInventoryAsync(Cancellation);
        inventory["/DC0/vm/app-server"].Should().BeEquivalentTo(source);
        inventory.Vms.Where(vm => vm.Folder == "/DC0/vm/Golden").Select(vm => vm.Name).Should().BeEquivalentTo(
            "golden-linux", "twin", "clone-1", "clone-2", "clone-3", "clone-4", "one");
        AssertDistinct(inventory);
    }

    [Fact]
    public async Task Numbers_of_the_options_arrive()
    {
        await using var server = await VcsimServer.StartAsync(new() { Datacenters = 2, Clusters = 1, Vms = 3 }, Cancellation);

        var inventory = await server.ReadInventoryAsync(Cancellation);

        inventory.Vms.Count(vm => vm.Name.StartsWith("DC0_C0", StringComparison.Ordinal)).Should().Be(3);
        inventory.Vms.Count(vm => vm.Name.StartsWith("DC1_H0", StringComparison.Ordinal)).Should().Be(3);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var read = () => Inventory.ReadAsync(_vcsim.Url, _vcsim.Username, "wrong", null, Cancellation);

        await read.Should().ThrowAsync<InventoryException>().WithMessage("InvalidLogin*");
    }

    [Fact]
    public async Task Over_TLS_only_the_pinned_certificate_is_accepted()
    {
        await using var server = await VcsimServer.StartAsync(new() { Tls = true }, Cancellation);
        await using var other = await VcsimServer.StartAsync(new() { Tls = true }, Cancellation);
        server.Url.Scheme.Should().Be("https");
        server.Thumbprint.Should().MatchRegex("^[0-9a-f]{64}$").And.NotBe(other.Thumbprint);

        (await server.ReadInventoryAsync(Cancellation)).Vms.Should().NotBeEmpty();
        var read = () => Inventory.ReadAsync(server.Url, server.Username, server.Password, other.Thumbprint, Cancellation);
        await read.Should().ThrowAsync<InventoryException>().WithMessage($"*{server.Thumbprint}*");
    }

    [Fact]
    public async Task Closing_its_standard_input_ends_the_simulator()
    {
        var server = await VcsimServer.StartAsync(cancellationToken: Cancellation);
        await using (server)
        {
            (await server.StopAsync()).Should().BeTrue("it ends by itself\n{0}", server.Log);
        }

        var read = () => Inventory.ReadAsync(server.Url, server.Username, server.Password, null, Cancellation);
        await read.Should().ThrowAsync<InventoryException>().WithMessage("ConnectionRefusedError*");
    }

    [Fact]
    public async Task Unusable_options_are_reported()
    {
        var start = () => VcsimServer.StartAsync(new() { Datacenters = 0 }, Cancellation);

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*at least one datacenter*");
    }

    private static void AssertDistinct(Inventory inventory)
    {
        inventory.Vms.Should().OnlyHaveUniqueItems(vm => vm.MoRef);
        inventory.Vms.Should().OnlyHaveUniqueItems(vm => vm.InstanceUuid);
        inventory.Vms.SelectMany(vm => vm.Disks).Should().OnlyHaveUniqueItems(disk => disk.FileName);
        inventory.Vms.SelectMany(vm => vm.Nics).Should().OnlyHaveUniqueItems(nic => nic.MacAddress);
    }

    /// <summary>Says to the simulator what it is told, without the product: the harness has to hold on its own.</summary>
    private async Task<XDocument> CallAsync(HttpClient http, string method, string moRef, string arguments)
    {
        var type = moRef.StartsWith("vm-", StringComparison.Ordinal) ? "VirtualMachine" : moRef;
        using var content = new StringContent($"""
            <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>
            <{method} xmlns="urn:vim25"><_this type="{type}">{moRef}</_this>{arguments}</{method}>
            </Body></Envelope>
            """);
        using var response = await http.PostAsync(_vcsim.Url, content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        response.IsSuccessStatusCode.Should().BeTrue("{0} is answered\n{1}", method, text);
        return XDocument.Parse(text);
    }
}
