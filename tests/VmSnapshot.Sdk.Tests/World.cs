using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Simulator;

namespace VmSnapshot.Sdk.Tests;

/// <summary>A process with the SDK on a simulated vCenter and an in-memory store. Tasks end at once, unless a clock is given to advance.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly TimeSpan CloneDuration = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan TaskDuration = TimeSpan.FromSeconds(1);

    private const string TestKey = "test";

    private readonly ServiceProvider _services;
    private readonly FakeTimeProvider? _clock;
    private readonly InMemorySnapshotStore _shared;

    public World(
        FakeTimeProvider? clock = null, Action<VmSnapshotOptions>? configure = null, Action<IServiceCollection>? register = null, TimeSpan? cloneDuration = null, World? beside = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock ?? TimeProvider.System);
        if (beside is not null)
        {
            services.AddSingleton(beside.VCenter.Simulator);
        }

        _clock = clock;
        _shared = beside?._shared ?? new InMemorySnapshotStore(clock ?? TimeProvider.System);
        services.AddVmSnapshot(configure)
            .UseSimulatedVSphere(configure: o =>
            {
                o.CloneDuration = cloneDuration ?? (clock is null ? TimeSpan.Zero : CloneDuration);
                o.TaskDuration = clock is null ? TimeSpan.Zero : TaskDuration;
                // vCenter reads what the SDK sends by the schema; nothing less will do here.
                o.StrictReading = true;
            })
            .UseInMemoryStore();
        services.Replace(ServiceDescriptor.Singleton(TestStore.Around(_shared)));
        var gateway = services.Last(s => s.ServiceType == typeof(IVSphereGateway)).ImplementationType!;
        services.AddKeyedSingleton<IVSphereGateway>(
            TestKey, (s, _) => TestGateway.Around((IVSphereGateway)ActivatorUtilities.CreateInstance(s, gateway), s.GetRequiredService<VCenterSimulator>()));
        services.Replace(ServiceDescriptor.Singleton(InnerGateway));
        register?.Invoke(services);
        _services = services.BuildServiceProvider();
        Before = [.. VCenter.Machines.Select(Look)];
    }

    public ISnapshotManager Snapshots => Get<ISnapshotManager>();

    public IVmFactory Machines => Get<IVmFactory>();

    public IVmInventory Inventory => Get<IVmInventory>();

    public TestGateway VCenter => (TestGateway)InnerGateway(_services);

    public IOperations Operations => Get<IOperations>();

    public IOperationRunner Runner => Get<IOperationRunner>();

    /// <summary>The store of all processes, whatever fails in this one.</summary>
    public ISnapshotStore Store => _shared;

    /// <summary>The same as this process sees it.</summary>
    public TestStore OwnStore => (TestStore)Get<ISnapshotStore>();

    /// <summary>The calls that change something.</summary>
    public IEnumerable<string> Mutations => VCenter.Calls.Where(
        c => c.StartsWith("Start", StringComparison.Ordinal) || c.StartsWith("Mark", StringComparison.Ordinal) || c.StartsWith("Cancel", StringComparison.Ordinal));

    private List<object> Before { get; set; }

    public static IVSphereGateway InnerGateway(IServiceProvider services) => services.GetRequiredKeyedService<IVSphereGateway>(TestKey);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public VmDescription Vm(string name) => VCenter.Machines.Single(vm => vm.Name == name);

    public async Task<Snapshot> SnapshotAsync(string vm = "golden-debian", string name = "golden", SnapshotKind kind = SnapshotKind.Full)
    {
        var operation = await Snapshots.CreateAsync(new() { Vm = vm, Name = name, Kind = kind });
        var snapshot = await operation.WaitForCompletionAsync();
        Before = [.. VCenter.Machines.Select(Look)];
        return snapshot;
    }

    public async Task<VmBatch> CreateAsync(CreateVmRequest request) =>
        await (await Machines.CreateAsync(request)).WaitForCompletionAsync();

    /// <summary>The inventory is as it was at first, or after the last snapshot: the same VMs, in the same state.</summary>
    public void ShouldBeUntouched(string because = "") =>
        VCenter.Machines.Select(Look).Should().BeEquivalentTo(Before, because);

    public async Task<IReadOnlyList<Snapshot>> RecordsAsync() => (await Store.ListAsync(new() { Tenant = "default" })).Items;

    /// <summary>Those that aren't only the trace of what failed.</summary>
    public async Task<IReadOnlyList<Snapshot>> AvailableAsync() => [.. (await RecordsAsync()).Where(r => r.Status == SnapshotStatus.Available)];

    /// <summary>Another process on the same vCenter and the same store.</summary>
    public World Another(Action<VmSnapshotOptions>? configure = null, Action<IServiceCollection>? register = null) =>
        new(_clock, configure, register, beside: this);

    /// <summary>The state that an operation's journal has, whatever fails in this process.</summary>
    public async Task<OperationRecord> JournalAsync(string operationId) => (await _shared.GetOperationAsync(tenant: null, operationId))!;

    /// <summary>The same where a condition is waited for: the store in memory answers at once.</summary>
    public OperationState StateOf(string operationId) => JournalAsync(operationId).GetAwaiter().GetResult().State;

    /// <summary>From now on this process reaches nothing any more, as if it had died: it neither works nor gives anything back.</summary>
    public void Die()
    {
        OwnStore.Fail();
        VCenter.IsAway = true;
    }

    /// <summary>What a host that keeps a step's result as JSON gets back.</summary>
    public static T ThroughJson<T>(T value) =>
        JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, JsonSerializerOptions.Web), JsonSerializerOptions.Web)!;

    public async ValueTask DisposeAsync()
    {
        VCenter.Simulator.StrictFailures.Should().BeEmpty();
        await _services.DisposeAsync();
    }

    private static object Look(VmDescription vm) => new
    {
        vm.Path,
        vm.MoRef,
        vm.InstanceUuid,
        vm.PowerState,
        vm.IsTemplate,
        vm.Cpus,
        vm.MemoryMiB,
        vm.CurrentNativeSnapshot,
        Parents = string.Join(",", vm.Disks.Select(d => d.HasParent)),
    };
}
