using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Conformance;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace Portal.Tests;

public sealed class PortalGatewayTests(PortalGatewayFixture fixture) : GatewayConformance(fixture), IClassFixture<PortalGatewayFixture>;

public sealed class PortalGatewayFixture : GatewayConformanceFixture
{
    private readonly ServiceProvider _services = new ServiceCollection().AddVmSnapshot().UseSimulatedVSphere().Services.BuildServiceProvider();

    public override IVSphereGateway Gateway => _services.GetRequiredService<IVSphereGateway>();

    public override PreparedInventory Inventory { get; } = new()
    {
        Vm = "/DC0/vm/Golden/Linux/golden-debian",
        Folder = "/DC0/vm/Tenants/acme",
        ResourcePool = "/DC0/host/Cluster0/Resources/Production",
        Datastore = "datastore2",
        Network = "VM Network",
        OtherNetwork = "backend",
    };

    // What isn't overridden here can't be brought about, and that is said here.
    public override IReadOnlyList<Deviation> Deviations =>
    [
        .. new[]
        {
            nameof(GatewayConformance.A_clone_that_is_cancelled_ends_with_RequestCanceled_and_makes_nothing),
            nameof(GatewayConformance.A_clone_under_way_is_found_on_its_source_until_it_ends),
            nameof(GatewayConformance.A_watch_that_is_given_up_leaves_the_task_alone),
        }.Select(name => new Deviation(name, "No clone can be made to take long here.", "The lab's storage clones within a second.")),
        new(
            nameof(GatewayConformance.A_VM_whose_configuration_is_away_is_an_error_and_no_VM_without_hardware),
            "No configuration can be made unreadable here.",
            "Nobody may take the lab's datastore away."),
    ];

    private VCenterSimulator Simulator => _services.GetRequiredService<VCenterSimulator>();

    public override Task<WitnessedVm?> LookAtAsync(MoRef vm, CancellationToken cancellationToken)
    {
        var seen = Simulator.Inventory.VirtualMachines.SingleOrDefault(one => one.Reference.Value == vm.Value);
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

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await base.DisposeAsync();
    }
}
