using System.Text.Json;
using VmSnapshot.Simulator.Hosting.Tests.Support;

namespace VmSnapshot.Simulator.Hosting.Tests;

/// <summary>The proof that it is a vCenter: clients that others wrote, which share no code with it, use it.</summary>
public class ForeignClientTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PyVmomi_logs_in_and_sees_what_is_there(bool tls)
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { UseTls = tls }, new VCenterSimulatorOptions { StrictReading = true });

        JsonElement found = await ForeignClient.PyVmomi.RunAsync([.. PyArguments(served, Path(served)), "walk"]);

        Login(found, "NotAuthenticated");
        found.GetProperty("walk").GetProperty("vms").EnumerateArray().Select(vm => vm.GetProperty("name").GetString())
            .Should().BeEquivalentTo(served.Simulator.Inventory.VirtualMachines.Select(vm => vm.Name));
        RequestsAreRight(served);
    }

    [Fact]
    public async Task PyVmomi_clones_waits_marks_customizes_powers_and_destroys()
    {
        await using Served served = await Served.StartAsync(behaviour: new VCenterSimulatorOptions { StrictReading = true });

        JsonElement found = await ForeignClient.PyVmomi.RunAsync([.. PyArguments(served, Path(served)), "clone", "template", "power", "customize", "destroy"]);

        Is(found, "clone", """{"name":"py-1","template":false,"second":"DuplicateName","taken":"py-1"}""");
        Is(found, "template", """{"template":true,"again":false,"pool":true}""");
        Is(found, "power", """{"on":"poweredOn","again":"InvalidPowerState","off":"poweredOff"}""");
        Is(found, "customize", """{"succeeded":true,"hostName":"py-1"}""");
        Is(found, "destroy", """{"gone":true}""");
        RequestsAreRight(served);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RbVmomi_logs_in_and_sees_what_is_there(bool tls)
    {
        await using Served served = await Served.StartAsync(new SimulatorServerOptions { UseTls = tls });

        JsonElement found = await ForeignClient.RbVmomi.RunAsync(served.Server.Url.AbsoluteUri, "user", Path(served), "walk");

        Login(found, "NotAuthenticated");
        found.GetProperty("walk").GetProperty("vms").EnumerateArray().Select(name => name.GetString())
            .Should().BeEquivalentTo(served.Simulator.Inventory.VirtualMachines.Select(vm => vm.Name));
        found.GetProperty("walk").GetProperty("devices").GetString().Should().Be("Folder");
    }

    [Fact]
    public async Task RbVmomi_clones_waits_marks_powers_and_destroys()
    {
        await using Served served = await Served.StartAsync();

        JsonElement found = await ForeignClient.RbVmomi.RunAsync(served.Server.Url.AbsoluteUri, "user", Path(served), "clone", "template", "power", "destroy");

        int disks = served.Simulator.Inventory.GetVirtualMachine("web-1").Devices.OfType<Vim25.VirtualDisk>().Count();
        Is(found, "clone", $$"""{"name":"rb-1","template":false,"disks":{{disks}},"second":"DuplicateName"}""");
        Is(found, "template", """{"template":true,"again":false}""");
        Is(found, "power", """{"on":"poweredOn","again":"InvalidPowerState","off":"poweredOff"}""");
        Is(found, "destroy", """{"gone":"ManagedObjectNotFound"}""");
    }

    private static string Path(Served served) => served.Simulator.Inventory.GetVirtualMachine("web-1").Path;

    private static IEnumerable<string> PyArguments(Served served, string path)
        => ["--url", served.Server.Url.AbsoluteUri, "--username", "user", .. served.Server.Thumbprint is { } pin ? new[] { "--thumbprint", pin } : [], "--vm", path];

    private static void Login(JsonElement found, string before)
        => Is(found, "login", $$"""{"apiType":"VirtualCenter","before":"{{before}}","wrong":"InvalidLogin","user":"user"}""");

    private static void Is(JsonElement found, string step, string expected)
        => JsonSerializer.Serialize(found.GetProperty(step)).Should().Be(expected, step);

    private static void RequestsAreRight(Served served)
        => served.Simulator.StrictFailures.Where(failure => !failure.Path.Contains("Response", StringComparison.Ordinal)).Should().BeEmpty("pyVmomi writes by the schema");
}
