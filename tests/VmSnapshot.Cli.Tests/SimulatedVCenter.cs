using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator;
using VmSnapshot.Simulator.Hosting;

namespace VmSnapshot.Cli.Tests;

/// <summary>A simulated vCenter in the tests' own process, served to the tool: it can go away and come back with all that is in it.</summary>
public sealed class SimulatedVCenter : IAsyncDisposable
{
    private static readonly TimeSpan CloneDuration = TimeSpan.FromMinutes(2);

    private readonly Scratch _scratch = new();
    private SimulatorServer? _server;
    private Uri _url = new("http://127.0.0.1");

    private SimulatedVCenter(VCenterSimulator simulator, FakeTimeProvider clock) => (Simulator, Clock) = (simulator, clock);

    /// <summary>The simulator's clock: without it nothing comes forward, however busy the machine is.</summary>
    public FakeTimeProvider Clock { get; }

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

    public static async Task<SimulatedVCenter> StartAsync(bool clonesTakeTime = false, string? inventory = null)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var options = new VCenterSimulatorOptions { CloneDuration = clonesTakeTime ? CloneDuration : TimeSpan.Zero, TimeProvider = clock };
        var vCenter = new SimulatedVCenter(new VCenterSimulator(options, inventory is null ? null : InventoryDescription.Load(inventory)), clock);
        await vCenter.ComeBackAsync();
        return vCenter;
    }

    /// <summary>Begins a snapshot called <c>nightly</c> in another process, until its clone has come forward and the journal has its task.</summary>
    public async Task<RunningVmsnap> BeginSnapshotAsync(IReadOnlyDictionary<string, string>? environment = null)
    {
        var running = await Vmsnap.BeginAsync("cloning VM", environment ?? Environment, "snapshot", "create", "--vm", "web-1", "--name", "nightly", "--json");
        await UntilAsync(() => Simulator.Calls.Of("CloneVM_Task").Count > 0);
        var shown = running.ShowsAsync("cloning VM");
        // In steps, as the task may begin a moment after its call is seen; never to its end.
        for (var step = 0; step < 8 && !shown.IsCompleted; step++)
        {
            Clock.Advance(CloneDuration / 10);
            await Task.WhenAny(shown, Task.Delay(500, TestContext.Current.CancellationToken));
        }

        await shown;
        return running;
    }

    /// <summary>Lets what is under way come to its end.</summary>
    public void EndClones() => Clock.Advance(CloneDuration);

    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
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
