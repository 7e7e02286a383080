using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Simulator;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The README of VmSnapshot.Sdk.Testing shows this test.</summary>
public sealed class PortalExampleTests
{
    [Fact]
    public async Task A_tenant_gets_a_bigger_copy_of_the_golden_machine()
    {
        await using var services = new ServiceCollection()
            .AddVmSnapshot()
            .UseSimulatedVSphere()
            .UseInMemoryStore()
            .Services.BuildServiceProvider();
        var snapshots = services.GetRequiredService<ISnapshotManager>();
        var machines = services.GetRequiredService<IVmFactory>();

        var taken = await snapshots.CreateAsync(new() { Vm = "golden-debian", Name = "debian" });
        await taken.WaitForCompletionAsync();
        var made = await machines.CreateAsync(new() { Snapshot = "debian", Name = "acme-1", Cpus = 4, PowerOn = true });
        await made.WaitForCompletionAsync();

        var vCenter = services.GetRequiredService<VCenterSimulator>();
        Assert.Equal(4, vCenter.Inventory.GetVirtualMachine("acme-1").Config.Hardware!.NumCPU);
        Assert.Single(vCenter.Calls.Of("PowerOnVM_Task"));
    }

    [Fact]
    public void The_readme_shows_that_test()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "VmSnapshot.Sdk.sln")))
        {
            root = root.Parent!;
        }

        var readme = File.ReadAllText(Path.Combine(root.FullName, "src", "VmSnapshot.Sdk.Testing", "README.md"));
        var test = File.ReadAllText(Path.Combine(root.FullName, "tests", "VmSnapshot.Sdk.Tests", "PortalExampleTests.cs"));
        var shown = readme.Split("```")[1]["csharp\n".Length..].TrimEnd();

        test.Replace("\n    ", "\n", StringComparison.Ordinal).Should().Contain(shown);
    }
}
