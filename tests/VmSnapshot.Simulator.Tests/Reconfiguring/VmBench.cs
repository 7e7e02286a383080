using Microsoft.Extensions.Time.Testing;
using VmSnapshot.Simulator.Inventory;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Simulator.Tasks;
using VmSnapshot.Simulator.Tests.Support;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tests.Reconfiguring;

/// <summary>A client of a simulator with the small inventory, and what it takes to change a VM and to see what became of it.</summary>
internal sealed class VmBench : IAsyncDisposable
{
    private readonly VCenterSimulator _simulator;
    private readonly LoggedIn _user;

    private VmBench(VCenterSimulator simulator, FakeTimeProvider clock, LoggedIn user)
    {
        (_simulator, Clock, _user) = (simulator, clock, user);
        Inventory = new SmallInventory(simulator);
    }

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal FakeTimeProvider Clock { get; }

    internal SmallInventory Inventory { get; }

    internal VimClient Client => _user.Client;

    internal ServiceContent Content => _user.Content;

    internal InventoryFactory Factory => _simulator.VCenter.Inventory;

    internal VirtualMachine Vm => Inventory.Vm;

    internal IReadOnlyList<Event> Events => _simulator.VCenter.Events.All;

    internal static async Task<VmBench> CreateAsync(TimeSpan taskDuration = default)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
        VCenterSimulator simulator = TestSimulator.Create(new VCenterSimulatorOptions { TimeProvider = clock, TaskDuration = taskDuration });
        return new VmBench(simulator, clock, await LoggedIn.ToAsync(simulator));
    }

    /// <summary>Another datacenter with the same names in it.</summary>
    internal SmallInventory AddTwin() => new(_simulator);

    /// <summary>Changes the world behind the client's back.</summary>
    internal void Prepare(Action change)
    {
        lock (_simulator.VCenter.World.Gate)
        {
            change();
        }
    }

    internal void TurnOn(VirtualMachine? vm = null, bool tools = true) => Prepare(() =>
    {
        (vm ?? Vm).ChangeRuntime(runtime => runtime.PowerState = VirtualMachinePowerState.PoweredOn);
        (vm ?? Vm).ChangeGuest(guest => guest.ToolsRunningStatus = tools ? "guestToolsRunning" : "guestToolsNotRunning");
    });

    /// <summary>Another VM of one disk and one adapter.</summary>
    internal VirtualMachine AddVm(string name, params IReadOnlyList<ControllerRecipe> controllers)
    {
        VirtualMachine? added = null;
        Prepare(() =>
        {
            var recipe = new VmRecipe
            {
                Name = name,
                Datastore = Inventory.Datastore1,
                Controllers = controllers.Count > 0 ? controllers : [ControllerRecipe.ParaVirtual(new DiskRecipe(10L << 30))],
                Nics = [new NicRecipe(Inventory.StandardNetwork, () => new VirtualVmxnet3(), Factory.NewMacAddress())],
            };
            added = Factory.AddVm(Inventory.Datacenter.VmFolder, recipe.Build(Factory.NewMacAddress), Inventory.Cluster.RootPool, Inventory.Host1);
        });
        return added!;
    }

    internal TaskInfo InfoOf(ManagedObjectReference task)
    {
        lock (_simulator.VCenter.World.Gate)
        {
            return _simulator.VCenter.World.Require<SimulatedTask>(task).Info;
        }
    }

    /// <summary>The task's result, when it succeeded.</summary>
    internal object? ResultOf(ManagedObjectReference task)
    {
        TaskInfo info = InfoOf(task);
        info.Error?.Fault.Should().BeNull();
        info.State.Should().Be(TaskInfoState.Success);
        return info.Result;
    }

    /// <summary>The fault that the task ended with.</summary>
    internal T FaultOf<T>(ManagedObjectReference task)
        where T : MethodFault
    {
        TaskInfo info = InfoOf(task);
        info.State.Should().Be(TaskInfoState.Error);
        return info.Error!.Fault.Should().BeAssignableTo<T>().Subject;
    }

    /// <summary>The fault that a call was refused with.</summary>
    internal static T FaultOfCall<T>(VimFaultException refused)
        where T : MethodFault
        => refused.Fault.Should().BeAssignableTo<T>().Subject;

    internal async Task ReconfigureAsync(VirtualMachineConfigSpec spec, VirtualMachine? vm = null)
        => ResultOf(await Client.ReconfigVMTaskAsync((vm ?? Vm).Reference, spec, Cancellation));

    internal async Task<T> FailToReconfigureAsync<T>(VirtualMachineConfigSpec spec, VirtualMachine? vm = null)
        where T : MethodFault
    {
        VirtualMachineConfigInfo before = (vm ?? Vm).Config;
        long free = Inventory.Datastore1.FreeBytes;
        T fault = FaultOf<T>(await Client.ReconfigVMTaskAsync((vm ?? Vm).Reference, spec, Cancellation));
        (vm ?? Vm).Config.Should().BeSameAs(before, "a reconfigure that fails does nothing");
        Inventory.Datastore1.FreeBytes.Should().Be(free);
        return fault;
    }

    internal Task ChangeDevicesAsync(params IReadOnlyList<VirtualDeviceConfigSpec> changes) => ReconfigureAsync(new VirtualMachineConfigSpec { DeviceChange = changes });

    internal Task<T> FailToChangeDevicesAsync<T>(params IReadOnlyList<VirtualDeviceConfigSpec> changes)
        where T : MethodFault
        => FailToReconfigureAsync<T>(new VirtualMachineConfigSpec { DeviceChange = changes });

    internal static VirtualDeviceConfigSpec Add(VirtualDevice device, bool createFile = false) => new()
    {
        Operation = VirtualDeviceConfigSpecOperation.Add,
        FileOperation = createFile ? VirtualDeviceConfigSpecFileOperation.Create : null,
        Device = device,
    };

    internal static VirtualDeviceConfigSpec Edit(VirtualDevice device) => new() { Operation = VirtualDeviceConfigSpecOperation.Edit, Device = device };

    internal static VirtualDeviceConfigSpec Remove(VirtualDevice device, bool destroyFile = false) => new()
    {
        Operation = VirtualDeviceConfigSpecOperation.Remove,
        FileOperation = destroyFile ? VirtualDeviceConfigSpecFileOperation.Destroy : null,
        Device = device,
    };

    internal static VirtualDeviceConfigSpec AddDisk(long capacityBytes, int? unit = null, int controllerKey = 1000, int key = -101, string fileName = "", bool? thin = true) => Add(
        new VirtualDisk
        {
            Key = key,
            ControllerKey = controllerKey,
            UnitNumber = unit,
            CapacityInKB = capacityBytes >> 10,
            CapacityInBytes = capacityBytes,
            Backing = new VirtualDiskFlatVer2BackingInfo { FileName = fileName, DiskMode = "persistent", ThinProvisioned = thin },
        },
        createFile: true);

    /// <summary>A copy of one of the VM's devices, to change and send back.</summary>
    internal T Device<T>(int index = 0)
        where T : VirtualDevice
        => (T)Vm.Devices.OfType<T>().ElementAt(index).Copy();

    public async ValueTask DisposeAsync()
    {
        await _user.DisposeAsync();
        await _simulator.DisposeAsync();
    }
}
