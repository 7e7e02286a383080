using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.IntegrationTests.Behaviour;

/// <summary>VmSnapshot.Simulator in this process, with the inventory that vcsim has.</summary>
public sealed class SimulatorBehaviourServer : BehaviourServer
{
    private readonly VCenterSimulator _simulator;

    public SimulatorBehaviourServer(TimeSpan? sessionIdleTimeout = null) => _simulator = new VCenterSimulator(OptionsFor(sessionIdleTimeout), Inventory());

    public override string UserName => OptionsFor(null).UserName;

    public override string Password => OptionsFor(null).Password;

    public override VimClient Connect() => new(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = _simulator.CreateTransport });

    public override void Reach(VSphereOptions options) => (options.Endpoint, options.CreateTransport) = (VCenterSimulator.Endpoint, _simulator.CreateTransport);

    public override Task<BehaviourServer> StartAnotherAsync(TimeSpan? sessionIdleTimeout = null)
        => Task.FromResult<BehaviourServer>(new SimulatorBehaviourServer(sessionIdleTimeout));

    public override ValueTask DisposeAsync() => _simulator.DisposeAsync();

    internal static VCenterSimulatorOptions OptionsFor(TimeSpan? sessionIdleTimeout)
    {
        var options = new VCenterSimulatorOptions { StrictReading = true };
        options.SessionIdleTimeout = sessionIdleTimeout ?? options.SessionIdleTimeout;
        return options;
    }

    /// <summary>What <see cref="Names"/> says, in the shapes that the launcher of vcsim gives it.</summary>
    internal static InventoryDescription Inventory() => new InventoryDescription().AddDatacenter("DC0", datacenter => datacenter
        .AddCluster("DC0_C0", hosts: 3, cluster => cluster.AddResourcePool("DC0_C0_RP1").AddResourcePool("DC0_C0_RP2"))
        .AddHost("DC0_H0")
        .AddDatastore("LocalDS_0", 4096)
        .AddDatastore("LocalDS_1", 4096)
        .AddDatastoreCluster("DC0_POD0", new DatastoreDescription { Name = "LocalDS_2", CapacityGiB = 4096 })
        .AddNetwork("VM Network")
        .AddNetwork("DC0_DVPG0", NetworkKind.DistributedPortgroup)
        .AddFolder("Golden")
        .AddVm("app-server", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.GuestId, vm.PoweredOn) = (4, 2, 4096, "ubuntu64Guest", true);
            vm.AddDisk(16).AddDisk(40).AddNetworkAdapter("DC0_DVPG0").AddNetworkAdapter("VM Network");
        })
        .AddVm("stopped", vm =>
        {
            (vm.MemoryMiB, vm.GuestId) = (512, "debian8_64Guest");
            vm.AddDisk(8).AddNetworkAdapter("VM Network");
        })
        .AddVm("golden-linux", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.GuestId, vm.Folder) = (2, 2048, "ubuntu64Guest", "Golden");
            vm.AddDisk(20).AddNetworkAdapter("VM Network");
        })
        .AddVm("twin", vm => vm.AddDisk(8).AddNetworkAdapter("VM Network"))
        .AddVm("twin", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.Folder) = (2, 2, "Golden");
            vm.AddDisk(8).AddNetworkAdapter("VM Network");
        })
        .AddVm("db/primary", vm =>
        {
            (vm.Cpus, vm.CoresPerSocket, vm.MemoryMiB, vm.GuestId, vm.PoweredOn) = (8, 4, 16384, "rhel7_64Guest", true);
            vm.AddDisk(32).AddDisk(100).AddNetworkAdapter("DC0_DVPG0");
        }));
}
