using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Cloning;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Cloning;

/// <summary>A small inventory, a client, a clock, and the tasks that the client starts.</summary>
internal sealed class CloneScene : IAsyncDisposable
{
    private readonly LoggedIn _loggedIn;

    private CloneScene(VCenterSimulator simulator, SmallInventory inventory, FakeTimeProvider clock, LoggedIn loggedIn)
    {
        Simulator = simulator;
        Inventory = inventory;
        Clock = clock;
        _loggedIn = loggedIn;
    }

    internal VCenterSimulator Simulator { get; }

    internal SmallInventory Inventory { get; }

    internal FakeTimeProvider Clock { get; }

    internal VimClient Client => _loggedIn.Client;

    internal ServiceContent Content => _loggedIn.Content;

    internal SimulatedWorld World => Simulator.VCenter.World;

    internal VirtualMachine Source => Inventory.Vm;

    internal Folder Folder => Inventory.Datacenter.VmFolder;

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal static async Task<CloneScene> OpenAsync(TimeSpan cloneDuration = default, TimeSpan taskDuration = default)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, CloneDuration = cloneDuration, TaskDuration = taskDuration });
        var inventory = new SmallInventory(simulator);
        return new CloneScene(simulator, inventory, clock, await LoggedIn.ToAsync(simulator));
    }

    /// <summary>A specification of a plain full clone.</summary>
    internal static VirtualMachineCloneSpec Spec(Action<VirtualMachineCloneSpec>? change = null)
    {
        var spec = new VirtualMachineCloneSpec { Location = new VirtualMachineRelocateSpec() };
        change?.Invoke(spec);
        return spec;
    }

    internal Task<ManagedObjectReference> StartCloneAsync(string name, Action<VirtualMachineCloneSpec>? change = null, VirtualMachine? source = null, Folder? folder = null)
        => Client.CloneVMTaskAsync((source ?? Source).Reference, (folder ?? Folder).Reference, name, Spec(change), Cancellation);

    /// <summary>The clone that a task made at once.</summary>
    internal async Task<VirtualMachine> CloneAsync(string name, Action<VirtualMachineCloneSpec>? change = null, VirtualMachine? source = null, Folder? folder = null)
        => Made(await StartCloneAsync(name, change, source, folder));

    internal async Task<MethodFault> CloneFaultAsync(string name, Action<VirtualMachineCloneSpec>? change = null, VirtualMachine? source = null, Folder? folder = null)
        => FaultOf(await StartCloneAsync(name, change, source, folder));

    internal TaskInfo InfoOf(ManagedObjectReference task)
    {
        lock (World.Gate)
        {
            return ((SimulatedTask)World.Find(task)!).Info;
        }
    }

    internal VirtualMachine Made(ManagedObjectReference task)
    {
        TaskInfo info = InfoOf(task);
        info.Error.Should().BeNull();
        info.State.Should().Be(TaskInfoState.Success);
        return (VirtualMachine)World.Find((ManagedObjectReference)info.Result!)!;
    }

    internal MethodFault FaultOf(ManagedObjectReference task)
    {
        TaskInfo info = InfoOf(task);
        info.State.Should().Be(TaskInfoState.Error);
        return info.Error!.Fault!;
    }

    internal void Succeeded(ManagedObjectReference task)
    {
        TaskInfo info = InfoOf(task);
        info.Error.Should().BeNull();
        info.State.Should().Be(TaskInfoState.Success);
    }

    internal void Cancel(ManagedObjectReference task)
    {
        lock (World.Gate)
        {
            Simulator.VCenter.Tasks.Cancel((SimulatedTask)World.Find(task)!);
        }
    }

    internal void SetPower(VirtualMachine vm, VirtualMachinePowerState state)
    {
        lock (World.Gate)
        {
            vm.ChangeRuntime(runtime => runtime.PowerState = state);
        }
    }

    internal IReadOnlyList<Event> Events
    {
        get
        {
            lock (World.Gate)
            {
                return [.. Simulator.VCenter.Events.All];
            }
        }
    }

    /// <summary>Takes a snapshot as a host would: the disk goes on on a child.</summary>
    internal VirtualMachineSnapshot TakeSnapshot(VirtualMachine vm, VirtualMachinePowerState? state = null)
    {
        lock (World.Gate)
        {
            VirtualMachineSnapshot snapshot = World.Add(new VirtualMachineSnapshot(World, new("VirtualMachineSnapshot", World.NewId("snapshot")))
            {
                Config = (VirtualMachineConfigInfo)vm.Config.Copy(),
                Vm = vm,
            });
            vm.ChangeConfig(config =>
            {
                foreach (VirtualDisk disk in config.Hardware!.Device!.OfType<VirtualDisk>())
                {
                    var parent = (VirtualDiskFlatVer2BackingInfo)disk.Backing!;
                    var datastore = (Datastore)World.Find(parent.Datastore)!;
                    string path = VmStorage.NewChildPath(datastore, parent.FileName!);
                    datastore.Allocate(path, VmStorage.CapacityOf(disk), VmStorage.ChildAllocation, parent.FileName);
                    var child = (VirtualDiskFlatVer2BackingInfo)parent.Copy();
                    (child.FileName, child.Parent) = (path, parent);
                    disk.Backing = child;
                }
            });
            vm.Set("snapshot", new VirtualMachineSnapshotInfo
            {
                CurrentSnapshot = snapshot.Reference,
                RootSnapshotList =
                [
                    new VirtualMachineSnapshotTree { Snapshot = snapshot.Reference, Vm = vm.Reference, Name = "base", State = state ?? VirtualMachinePowerState.PoweredOff, CreateTime = World.Now },
                ],
            });
            return snapshot;
        }
    }

    internal static VirtualDisk DiskOf(VirtualMachine vm) => vm.Devices.OfType<VirtualDisk>().First();

    internal static VirtualDiskFlatVer2BackingInfo BackingOf(VirtualMachine vm) => (VirtualDiskFlatVer2BackingInfo)DiskOf(vm).Backing!;

    internal static VirtualEthernetCard CardOf(VirtualMachine vm) => vm.Devices.OfType<VirtualEthernetCard>().First();

    public async ValueTask DisposeAsync()
    {
        await _loggedIn.DisposeAsync();
        await Simulator.DisposeAsync();
    }
}
