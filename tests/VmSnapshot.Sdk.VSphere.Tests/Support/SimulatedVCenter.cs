using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Tests.Support;

/// <summary>The gateway on a simulated vCenter whose tasks take as long as the test's clock says, and what it sends.</summary>
internal sealed class SimulatedVCenter : IAsyncDisposable
{
    internal static readonly TimeSpan CloneDuration = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<string> _sent = new();
    private readonly ServiceProvider _services;

    /// <param name="configure">Sets how the simulator behaves.</param>
    /// <param name="register">Adds to the host's services.</param>
    /// <param name="onSend">Told of each operation when it is sent.</param>
    internal SimulatedVCenter(Action<VCenterSimulatorOptions>? configure = null, Action<IServiceCollection>? register = null, Action<string>? onSend = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddVmSnapshot().UseSimulatedVSphere(configure: o =>
        {
            o.CloneDuration = CloneDuration;
            o.StrictReading = true;
            configure?.Invoke(o);
        });
        services.AddOptions<VSphereOptions>().PostConfigure(o =>
        {
            o.ReadRetries = 0;
            // By the test's clock, which may run far ahead of an answer that is under way.
            o.CallTimeout = TimeSpan.FromHours(10);
            var connect = o.CreateTransport!;
            o.CreateTransport = () => new Observed(connect(), operation =>
            {
                _sent.Enqueue(operation);
                onSend?.Invoke(operation);
            });
        });
        register?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    internal FakeTimeProvider Clock { get; } = new();

    internal VCenterSimulator Simulator => _services.GetRequiredService<VCenterSimulator>();

    internal IVSphereGateway Gateway => _services.GetRequiredService<IVSphereGateway>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>How often an operation was sent.</summary>
    internal int Sent(string operation) => _sent.Count(sent => sent == operation);

    internal SimulatedVm Machine(string name) => Simulator.Inventory.VirtualMachines.First(vm => vm.Name == name);

    internal MoRef Find(string name) => new("VirtualMachine", Machine(name).Reference.Value);

    internal async Task<CloneVm> CloneOfAsync(string source, string name, Guid? instanceUuid = null)
    {
        var found = (await Gateway.ReadVmAsync(Find(source), Stop))!;
        var uuid = instanceUuid ?? Guid.NewGuid();
        return new CloneVm
        {
            Source = found.MoRef,
            Name = name,
            Folder = found.Folder!.MoRef,
            ResourcePool = (await Gateway.FindAsync(InventoryKind.ResourcePool, "Production", found.Datacenter, Stop)).Single().MoRef,
            InstanceUuid = uuid,
            Marker = new OwnershipMarker { StoreId = "store", OperationId = "op-1", Item = 1, InstanceUuid = uuid },
        };
    }

    /// <summary>Waits for the end of what was started.</summary>
    internal async Task<VCenterTask> EndAsync(Task<MoRef> start)
    {
        var task = await start;
        Clock.Advance(CloneDuration);
        return await Gateway.ReadTaskAsync(task, Stop);
    }

    /// <summary>Lets time pass until something has ended.</summary>
    internal async Task AdvanceUntilAsync(Task ended)
    {
        while (!ended.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(1, Stop);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class Observed(IVimTransport inner, Action<string> onSend) : IVimTransport
    {
        public Task<object?> InvokeAsync(VimRequestType request, string apiVersion, CancellationToken cancellationToken)
        {
            onSend(request.Operation);
            return inner.InvokeAsync(request, apiVersion, cancellationToken);
        }

        public Task<IReadOnlyList<string>> GetVersionsAsync(CancellationToken cancellationToken) => inner.GetVersionsAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
