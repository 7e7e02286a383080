namespace VmSnapshot.Cli.Tests;

public sealed class InterruptionTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task On_memory_a_signal_ends_the_operation_with_all_that_it_made(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "signals are Unix's");
        string[] create = ["--vcenter", "memory:", "--store", _scratch.Store, "--json", "snapshot", "create", "--vm", "web-1", "--name", "golden"];

        var run = await Vmsnap.InterruptAsync(signal, "cloning VM", new Dictionary<string, string>(), create);

        run.ShouldFail(130, "interrupted");
        run.Json.GetProperty("error").GetProperty("operationId").GetString().Should().HaveLength(32);
        run.Output.Should().Contain("gone with it").And.Contain("operation cancel");
        // The journal is in a file, and can still be closed.
        var id = run.Json.GetProperty("error").GetProperty("operationId").GetString()!;
        var cancelled = await Vmsnap.RunAsync("--vcenter", "memory:", "--store", _scratch.Store, "operation", "cancel", id, "--json");
        cancelled.ShouldSucceed().Text("state").Should().Be("cancelled");
        var list = await Vmsnap.RunAsync("--store", _scratch.Store, "snapshot", "list", "--status", "creating", "--json");
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
