using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Tests;

/// <summary>The README of VmSnapshot.Sdk shows what stands in these tests.</summary>
public sealed class ReadmeExampleTests
{
    [Fact]
    public async Task A_guest_password_comes_from_the_resolver_of_the_host()
    {
        await using var world = new World(register: RegisterVault);
        await world.SnapshotAsync("win-1", "windows");
        var factory = world.Machines;

        var operation = await factory.CreateAsync(new()
        {
            Snapshot = "windows",
            Name = "win-2",
            Guest = new WindowsGuest
            {
                FullName = "Portal",
                Organization = "Example",
                AdministratorPassword = new SecretReference("vault:machines/win-2/administrator"),
            },
        });
        var vm = (await operation.WaitForCompletionAsync()).Items.Single().Vm!;

        world.VCenter.Guest(vm.MoRef).PendingCustomization!.Identity.Should().BeOfType<CustomizationSysprep>()
            .Which.GuiUnattended!.Password!.Value.Should().Be("the one at machines/win-2/administrator");
    }

    [Fact]
    public async Task A_batch_tells_what_was_made_and_what_was_not()
    {
        await using var world = new World(configure: o => o.MaxParallelVms = 1);
        await world.SnapshotAsync();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), Faults.FatalTask, afterCalls: 1);
        var factory = world.Machines;

        var operation = await factory.CreateAsync(new() { Snapshot = "golden", Name = "web-{index:00}", Count = 3, Cpus = 2 });
        VmBatch batch;
        try
        {
            batch = await operation.WaitForCompletionAsync();
        }
        catch (VmBatchFailedException e)
        {
            batch = e.Batch;
        }

        foreach (var item in batch.Items)
        {
            Console.WriteLine(item.Vm is { } vm ? $"{vm.Name} is {vm.MoRef}" : $"{item.Name} was not made: {item.ErrorMessage}");
        }

        operation.State.Should().Be(OperationState.Failed);
        batch.Items.Select(item => item.Vm?.Name).Should().Equal("web-01", null, "web-03");
        batch.Items[1].ErrorMessage.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_batch_with_its_minimum_throws_nothing()
    {
        await using var world = new World(configure: o => o.MaxParallelVms = 1);
        await world.SnapshotAsync();
        world.VCenter.FailNextTask(nameof(IVSphereGateway.StartReconfigureAsync), Faults.FatalTask, afterCalls: 1);
        var factory = world.Machines;

        var enough = await factory.CreateAsync(new() { Snapshot = "golden", Name = "db-{index:00}", Count = 3, MinimumCount = 2, Cpus = 2 });
        var made = (await enough.WaitForCompletionAsync()).Items.Where(item => item.Vm is not null);

        made.Select(item => item.Name).Should().Equal("db-01", "db-03");
    }

    [Fact]
    public void The_readme_shows_these_tests()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "VmSnapshot.Sdk.sln")))
        {
            root = root.Parent!;
        }

        var readme = File.ReadAllText(Path.Combine(root.FullName, "src", "VmSnapshot.Sdk", "README.md"));
        var tests = File.ReadAllText(Path.Combine(root.FullName, "tests", "VmSnapshot.Sdk.Tests", "ReadmeExampleTests.cs"));
        tests += tests.Replace("\n        ", "\n", StringComparison.Ordinal);
        var shown = readme[readme.IndexOf("## Guest passwords", StringComparison.Ordinal)..].Split("```csharp\n").Skip(1).Select(block => block.Split("```")[0]).ToList();

        shown.Should().HaveCount(5).And.AllSatisfy(block => tests.Should().Contain(block));
    }

    private static void RegisterVault(IServiceCollection services)
    {
        services.AddSingleton<IVault, Vault>();
        services.AddSingleton<ISecretResolver, VaultSecretResolver>();
    }

    private sealed class Vault : IVault
    {
        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult($"the one at {name}");
    }
}

public interface IVault
{
    Task<string> ReadAsync(string name, CancellationToken cancellationToken);
}

public sealed class VaultSecretResolver(IVault vault) : ISecretResolver
{
    // What throws leaves the operation resumable (secretUnavailable), until the secret is there.
    public async ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default) =>
        await vault.ReadAsync(reference.Location["vault:".Length..], cancellationToken);
}
