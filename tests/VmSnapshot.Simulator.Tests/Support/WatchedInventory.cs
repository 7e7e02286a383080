using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>A simulator with a cluster of one host and some VMs, and a client that is logged in to it.</summary>
internal sealed class WatchedInventory : IAsyncDisposable
{
    private WatchedInventory(VCenterSimulator simulator, LoggedIn user, FakeTimeProvider clock)
    {
        Simulator = simulator;
        User = user;
        Clock = clock;
    }

    internal VCenterSimulator Simulator { get; }

    internal LoggedIn User { get; }

    internal FakeTimeProvider Clock { get; }

    internal VimClient Client => User.Client;

    internal ManagedObjectReference Collector => User.Content.PropertyCollector!;

    internal ManagedObjectReference ViewManager => User.Content.ViewManager!;

    internal SimulatedWorld World => Simulator.VCenter.World;

    internal required Datacenter Datacenter { get; init; }

    internal required ComputeResource Cluster { get; init; }

    internal required HostSystem Host { get; init; }

    internal required IReadOnlyList<VirtualMachine> Vms { get; init; }

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal static async Task<WatchedInventory> CreateAsync(int vms = 2, bool isStrict = false)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var simulator = new VCenterSimulator(new VCenterSimulatorOptions { TimeProvider = clock, StrictReading = isStrict }, new InventoryDescription());
        InventoryFactory inventory = simulator.VCenter.Inventory;
        WatchedInventory small;
        LoggedIn user = await LoggedIn.ToAsync(simulator);
        lock (simulator.VCenter.World.Gate)
        {
            Datacenter datacenter = inventory.AddDatacenter("DC0");
            ComputeResource cluster = inventory.AddCompute(datacenter.HostFolder, "C0");
            HostSystem host = inventory.AddHost(cluster, "host0");
            small = new WatchedInventory(simulator, user, clock)
            {
                Datacenter = datacenter,
                Cluster = cluster,
                Host = host,
                Vms = [.. Enumerable.Range(0, vms).Select(number => inventory.AddVm(datacenter.VmFolder, Config($"vm{number}"), cluster.RootPool, host))],
            };
        }

        return small;
    }

    internal static VirtualMachineConfigInfo Config(string name) => new()
    {
        Name = name,
        GuestId = "otherGuest64",
        GuestFullName = "Other (64-bit)",
        AlternateGuestName = "",
        Version = "vmx-20",
        Files = new VirtualMachineFileInfo { VmPathName = $"[nowhere] {name}/{name}.vmx" },
        Annotation = "first",
        Hardware = new VirtualHardware { NumCPU = 2, MemoryMB = 1024, Device = StandardDevices.Create() },
        ExtraConfig = [new OptionValue { Key = "guestinfo.a", Value = "1" }, new OptionValue { Key = "guestinfo.b.c", Value = "2" }],
    };

    internal VirtualMachine AddVm(string name) => Do(() => Simulator.VCenter.Inventory.AddVm(Datacenter.VmFolder, Config(name), Cluster.RootPool, Host));

    internal void RemoveVm(VirtualMachine vm) => Do(() => Simulator.VCenter.Inventory.RemoveVm(vm));

    /// <summary>Does something to the world as an operation would.</summary>
    internal void Do(Action action)
    {
        lock (World.Gate)
        {
            action();
        }
    }

    internal T Do<T>(Func<T> action)
    {
        lock (World.Gate)
        {
            return action();
        }
    }

    /// <summary>A task that somebody runs, for tests that watch one.</summary>
    internal ManagedObject AddTask(TaskInfoState state)
        => Do(() =>
        {
            var task = new ManagedObject(World, new ManagedObjectReference("Task", World.NewId("task")));
            task.Set("info", new TaskInfo { Key = task.Reference.Value, Task = task.Reference, State = state, Reason = new TaskReasonUser { UserName = "user" } });
            return World.Add(task);
        });

    internal static PropertyFilterSpec Filter(ManagedObjectReference target, params string[] paths)
        => Filter(target.Type, [new ObjectSpec { Obj = target }], paths);

    internal static PropertyFilterSpec Filter(string type, IReadOnlyList<ObjectSpec> objects, params string[] paths)
        => new() { PropSet = [new PropertySpec { Type = type, PathSet = paths }], ObjectSet = objects };

    /// <summary>All that a view shows.</summary>
    internal static IReadOnlyList<ObjectSpec> ThroughView(ManagedObjectReference view) =>
    [
        new ObjectSpec { Obj = view, Skip = true, SelectSet = [new TraversalSpec { Type = view.Type, Path = "view" }] },
    ];

    internal async Task<IReadOnlyList<ObjectContent>> RetrieveAsync(params PropertyFilterSpec[] specifications)
        => (await Client.RetrievePropertiesExAsync(Collector, specifications, new RetrieveOptions(), Stop))?.Objects ?? [];

    /// <summary>The properties of one object by path.</summary>
    internal async Task<Dictionary<string, object?>> ReadAsync(ManagedObjectReference target, params string[] paths)
    {
        ObjectContent content = (await RetrieveAsync(Filter(target, paths))).Should().ContainSingle().Subject;
        return (content.PropSet ?? []).ToDictionary(property => property.Name!, property => property.Val);
    }

    internal Task<UpdateSet?> WaitAsync(ManagedObjectReference collector, string version, int? seconds = null, int? max = null)
        => Client.WaitForUpdatesExAsync(collector, version, new WaitOptions { MaxWaitSeconds = seconds, MaxObjectUpdates = max }, Stop);

    public async ValueTask DisposeAsync()
    {
        await User.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
