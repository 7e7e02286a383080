using System.Net;
using System.Text.Json;

namespace VmSnapshot.Cli.Tests;

/// <summary>The simulated vCenter as a process of its own, and the tool as its client.</summary>
public sealed class SimulatorTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task It_says_where_it_is_on_one_line_and_serves_until_it_is_interrupted(string scheme)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        var login = new Dictionary<string, string> { ["VMSNAPSHOT_USERNAME"] = "somebody", ["VMSNAPSHOT_PASSWORD"] = "something" };
        using var served = await ServedSimulator.StartAsync(login, scheme == "https" ? ["--tls"] : []);

        served.Url.Scheme.Should().Be(scheme);
        IPAddress.IsLoopback(IPAddress.Parse(served.Url.Host)).Should().BeTrue();
        (served.Thumbprint is { Length: 64 }).Should().Be(scheme == "https");
        string[] client = ["--vcenter", served.Url.AbsoluteUri, .. served.Thumbprint is { } pin ? new[] { "--thumbprint", pin } : [], "vm", "list", "--json"];
        var list = await Vmsnap.RunAsync(login, client);
        var refused = await Vmsnap.RunAsync(new Dictionary<string, string> { ["VMSNAPSHOT_USERNAME"] = "user", ["VMSNAPSHOT_PASSWORD"] = "pass" }, client);
        var end = await served.InterruptAsync();

        list.ShouldSucceed().Json.GetProperty("items").EnumerateArray().Select(vm => vm.GetProperty("name").GetString()).Should().Contain("web-1");
        refused.ShouldFail(3, "loginRefused");
        end.ExitCode.Should().Be(130, end.Error);
        end.Output.Should().BeEmpty("there is one document");
    }

    [Fact]
    public async Task It_takes_its_inventory_from_a_file_and_the_port_it_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        var inventory = _scratch.Write("lab.json", """{ "datacenters": [ { "name": "Lab" } ] }""");
        var login = new Dictionary<string, string> { ["VMSNAPSHOT_USERNAME"] = "user", ["VMSNAPSHOT_PASSWORD"] = "pass" };
        using var served = await ServedSimulator.StartAsync(new Dictionary<string, string>(), ["--inventory", inventory, "--listen", "localhost:0"]);

        var list = await Vmsnap.RunAsync(login, "--vcenter", served.Url.AbsoluteUri, "vm", "list", "--json");
        var taken = await Vmsnap.RunAsync("simulator", "--listen", $"127.0.0.1:{served.Url.Port}", "--json");

        list.ShouldSucceed().Json.GetProperty("items").GetArrayLength().Should().Be(0);
        taken.ShouldFail(2, "invalidArguments");
        taken.Output.Should().Contain("--listen");
    }

    [Fact]
    public async Task An_inventory_that_can_not_be_read_says_where_it_goes_wrong()
    {
        var inventory = _scratch.Write("lab.json", """{ "datacentres": [] }""");

        var run = await Vmsnap.RunAsync("simulator", "--inventory", inventory, "--json");

        run.ShouldFail(2, "invalidArguments");
        run.Json.GetProperty("error").GetProperty("message").GetString().Should().Contain("--inventory").And.Contain("datacentres");
    }
}
