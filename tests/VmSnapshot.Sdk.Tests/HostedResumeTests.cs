using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;

namespace VmSnapshot.Sdk.Tests;

/// <summary>A host takes up by itself what nobody works on.</summary>
public sealed class HostedResumeTests
{
    private static readonly VmSnapshotOptions Defaults = new();

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_host_takes_up_at_its_start_what_a_host_that_stopped_had_begun()
    {
        await using var world = new World(_clock);
        string id;
        using (var first = Build(world))
        {
            await first.StartAsync();
            id = (await first.Services.GetRequiredService<ISnapshotManager>().CreateAsync(new() { Vm = "db-1", Name = "s" })).Id;
            await _clock.RunUntilAsync(() => world.VCenter.Simulator.Calls.Of("CloneVM_Task").Any());
            await first.StopAsync();
        }

        world.StateOf(id).Should().Be(OperationState.Running);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        var stopped = _clock.GetUtcNow();
        using var second = Build(world);
        await second.StartAsync();
        await _clock.RunUntilAsync(() => world.StateOf(id) == OperationState.Succeeded);

        (_clock.GetUtcNow() - stopped).Should().BeLessThan(Defaults.ResumeInterval, "it begins at once");
        (await world.AvailableAsync()).Should().ContainSingle();
        world.VCenter.Simulator.Calls.Of("CloneVM_Task").Should().ContainSingle();
        await second.StopAsync();
    }

    [Fact]
    public async Task A_host_takes_up_what_another_died_over_when_its_lease_has_run_out()
    {
        await using var world = new World(_clock);
        using var host = Build(world);
        await host.StartAsync();
        await using var first = world.Another();
        var id = (await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" })).Id;
        await _clock.RunUntilAsync(() => first.VCenter.Calls.Contains(nameof(IVSphereGateway.WatchTaskAsync)));
        first.Die();
        var died = _clock.GetUtcNow();

        await _clock.RunUntilAsync(() => world.StateOf(id) == OperationState.Succeeded);

        (_clock.GetUtcNow() - died).Should().BeGreaterThan(Defaults.LeaseDuration - TimeSpan.FromSeconds(5))
            .And.BeLessThan(Defaults.LeaseDuration + (2 * Defaults.ResumeInterval) + World.CloneDuration);
        (await world.AvailableAsync()).Should().ContainSingle();
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_that_is_not_to_resume_leaves_it_alone()
    {
        await using var world = new World(_clock);
        await using (var first = world.Another())
        {
            await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
            await _clock.RunUntilAsync(() => first.VCenter.Calls.Contains(nameof(IVSphereGateway.StartCloneAsync)));
        }

        using var host = Build(world, configure: o => o.ResumeInBackground = false);
        await host.StartAsync();
        for (var minutes = 0; minutes < 60; minutes++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(1);
        }

        await host.StopAsync();
        var left = (await world.Operations.ListAsync(new())).Items.Should().ContainSingle().Which;
        left.State.Should().Be(OperationState.Running);
        (await world.JournalAsync(left.Id)).Fence.Should().Be(1, "nobody has claimed it since");
    }

    [Fact]
    public async Task A_host_goes_on_by_itself_when_the_secret_is_there()
    {
        await using var world = new World(_clock);
        await _clock.RunAsync(world.SnapshotAsync("win-1", "win"));
        var safe = new Safe();
        using var host = Build(world, safe);
        await host.StartAsync();
        var operation = await host.Services.GetRequiredService<IVmFactory>().CreateAsync(new()
        {
            Snapshot = "win",
            Name = "copy",
            Guest = new WindowsGuest { FullName = "Portal", Organization = "Example", AdministratorPassword = new("vault:admin") },
        });
        var wait = () => _clock.ResultAsync(operation.WaitForCompletionAsync());
        (await wait.Should().ThrowAsync<VmSnapshotException>()).Which.Code.Should().Be(VmSnapshotErrorCodes.SecretUnavailable);

        for (var i = 0; i < 3; i++)
        {
            var fence = (await world.JournalAsync(operation.Id)).Fence;
            await _clock.RunUntilAsync(() => world.JournalAsync(operation.Id).GetAwaiter().GetResult() is { Owner: null } stopped && stopped.Fence > fence);
        }

        world.StateOf(operation.Id).Should().Be(OperationState.Running, "trying in vain changes nothing");
        safe.IsOpen = true;

        await _clock.RunUntilAsync(() => world.StateOf(operation.Id) == OperationState.Succeeded);
        world.VCenter.Machines.Should().ContainSingle(vm => vm.Name == "copy");
        await host.StopAsync();
    }

    [Fact]
    public async Task A_host_whose_store_is_away_at_its_start_goes_on_when_it_is_there()
    {
        await using var world = new World(_clock);
        await using (var first = world.Another())
        {
            await first.Snapshots.CreateAsync(new() { Vm = "db-1", Name = "s" });
            await _clock.RunUntilAsync(() => first.VCenter.Calls.Contains(nameof(IVSphereGateway.StartCloneAsync)));
        }

        world.OwnStore.Fail();
        using var host = Build(world, store: world.OwnStore);
        await host.StartAsync();
        _clock.Advance(Defaults.ResumeInterval / 2);
        world.OwnStore.Recover();

        await _clock.RunUntilAsync(() => world.AvailableAsync().GetAwaiter().GetResult().Count == 1);
        await host.StopAsync();
    }

    private IHost Build(World world, ISecretResolver? secrets = null, Action<VmSnapshotOptions>? configure = null, object? store = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton(world.VCenter.Simulator);
        builder.Services.AddVmSnapshot(configure).UseSimulatedVSphere().UseInMemoryStore();
        builder.Services.Replace(ServiceDescriptor.Singleton((Storage.ISnapshotStore?)store ?? world.Store));
        if (secrets is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(secrets));
        }

        return builder.Build();
    }

    private sealed class Safe : ISecretResolver
    {
        public bool IsOpen { get; set; }

        public ValueTask<string> ResolveAsync(SecretReference reference, CancellationToken cancellationToken = default) => IsOpen
            ? ValueTask.FromResult("correct-horse-battery")
            : throw new VmSnapshotException(VmSnapshotErrorCodes.SecretUnavailable, "The safe is closed.");
    }
}
