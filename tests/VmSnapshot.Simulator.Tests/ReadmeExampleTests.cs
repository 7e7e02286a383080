#pragma warning disable xUnit1051 // A README shows the calls without a cancellation token.
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests;

/// <summary>The README of VmSnapshot.Simulator shows what stands in these tests.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public async Task Connecting()
    {
        await using var simulator = new VCenterSimulator();
        await using var client = new VimClient(new VimClientOptions
        {
            Endpoint = VCenterSimulator.Endpoint,
            CreateTransport = simulator.CreateTransport,
        });
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, "user", "pass");

        simulator.Calls.Requests<LoginRequestType>().Should().ContainSingle().Which.UserName.Should().Be("user");
    }

    [Fact]
    public async Task Building_an_inventory()
    {
        var inventory = new InventoryDescription()
            .AddDatacenter("Berlin", datacenter => datacenter
                .AddCluster("Blue", hosts: 3, cluster => cluster.AddResourcePool("Tenants/acme"))
                .AddDatastore("fast", capacityGiB: 500)
                .AddNetwork("Front").AddNetwork("Back", NetworkKind.DistributedPortgroup)
                .AddFolder("Tenants/acme")
                .AddTemplate("debian", vm => vm.AddDisk(10).AddNetworkAdapter("Front"))
                .AddVm("web-", vm => (vm.Count, vm.Folder, vm.PoweredOn) = (3, "Tenants/acme", true)))
            .AddUser("portal", "secret", UserDescription.Admin);
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { StrictReading = true }, inventory);

        simulator.Inventory.VirtualMachines.Select(vm => vm.Path).Should()
            .BeEquivalentTo("/Berlin/vm/debian", "/Berlin/vm/Tenants/acme/web-1", "/Berlin/vm/Tenants/acme/web-2", "/Berlin/vm/Tenants/acme/web-3");
    }

    [Fact]
    public async Task Reading_an_inventory_from_JSON()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(path, Blocks("json").Single(), TestContext.Current.CancellationToken);
        try
        {
            await using var simulator = new VCenterSimulator(inventory: InventoryDescription.Load(path));

            simulator.Inventory.VirtualMachines.Select(vm => vm.Name).Should().BeEquivalentTo("debian", "web-1", "web-2", "web-3");
            simulator.Inventory.GetVirtualMachine("web-2").IsPoweredOn.Should().BeTrue();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task What_goes_wrong()
    {
        await using var simulator = new VCenterSimulator();
        simulator.Faults.On("CloneVM_Task").LoseReply();                              // the next clone is made, and nobody hears of it
        simulator.Faults.On("CloneVM_Task").Nth(3).FailTask(new NoDiskSpace());       // the third one's task fails at its end
        simulator.Faults.On<LoginRequestType>(login => login.UserName == "portal").Times(2).Refuse(new InvalidLogin());
        simulator.Faults.OnAny().WithProbability(0.05).ExpireSession();               // which calls: FaultSeed decides
        using IDisposable full = simulator.Faults.FillDatastore("datastore1");        // until disposed
        using IDisposable lost = simulator.Faults.LoseHost("standalone.example.com");

        simulator.Inventory.GetFreeBytes("datastore1").Should().Be(0);
    }

    [Fact]
    public async Task A_clone_of_an_hour_and_a_customization_that_fails()
    {
        var clock = new FakeTimeProvider();
        await using var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock, CloneDuration = TimeSpan.FromHours(1) });
        await using var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = simulator.CreateTransport });
        ServiceContent content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, "user", "pass");
        SimulatedVm golden = simulator.Inventory.GetVirtualMachine("golden-debian");
        ManagedObjectReference folder = (await client.FindByInventoryPathAsync(content.SearchIndex!, "/DC0/vm"))!;
        var customization = new CustomizationSpec
        {
            Identity = new CustomizationLinuxPrep { HostName = new CustomizationVirtualMachineName(), Domain = "example.org" },
            GlobalIPSettings = new CustomizationGlobalIPSettings(),
            NicSettingMap = [new CustomizationAdapterMapping { Adapter = new CustomizationIPSettings { Ip = new CustomizationDhcpIpGenerator() } }],
        };
        var spec = new VirtualMachineCloneSpec { Location = new(), PowerOn = true, Customization = customization };

        simulator.Inventory.FailNextCustomization("web-9", reason: "no such adapter");
        await client.CloneVMTaskAsync(golden.Reference, folder, "web-9", spec);
        clock.Advance(TimeSpan.FromHours(1));
        CloneVMRequestType clone = simulator.Calls.Requests<CloneVMRequestType>().Single();
        VirtualMachineRuntimeInfo made = simulator.Inventory.GetVirtualMachine("web-9").Runtime;

        clone.Name.Should().Be("web-9");
        made.PowerState.Should().Be(VirtualMachinePowerState.PoweredOn);
        await client.LoginAsync(content.SessionManager!, "user", "pass"); // an hour: the session is over
        var events = await client.QueryEventsAsync(content.EventManager!, new EventFilterSpec { EventTypeId = ["CustomizationFailed"] });

        events.Should().ContainSingle().Which.FullFormattedMessage.Should().EndWith("no such adapter");
    }

    [Fact]
    public void The_readme_shows_these_tests()
    {
        string tests = File.ReadAllText(Path.Combine(Root, "tests", "VmSnapshot.Simulator.Tests", "ReadmeExampleTests.cs"))
            .Replace("\n        ", "\n", StringComparison.Ordinal);

        Blocks("csharp").Should().NotBeEmpty().And.AllSatisfy(block => tests.Should().Contain(block));
    }

    [Fact]
    public void The_readme_names_every_member_of_an_inventory()
    {
        string readme = File.ReadAllText(Path.Combine(Root, "src", "VmSnapshot.Simulator", "README.md"));
        IEnumerable<string> members = typeof(InventoryDescription).Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Description", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties())
            .Select(property => $"`{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}`")
            .Distinct();

        members.Should().NotBeEmpty().And.AllSatisfy(member => readme.Should().Contain(member));
    }

    private static string Root
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "VmSnapshot.Sdk.sln")))
            {
                root = root.Parent!;
            }

            return root.FullName;
        }
    }

    private static List<string> Blocks(string language) =>
        [.. File.ReadAllText(Path.Combine(Root, "src", "VmSnapshot.Simulator", "README.md")).Split("```")
            .Where((_, index) => index % 2 == 1)
            .Where(block => block.StartsWith(language + "\n", StringComparison.Ordinal))
            .Select(block => block[(language.Length + 1)..].TrimEnd())];
}
