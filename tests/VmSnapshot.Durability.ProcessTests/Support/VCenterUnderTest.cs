using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Simulator;
using VmSnapshot.Simulator.Hosting;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.ProcessTests;

/// <summary>A simulated vCenter in this process, served over HTTP to whoever is killed around it.</summary>
internal sealed class VCenterUnderTest : IAsyncDisposable
{
    private const string HandCopy = "copied-by-hand";
    private const string ForeignCopy = "of-another-store";

    private readonly SimulatorServer _server;

    private VCenterUnderTest(VCenterSimulator simulator, SimulatorServer server, Planted planted)
    {
        Simulator = simulator;
        _server = server;
        Planted = planted;
    }

    public VCenterSimulator Simulator { get; }

    public Planted Planted { get; }

    public Uri Url => _server.Url;

    public string UserName => Simulator.Options.UserName;

    public IReadOnlyList<WitnessedVm> Vms => [.. Simulator.Inventory.VirtualMachines.Select(WitnessedVm.Of)];

    /// <summary>What <see cref="AddTrapsAsync"/> has made.</summary>
    public IEnumerable<WitnessedVm> Traps => Vms.Where(vm => vm.Name is HandCopy or ForeignCopy);

    public static async Task<VCenterUnderTest> StartAsync(Action<VCenterSimulatorOptions>? configure = null)
    {
        var planted = new Planted();
        var options = new VCenterSimulatorOptions { Password = planted.VCenterPassword, MaxRecordedCalls = 200_000 };
        configure?.Invoke(options);
        var simulator = new VCenterSimulator(options);
        return new VCenterUnderTest(simulator, await SimulatorServer.StartAsync(simulator), planted);
    }

    /// <summary>
    /// Copies a template of ours as somebody does by hand: mark and all, but with an instance UUID of its own. And one with the mark of a store that
    /// nobody knows. Neither is ours to touch.
    /// </summary>
    public async Task AddTrapsAsync(MoRef template, CancellationToken stop)
    {
        await using var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = Simulator.CreateTransport });
        var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance, stop);
        await client.LoginAsync(content.SessionManager!, UserName, Planted.VCenterPassword, cancellationToken: stop);
        var folder = await client.FindByInventoryPathAsync(content.SearchIndex!, "/DC0/vm/Tenants/acme", stop);
        var pool = await client.FindByInventoryPathAsync(content.SearchIndex!, "/DC0/host/Cluster0/Resources/Test", stop);
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec { Pool = pool } };
        await client.CloneVMTaskAsync(new ManagedObjectReference(template.Type, template.Value), folder!, HandCopy, spec, stop);
        var foreign = new OwnershipMarker { StoreId = Guid.NewGuid().ToString("n"), OperationId = Guid.NewGuid().ToString("n"), Item = 1, InstanceUuid = Guid.NewGuid() };
        await client.CloneVMTaskAsync(
            new ManagedObjectReference(template.Type, template.Value), folder!, ForeignCopy,
            new VirtualMachineCloneSpec
            {
                Location = new VirtualMachineRelocateSpec { Pool = pool },
                Config = new VirtualMachineConfigSpec
                {
                    InstanceUuid = foreign.InstanceUuid.ToString(),
                    ExtraConfig = [new OptionValue { Key = OwnershipMarker.Key, Value = foreign.ToExtraConfigValue() }],
                },
            },
            stop);
        while (Traps.Count() < 2)
        {
            await Task.Delay(10, stop);
        }
    }

    /// <summary>What was sent to an object that was there before, though only its owner may.</summary>
    public IEnumerable<string> CallsOnForeign(IEnumerable<WitnessedVm> before)
    {
        var foreign = before.Select(vm => vm.MoRef).ToHashSet();
        return Simulator.Calls.All
            .Where(call => Mutations.OnTheirTarget.Contains(call.Operation) && foreign.Contains(call.Target.Value!))
            .Select(call => $"{call} was sent to what isn't ours");
    }

    /// <summary>What was sent more often than the journals announced it: an intent is for one call.</summary>
    public IEnumerable<string> UnannouncedCalls(IReadOnlyDictionary<string, int> intents) =>
        from call in Simulator.Calls.All
        where Mutations.All.Contains(call.Operation) && call.Request is not CloneVMRequestType { Name: HandCopy or ForeignCopy }
        group call by call.Operation into sent
        where sent.Count() > intents.GetValueOrDefault(sent.Key)
        select $"{sent.Key} was sent {sent.Count()} times, and announced {intents.GetValueOrDefault(sent.Key)} times";

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
