using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.VSphere;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>What all instances share: a vCenter, a store, the time; and what belongs to nobody.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    /// <summary>Who does what isn't the SDK's.</summary>
    public const string Administrator = "administrator";

    private const string AdministratorPassword = "of its own";

    private readonly ServiceProvider _aside;
    private readonly ConcurrentQueue<string> _notes = new();
    private readonly List<Instance> _instances = [];
    private readonly List<LateCall> _late = [];
    private readonly Lock _lock = new();
    private readonly IStoreBackend _backend;
    private int _calls;
    private int _uuidsTaken;

    private World(Scenario scenario, IStoreBackend backend)
    {
        Scenario = scenario;
        Secrets = new PlantedSecrets(scenario.SecretsAway);
        _backend = backend;
        Clock = new FastClock();
        LeaseClock = new LeaseClock(Clock);
        Store = backend.Open(LeaseClock);
        Simulator = new VCenterSimulator(
            new VCenterSimulatorOptions
            {
                TimeProvider = Clock,
                CloneDuration = TimeSpan.FromSeconds(2),
                TaskDuration = TimeSpan.FromSeconds(1),
                TaskRetention = TimeSpan.FromDays(1),
                SessionIdleTimeout = TimeSpan.FromDays(1),
                MaxRecordedCalls = 20_000,
            },
            Describe());
        _aside = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddSingleton(Simulator).AddVmSnapshot().UseSimulatedVSphere().UseInMemoryStore()
            .Services.Configure<VSphereOptions>(options => options.CallTimeout = Lease).BuildServiceProvider();
    }

    public Scenario Scenario { get; }

    public FastClock Clock { get; }

    public LeaseClock LeaseClock { get; }

    public VCenterSimulator Simulator { get; }

    public ISnapshotStore Store { get; }

    public IStoreBackend Backend => _backend;

    /// <summary>Another process's way to what they share.</summary>
    public ISnapshotStore OpenStore() => _backend.Open(LeaseClock);

    public CapturedLogs Logs { get; } = new();

    public PlantedSecrets Secrets { get; }

    public IReadOnlyList<Fault> Plan { get; set; } = [];

    public bool IsStoreFull { get; set; }

    /// <summary>What callers were told.</summary>
    public ConcurrentQueue<Exception> Errors { get; } = new();

    /// <summary>The clones that vCenter was asked for, and whether by somebody who had lost the lease or after it was given up.</summary>
    public ConcurrentQueue<(CloneVm Clone, MoRef Task, bool IsStray)> Clones { get; } = new();

    /// <summary>The foreign VMs, templates and their native snapshots before it began.</summary>
    public IReadOnlyDictionary<string, string> Before { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<Instance> Instances => _instances;

    /// <summary>The simulator through a session of the test's own.</summary>
    public IVSphereGateway Aside => _aside.GetRequiredService<IVSphereGateway>();

    public string StoreId { get; private set; } = string.Empty;

    public string Notes => string.Join(Environment.NewLine, _notes);

    public static async Task<World> CreateAsync(Scenario scenario, IStoreBackend backend)
    {
        var world = new World(scenario, backend);
        world.StoreId = await world.Store.GetStoreIdAsync();
        if (scenario.Vms is not null)
        {
            await using var before = new Instance(world, 0);
            await (await before.Snapshots.CreateAsync(new() { Vm = scenario.Golden, Name = "golden" })).WaitForCompletionAsync();
        }

        await world.MakeForeignAsync();
        if (scenario.FailingVm is { } failing)
        {
            world.Simulator.Faults.On<CloneVMRequestType>(request => request.Name == failing).Always().FailTask(new NoDiskSpace());
        }

        world.Before = world.Look();
        world.Simulator.Calls.Clear();
        world._notes.Clear();
        world.Clones.Clear();
        return world;
    }

    public void Note(string line) => _notes.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Clock.GetUtcNow():HH:mm:ss.f} {line}"));

    public Instance Start()
    {
        lock (_lock)
        {
            var instance = new Instance(this, _instances.Count + 1);
            _instances.Add(instance);
            return instance;
        }
    }

    /// <summary>Nobody holds a lease any more, whatever they believe.</summary>
    public async Task LetLeasesRunOutAsync()
    {
        LeaseClock.Jump(Lease + TimeSpan.FromMinutes(1));
        await _backend.LetLeasesRunOutAsync();
    }

    public async Task<OperationRecord?> FindOperationAsync() => await Store.GetOperationByTokenAsync("default", Scenario.Token);

    /// <summary>Whether those who took over have come to the end of it; null where nobody took over.</summary>
    public bool? HasTakeoverEnded { get; private set; }

    /// <summary>Another instance works on it to its end, as far as it comes.</summary>
    public async Task TakeOverAsync() => HasTakeoverEnded = await TryTakeOverAsync();

    private async Task<bool> TryTakeOverAsync()
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await LetLeasesRunOutAsync();
            var other = Start();
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                if (await FindOperationAsync() is { } operation)
                {
                    if ((await other.Runner.RunAsync(operation.Id, limit.Token)).HasEnded)
                    {
                        return true;
                    }
                }
                else
                {
                    await Scenario.BeginAndWaitAsync(other, limit.Token);
                    return true;
                }
            }
            catch (Exception e) when (e is VmSnapshotException or InstanceCrashedException or OperationCanceledException)
            {
                Errors.Enqueue(e);
            }
        }

        return false;
    }

    /// <summary>What another instance does that was asked to cancel it.</summary>
    public async Task RequestCancelAsync()
    {
        if (await FindOperationAsync() is { } operation)
        {
            var now = Clock.GetUtcNow();
            await Store.RequestCancelAsync(operation.Tenant, operation.Id, new AuditEntry
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:x16}{Random.Shared.NextInt64():x16}"),
                Tenant = operation.Tenant,
                At = now,
                Actor = "somebody",
                Action = "cancel",
                OperationId = operation.Id,
            });
            Note("cancel requested");
        }
    }

    public void KeepForLater(PortCall call, int? after)
    {
        lock (_lock)
        {
            _late.Add(new LateCall(call, after is { } calls ? _calls + calls : null));
        }
    }

    /// <summary>Carries out what came late, if its time has come.</summary>
    public async Task CarryOutLateCallsAsync(bool isOver)
    {
        List<LateCall> due;
        lock (_lock)
        {
            _calls++;
            due = _late.FindAll(call => isOver || call.At <= _calls);
            _late.RemoveAll(due.Contains);
        }

        foreach (var late in due)
        {
            try
            {
                Note($"late: {late.Call.Name}");
                NoteExecuted(late.Call, await late.Call.ExecuteAsync(Aside, isLate: true), isStray: true);
            }
            catch (VmSnapshotException e)
            {
                Note($"late: {late.Call.Name} refused, {e.Fault?.Name ?? e.Message}");
            }
        }
    }

    public void NoteExecuted(PortCall call, object? result, bool isStray)
    {
        if (call.Name == nameof(IVSphereGateway.StartCloneAsync))
        {
            Clones.Enqueue(((CloneVm)call.Arguments[0]!, (MoRef)result!, isStray));
        }
    }

    /// <summary>An administrator calls something of his own so.</summary>
    public void TakeName(string name)
    {
        Simulator.Inventory.Rename("vmsnapshot-copy", name);
        var taker = Simulator.Inventory.GetVirtualMachine(name);
        Before = new Dictionary<string, string>(Before) { [taker.Reference.Value!] = Invariants.Describe(taker) };
    }

    /// <summary>An administrator gives a VM of his own the instance UUID that a clone is to get, once.</summary>
    public async Task TakeUuidAsync(Guid instanceUuid)
    {
        if (!Scenario.IsUuidTaken || Before.Count == 0 || Interlocked.Exchange(ref _uuidsTaken, 1) != 0)
        {
            return;
        }

        await using var client = new VimClient(new VimClientOptions { Endpoint = VCenterSimulator.Endpoint, CreateTransport = Simulator.CreateTransport, TimeProvider = Clock });
        var content = await client.RetrieveServiceContentAsync(VimClient.ServiceInstance);
        await client.LoginAsync(content.SessionManager!, Administrator, AdministratorPassword);
        var taker = Simulator.Inventory.GetVirtualMachine("vmsnapshot-copy").Reference;
        await client.ReconfigVMTaskAsync(taker, new VirtualMachineConfigSpec { InstanceUuid = instanceUuid.ToString() });
        SimulatedVm changed;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Clock);
            changed = Simulator.Inventory.GetVirtualMachine("vmsnapshot-copy");
        }
        while (changed.Config.InstanceUuid != instanceUuid.ToString());

        Before = new Dictionary<string, string>(Before) { [taker.Value!] = Invariants.Describe(changed) };
        Note("its instance UUID is taken");
    }

    /// <summary>Waits until vCenter has nothing left to do.</summary>
    public async Task SettleAsync()
    {
        for (var quiet = 0; quiet < 2;)
        {
            var isBusy = false;
            foreach (var vm in Simulator.Inventory.VirtualMachines)
            {
                isBusy |= (await Aside.FindUnfinishedTasksAsync(new MoRef(vm.Reference.Type, vm.Reference.Value))).Count > 0;
            }

            quiet = isBusy ? 0 : quiet + 1;
            await Task.Delay(TimeSpan.FromSeconds(1), Clock);
        }
    }

    /// <summary>What there is, by reference: whatever a client could change of it.</summary>
    public Dictionary<string, string> Look() => Simulator.Inventory.VirtualMachines.ToDictionary(vm => vm.Reference.Value!, vm => Invariants.Describe(vm));

    /// <summary>Ends the processes that are still there: they give back what they have.</summary>
    public async Task StopInstancesAsync() => await Task.WhenAll(_instances.Select(instance => instance.DisposeAsync().AsTask()));

    public async ValueTask DisposeAsync()
    {
        await StopInstancesAsync();

        await _aside.DisposeAsync();
        await Simulator.DisposeAsync();
        await _backend.DisposeAsync();
    }

    private static InventoryDescription Describe() => new InventoryDescription().AddUser(Administrator, AdministratorPassword, UserDescription.Admin).AddDatacenter("DC0", datacenter => datacenter
        .AddCluster("Cluster0", hosts: 2)
        .AddDatastore("datastore1", 8192)
        .AddNetwork("VM Network")
        .AddNetwork("backend", NetworkKind.DistributedPortgroup)
        .AddVm("golden", vm => vm.AddDisk(10))
        .AddVm("win", vm =>
        {
            (vm.Cpus, vm.GuestId) = (2, "windows2019srv_64Guest");
            vm.AddDisk(40);
        })
        .AddVm("app", vm =>
        {
            (vm.Cpus, vm.MemoryMiB, vm.PoweredOn) = (2, 2048, true);
            vm.AddDisk(20).AddDisk(30);
            vm.Snapshots.Add("before-upgrade");
        })
        // Names like those that are made.
        .AddVm("web-", vm => vm.PoweredOn = true)
        .AddVm("web-0")
        .AddVm("Web2")
        .AddVm("nightly-0123456789abcdef0123456789abcdef")
        .AddVm("vmsnapshot-copy")
        .AddTemplate("nightly"));

    /// <summary>
    /// Copies that somebody made by hand of one of our templates, which have its mark but not its instance UUID; and what another portal made, with
    /// the mark of another store.
    /// </summary>
    private async Task MakeForeignAsync()
    {
        var machines = await Task.WhenAll(Simulator.Inventory.VirtualMachines.Select(vm => Aside.ReadVmAsync(new MoRef(vm.Reference.Type, vm.Reference.Value))));
        var source = machines.FirstOrDefault(vm => vm!.Marker is not null) ?? machines.First(vm => vm!.Name == "golden")!;
        var pool = machines.First(vm => vm!.Name == "golden")!.ResourcePool!.Value;
        var inherited = source.Marker ?? new OwnershipMarker { StoreId = StoreId, OperationId = "0198aaaa00007000800000000000aaaa", Item = 1, InstanceUuid = Guid.NewGuid() };
        var other = new OwnershipMarker { StoreId = "ffffffffffffffffffffffffffffffff", OperationId = inherited.OperationId, Item = 1, InstanceUuid = Guid.NewGuid() };
        foreach (var (name, mark, uuid) in new[] { ("by-hand", inherited, Guid.NewGuid()), ("others", other, other.InstanceUuid) })
        {
            var task = await Aside.StartCloneAsync(new CloneVm
            {
                Source = source.MoRef,
                Name = name,
                Folder = source.Folder!.MoRef,
                ResourcePool = pool,
                InstanceUuid = uuid,
                Marker = mark,
            });
            await foreach (var state in Aside.WatchTaskAsync(task))
            {
                if (state.State == VCenterTaskState.Error)
                {
                    throw new InvalidOperationException($"{name} could not be made: {state.Fault?.Name}");
                }
            }
        }
    }

    private sealed record LateCall(PortCall Call, int? At);
}
