namespace VmSnapshot.Cli.Tests;

public sealed class DemoTests
{
    private static readonly string[] Steps = ["ExtractVmInfo", "CloneToTemplate", "RecordSnapshot", "PrepareVm", "DeployVm", "ConfigureVm"];

    [Fact]
    public async Task Demo_tells_of_each_of_the_six_steps()
    {
        var run = await Vmsnap.RunAsync("demo");

        var output = run.ShouldSucceed().Output;
        output.Should().ContainAll(Steps).And.ContainAll("Step 6 of 6", "The catalog", "The new VM", "poweredOn").And.NotContain("\u001b");
        run.Error.Should().Contain("CloneToTemplate").And.Contain("100%").And.NotContain("\u001b");
    }

    [Fact]
    public async Task Demo_in_json_is_one_document_and_leaves_no_file()
    {
        using var scratch = new Scratch();
        var run = await Vmsnap.RunAsync(new Dictionary<string, string> { ["TMPDIR"] = scratch.Folder }, "demo", "--json", "--quiet");

        var document = run.ShouldSucceed().Json;
        var steps = document.GetProperty("steps").EnumerateArray().ToList();
        steps.Select(step => step.GetProperty("step").GetString()).Should().Equal(Steps);
        steps[0].GetProperty("vmInfo").GetProperty("source").GetProperty("name").GetString().Should().Be("web-1");
        steps[1].GetProperty("template").GetProperty("path").GetString().Should().NotBeEmpty();
        steps[2].GetProperty("snapshot").GetProperty("status").GetString().Should().Be("available");
        steps[3].GetProperty("plan").GetProperty("cpus").GetInt32().Should().Be(4);
        steps[4].GetProperty("vm").GetProperty("phase").GetString().Should().Be("created");
        steps[5].GetProperty("vm").GetProperty("phase").GetString().Should().Be("poweredOn");
        document.GetProperty("catalog").GetArrayLength().Should().Be(1);
        document.GetProperty("vm").GetProperty("cpus").GetInt32().Should().Be(4);
        run.Error.Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(scratch.Folder).Where(path => path.Contains("vmsnap-", StringComparison.Ordinal)).Should().BeEmpty();
    }
}
