using System.Xml.Linq;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Shapes;

/// <summary>A client of a simulator with the default inventory, whose answers can be seen as they are on the wire.</summary>
internal sealed class ShapeLab : IAsyncDisposable
{
    private readonly WireAnswers _wire;

    private ShapeLab(VCenterSimulator simulator, VimClient client, WireAnswers wire)
    {
        Simulator = simulator;
        Client = client;
        _wire = wire;
    }

    internal VCenterSimulator Simulator { get; }

    internal VimClient Client { get; }

    internal ServiceContent Content { get; private set; } = new();

    internal ManagedObjectReference Collector => Content.PropertyCollector!;

    /// <summary>The latest answer or fault.</summary>
    internal XElement Latest => _wire.Latest!;

    internal static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Where the latest answer departs from the recorded ones, but for what is known to.</summary>
    internal IEnumerable<ShapeDifference> Differences => ShapeComparison.Of(Latest, RecordedShapes.All).Where(difference => !ExpectedDepartures.Holds(difference));

    internal static async Task<ShapeLab> CreateAsync()
    {
        var simulator = new VCenterSimulator();
        var wire = new WireAnswers(simulator.CreateTransport());
        var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = () => wire, ApiVersion = VimVersions.Newest });
        var lab = new ShapeLab(simulator, client, wire);
        lab.Content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, Cancelled);
        return lab;
    }

    internal static async Task<ShapeLab> LoggedInAsync(string userName = "user", string password = "pass")
    {
        ShapeLab lab = await CreateAsync();
        await lab.LogInAsync(userName, password);
        return lab;
    }

    internal Task<UserSession> LogInAsync(string userName = "user", string password = "pass")
        => Client.LoginAsync(Content.SessionManager!, userName, password, cancellationToken: Cancelled);

    /// <summary>The objects that are there, by type.</summary>
    internal Dictionary<string, List<ManagedObjectReference>> ObjectsByType()
    {
        lock (Simulator.VCenter.World.Gate)
        {
            return Simulator.VCenter.World.Objects.GroupBy(known => known.Reference.Type, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(known => known.Reference).ToList(), StringComparer.Ordinal);
        }
    }

    internal ManagedObjectReference First(string type) => ObjectsByType()[type][0];

    internal static PropertyFilterSpec Spec(string type, IReadOnlyList<string> paths, IEnumerable<ManagedObjectReference> objects) => new()
    {
        PropSet = [new PropertySpec { Type = type, PathSet = paths }],
        ObjectSet = [.. objects.Select(known => new ObjectSpec { Obj = known })],
    };

    /// <summary>Clones a VM and waits for the end of the task, as rbvmomi does: with a filter for its state.</summary>
    /// <param name="answered">Told of each answer when it has come.</param>
    internal async Task<ManagedObjectReference> CloneAsync(Action answered)
    {
        VirtualMachineCloneSpec spec = new() { Location = new VirtualMachineRelocateSpec(), PowerOn = false, Template = false };
        ManagedObjectReference task = await Client.CloneVMTaskAsync(First("VirtualMachine"), ObjectsByType()["Folder"].First(folder => folder.Value.StartsWith("group-v", StringComparison.Ordinal)), "made", spec, Cancelled);
        answered();
        ManagedObjectReference filter = await Client.CreateFilterAsync(Collector, Spec("Task", ["info.state"], [task]), partialUpdates: false, Cancelled);
        answered();
        string version = "";
        TaskInfoState? state = null;
        while (state != TaskInfoState.Success && state != TaskInfoState.Error)
        {
            UpdateSet updates = await Client.WaitForUpdatesAsync(Collector, version, Cancelled);
            answered();
            version = updates.Version!;
            state = (TaskInfoState)updates.FilterSet![0].ObjectSet![0].ChangeSet![0].Val!;
        }

        await Client.DestroyPropertyFilterAsync(filter, Cancelled);
        answered();
        state.Should().Be(TaskInfoState.Success);
        return task;
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
