using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Conformance.Tests.Gateways;

/// <summary>The SDK's gateway to VmSnapshot.Simulator, which passes every case: it deviates in nothing.</summary>
public abstract class SimulatedGatewayFixture : GatewayConformanceFixture
{
    private ServiceProvider? _services;

    protected SimulatedGatewayFixture(TimeSpan taskDuration) => Simulator = new VCenterSimulator(new VCenterSimulatorOptions
    {
        StrictReading = true,
        TaskDuration = taskDuration,
        CloneDuration = taskDuration,
        GuestStartDuration = taskDuration,
        CustomizationDuration = taskDuration,
    });

    public override IVSphereGateway Gateway => _services!.GetRequiredService<IVSphereGateway>();

    public override PreparedInventory Inventory { get; } = new()
    {
        Vm = "/DC0/vm/Golden/Linux/golden-debian",
        Folder = "/DC0/vm/Tenants/acme",
        ResourcePool = "/DC0/host/Cluster0/Resources/Production",
        Datastore = "datastore2",
        Network = "VM Network",
        OtherNetwork = "backend",
    };

    protected VCenterSimulator Simulator { get; }

    public override async ValueTask InitializeAsync()
    {
        VSphereOptions reach = await StartAsync();
        _services = new ServiceCollection().AddVmSnapshot()
            .UseVSphere(options => (options.Endpoint, options.CreateTransport, options.KeepAliveInterval) = (reach.Endpoint, reach.CreateTransport, TimeSpan.Zero))
            .UseCredentials(_ => new(new VSphereCredential(Simulator.Options.UserName, Simulator.Options.Password)))
            .Services.BuildServiceProvider();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        Simulator.StrictFailures.Should().BeEmpty("a real vCenter would have refused that");
        await StopAsync();
        await Simulator.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public override Task<WitnessedVm?> LookAtAsync(MoRef vm, CancellationToken cancellationToken)
    {
        SimulatedVm? seen = Simulator.Inventory.VirtualMachines.SingleOrDefault(one => one.Reference.Value == vm.Value);
        return Task.FromResult(seen is null ? null : new WitnessedVm
        {
            Path = seen.Path,
            InstanceUuid = seen.Config.InstanceUuid!,
            IsTemplate = seen.IsTemplate,
            IsPoweredOn = seen.IsPoweredOn,
            Cpus = seen.Config.Hardware!.NumCPU,
            MemoryMiB = seen.Config.Hardware.MemoryMB,
            DiskCapacityBytes = [.. seen.Devices.OfType<VirtualDisk>().Select(disk => disk.CapacityInBytes!.Value)],
            Marker = seen.Config.ExtraConfig?.SingleOrDefault(option => option.Key == OwnershipMarker.Key)?.Value as string,
        });
    }

    public override int CountSent(string method) => Simulator.Calls.Of(method).Count;

    public override void LoseNextReply(string method) => Simulator.Faults.On(method).LoseReply();

    public override Task EndSessionAsync(CancellationToken cancellationToken)
    {
        Simulator.Faults.OnAny().ExpireSession();
        return Task.CompletedTask;
    }

    public override IDisposable SlowClones()
    {
        TimeSpan usual = Simulator.Options.CloneDuration;
        Simulator.Options.CloneDuration = TimeSpan.FromMinutes(10);
        return new Undo(() => Simulator.Options.CloneDuration = usual);
    }

    /// <summary>How the simulator is reached.</summary>
    protected abstract Task<VSphereOptions> StartAsync();

    protected virtual ValueTask StopAsync() => default;

    protected sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
