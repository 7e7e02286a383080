namespace VmSnapshot.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_the_operation_and_removes_what_it_made(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        string[] create = ["--vcenter", "memory:", "--store", _scratch.Store, "--json", "snapshot", "create", "--vm", "web-1", "--name", "golden"];

        var run = await Vmsnap.InterruptAsync(signal, "cloning VM", new Dictionary<string, string>(), create);

        run.ShouldFail(130, "interrupted");
        run.Json.GetProperty("error").GetProperty("operationId").GetString().Should().HaveLength(32);
        run.Output.Should().Contain("nothing of it is left");
        var list = await Vmsnap.RunAsync("--store", _scratch.Store, "snapshot", "list", "--json");
        list.ShouldSucceed().Json.GetProperty("items").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task A_timeout_is_an_interruption()
    {
        var run = await Vmsnap.RunAsync("--vcenter", "memory:", "--json", "--timeout", "0.05", "snapshot", "create", "--vm", "web-1", "--name", "golden");

        run.ShouldFail(130, "interrupted");
        run.Output.Should().Contain("0.05 s");
    }

    [Fact]
    public async Task A_demo_that_is_interrupted_leaves_no_record()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");

        var run = await Vmsnap.InterruptAsync("INT", "DeployVm", new Dictionary<string, string>(), "demo", "--json", "--store", _scratch.Store);

        run.ShouldFail(130, "interrupted");
        var list = await Vmsnap.RunAsync("--store", _scratch.Store, "snapshot", "list", "--json");
        list.ShouldSucceed().Json.GetProperty("items").GetArrayLength().Should().Be(0);
    }
}
