using System.Globalization;
using VmSnapshot.Simulator;
using VmSnapshot.Simulator.Hosting;

namespace VmSnapshot.Cli.Tests;

/// <summary>A simulated vCenter in the tests' own process, served to the tool: it can go away and come back with all that is in it.</summary>
public sealed class SimulatedVCenter : IAsyncDisposable
{
    private readonly Scratch _scratch = new();
    private SimulatorServer? _server;
    private Uri _url = new("http://127.0.0.1");

    private SimulatedVCenter(VCenterSimulator simulator) => Simulator = simulator;

    public VCenterSimulator Simulator { get; }

    /// <summary>The value of <c>--store</c> for the database that goes with it.</summary>
    public string Store => _scratch.Store;

    public Scratch Scratch => _scratch;

    public Dictionary<string, string> Environment => new()
    {
        ["VMSNAPSHOT_VCENTER"] = _url.AbsoluteUri,
        ["VMSNAPSHOT_USERNAME"] = "user",
        ["VMSNAPSHOT_PASSWORD"] = "pass",
        ["VMSNAPSHOT_STORE"] = Store,
    };

    public static async Task<SimulatedVCenter> StartAsync(double cloneSeconds = 0, string? inventory = null, TimeProvider? clock = null)
    {
        var options = new VCenterSimulatorOptions { CloneDuration = TimeSpan.FromSeconds(cloneSeconds), TimeProvider = clock ?? TimeProvider.System };
        var vCenter = new SimulatedVCenter(new VCenterSimulator(options, inventory is null ? null : InventoryDescription.Load(inventory)));
        await vCenter.ComeBackAsync();
        return vCenter;
    }

    /// <summary>Runs the tool on it with <c>--json</c>.</summary>
    public Task<Run> RunAsync(params string[] arguments) => Vmsnap.RunAsync(Environment, [.. arguments, "--json"]);

    /// <summary>Nobody answers any more; tasks go on.</summary>
    public async Task GoAwayAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    public async Task ComeBackAsync()
    {
        _server = await SimulatorServer.StartAsync(Simulator, new SimulatorServerOptions { Port = _url.IsDefaultPort ? 0 : _url.Port }, TestContext.Current.CancellationToken);
        _url = _server.Url;
    }

    /// <summary>The names of the VMs and templates that aren't of the inventory.</summary>
    public IReadOnlyList<string> Named(string start) =>
        [.. Simulator.Inventory.VirtualMachines.Select(vm => vm.Name).Where(name => name.StartsWith(start, false, CultureInfo.InvariantCulture))];

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await Simulator.DisposeAsync();
        _scratch.Dispose();
    }
}
