using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Support;

/// <summary>A simulator with a small inventory, a clock that stands still until it is moved, and a client that is logged in.</summary>
internal sealed class GuestLab : IAsyncDisposable
{
    private GuestLab(FakeTimeProvider clock, VCenterSimulator simulator, LoggedIn user)
    {
        (Clock, Simulator, User) = (clock, simulator, user);
        Inventory = new SmallInventory(simulator);
    }

    internal FakeTimeProvider Clock { get; }

    internal VCenterSimulator Simulator { get; }

    internal LoggedIn User { get; }

    internal SmallInventory Inventory { get; }

    internal VirtualMachine Vm => Inventory.Vm;

    internal VCenter VCenter => Simulator.VCenter;

    internal VimClient Client => User.Client;

    internal static async Task<GuestLab> CreateAsync(Action<VCenterSimulatorOptions>? configure = null)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        var options = new VCenterSimulatorOptions { TimeProvider = clock, SessionIdleTimeout = TimeSpan.FromDays(1) };
        configure?.Invoke(options);
        var simulator = new VCenterSimulator(options, new InventoryDescription());
        return new GuestLab(clock, simulator, await LoggedIn.ToAsync(simulator));
    }

    /// <summary>Does something to the inventory behind vCenter's back.</summary>
    internal void Arrange(Action<VCenter> change)
    {
        lock (VCenter.World.Gate)
        {
            change(VCenter);
        }
    }

    /// <summary>Another VM: one disk unless told otherwise, and adapters on networks.</summary>
    internal VirtualMachine AddVm(string name, string guestId = "debian12_64Guest", int disks = 1, Datastore? diskStore = null, params IReadOnlyList<Network> networks)
    {
        VirtualMachine? added = null;
        Arrange(vCenter =>
        {
            var recipe = new VmRecipe
            {
                Name = name,
                Datastore = diskStore ?? Inventory.Datastore1,
                GuestId = guestId,
                Controllers = [ControllerRecipe.ParaVirtual([.. Enumerable.Repeat(new DiskRecipe(10L << 30), disks)])],
                Nics = [.. networks.Select(network => new NicRecipe(network, () => new VirtualVmxnet3()))],
            };
            added = vCenter.Inventory.AddVm(Inventory.Datacenter.VmFolder, recipe.Build(vCenter.Inventory.NewMacAddress), Inventory.Cluster.RootPool, Inventory.Host1);
        });
        return added!;
    }

    internal TaskInfo InfoOf(ManagedObjectReference task)
    {
        lock (VCenter.World.Gate)
        {
            return ((SimulatedTask)VCenter.World.Find(task)!).Info;
        }
    }

    /// <summary>The fault that a task, which has to have failed, ended with.</summary>
    internal MethodFault FaultOf(ManagedObjectReference task)
    {
        TaskInfo info = InfoOf(task);
        info.State.Should().Be(TaskInfoState.Error);
        return info.Error!.Fault!;
    }

    internal async Task PowerOnAsync(VirtualMachine vm)
        => InfoOf(await Client.PowerOnVMTaskAsync(vm.Reference, cancellationToken: TestContext.Current.CancellationToken)).State.Should().NotBe(TaskInfoState.Error);

    internal async Task PowerOffAsync(VirtualMachine vm)
        => InfoOf(await Client.PowerOffVMTaskAsync(vm.Reference, TestContext.Current.CancellationToken)).State.Should().NotBe(TaskInfoState.Error);

    /// <summary>The names of the events about a VM, oldest first, without those of tasks.</summary>
    internal IReadOnlyList<string> EventsOf(VirtualMachine vm)
    {
        lock (VCenter.World.Gate)
        {
            return [.. VCenter.Events.All.Where(posted => posted is not TaskEvent && posted.Vm?.Vm == vm.Reference).Select(posted => posted.WireTypeName)];
        }
    }

    internal T LastEvent<T>()
        where T : Event
    {
        lock (VCenter.World.Gate)
        {
            return VCenter.Events.All.OfType<T>().Last();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await User.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
