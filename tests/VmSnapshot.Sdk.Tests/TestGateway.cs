using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Simulator;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.Tests;

/// <summary>
/// What the SDK sees of vCenter: the real gateway on a simulated vCenter. It keeps the names of the port's methods that are called, and
/// lets calls of the port fail; tasks fail in the simulator itself.
/// </summary>
public class TestGateway : DispatchProxy
{
    private static readonly Dictionary<string, string> Tasks = new()
    {
        [nameof(IVSphereGateway.StartCloneAsync)] = "CloneVM_Task",
        [nameof(IVSphereGateway.StartReconfigureAsync)] = "ReconfigVM_Task",
        [nameof(IVSphereGateway.StartCustomizeAsync)] = "CustomizeVM_Task",
        [nameof(IVSphereGateway.StartPowerOnAsync)] = "PowerOnVM_Task",
        [nameof(IVSphereGateway.StartPowerOffAsync)] = "PowerOffVM_Task",
        [nameof(IVSphereGateway.StartDestroyAsync)] = "Destroy_Task",
        [nameof(IVSphereGateway.StartCreateNativeSnapshotAsync)] = "CreateSnapshot_Task",
        [nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync)] = "RemoveSnapshot_Task",
    };

    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];
    private readonly List<Failure> _failures = [];
    private IVSphereGateway _inner = null!;
    private ServiceProvider _aside = null!;

    public VCenterSimulator Simulator { get; private set; } = null!;

    /// <summary>Whether no call reaches vCenter.</summary>
    public bool IsAway { get; set; }

    /// <summary>The names of the port's methods that were called, in order. A copy.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>The simulator through a session and a clock of its own: what is done here is none of the SDK's calls.</summary>
    public IVSphereGateway Aside => _aside.GetRequiredService<IVSphereGateway>();

    /// <summary>Every VM and template that is there now.</summary>
    public IReadOnlyList<VmDescription> Machines =>
    [
        .. Simulator.Inventory.VirtualMachines
            .Select(vm => Aside.ReadVmAsync(new MoRef(vm.Reference.Type, vm.Reference.Value)).GetAwaiter().GetResult())
            .OfType<VmDescription>(),
    ];

    internal static IVSphereGateway Around(IVSphereGateway inner, VCenterSimulator simulator)
    {
        var proxy = Create<IVSphereGateway, TestGateway>();
        var gateway = (TestGateway)proxy;
        gateway._inner = inner;
        gateway.Simulator = simulator;
        gateway._aside = new ServiceCollection().AddSingleton(simulator).AddVmSnapshot().UseSimulatedVSphere().UseInMemoryStore().Services.BuildServiceProvider();
        return proxy;
    }

    public SimulatedVm Guest(MoRef vm) => Simulator.Inventory.VirtualMachines.Single(found => found.Reference.Value == vm.Value);

    public long GetFreeBytes(string datastore) => Simulator.Inventory.GetFreeBytes(datastore);

    public void ConvertToVm(MoRef template) => Simulator.Inventory.ConvertToVm(Guest(template).Path, "/DC0/host/Cluster0/Resources/Production");

    public MoRef RegisterAgain(MoRef vm)
    {
        var registered = Simulator.Inventory.RegisterAgain(Guest(vm).Path);
        return new(registered.Type, registered.Value);
    }

    /// <summary>Refuses a call of the port, which does nothing then.</summary>
    internal void FailNext(string operation, VCenterFault fault, int afterCalls = 0) => Add(new(operation, fault) { ToPass = afterCalls });

    /// <summary>Loses the answer to a call of the port, which does its work.</summary>
    internal void LoseNextReply(string operation, int afterCalls = 0) => Add(new(operation, Fault: null) { ToPass = afterCalls });

    /// <summary>Loses a call of the port on its way: it does nothing, and the caller can't tell that from a lost answer.</summary>
    internal void LoseNextCall(string operation, int afterCalls = 0) => Add(new(operation, Fault: null, IsDone: false) { ToPass = afterCalls });

    /// <summary>Lets the task fail that a call starts, without effect.</summary>
    internal void FailNextTask(string operation, MethodFault fault, int afterCalls = 0) =>
        Simulator.Faults.On(Tasks[operation]).Nth(afterCalls + 1).FailTask(fault, "It broke.");

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var name = targetMethod!.Name;
        Failure? failure;
        lock (_lock)
        {
            _calls.Add(name);
            failure = Take(name);
        }

        if (IsAway)
        {
            return Refused(targetMethod.ReturnType, new VmSnapshotException(VmSnapshotErrorCodes.VCenterUnreachable, "Could not do it: vCenter is away.") { IsTransient = true });
        }

        if (failure?.Fault is { } fault)
        {
            return Refused(targetMethod.ReturnType, VCenterFaultMapping.ToException(fault, "do it"));
        }

        if (failure is { IsDone: false })
        {
            return Refused(targetMethod.ReturnType, Unanswered());
        }

        object? result;
        try
        {
            result = targetMethod.Invoke(_inner, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }

        return failure is null ? result : Lost(targetMethod.ReturnType, (Task)result!);
    }

    private void Add(Failure failure)
    {
        lock (_lock)
        {
            _failures.Add(failure);
        }
    }

    private Failure? Take(string operation)
    {
        Failure? due = null;
        foreach (var failure in _failures.Where(f => f.Operation == operation))
        {
            if (failure.ToPass-- <= 0)
            {
                due ??= failure;
            }
        }

        if (due is not null)
        {
            _failures.Remove(due);
        }

        return due;
    }

    private static object Refused(Type returned, Exception error)
    {
        if (returned == typeof(Task))
        {
            return Task.FromException(error);
        }

        var result = returned.GetGenericArguments()[0];
        return returned.GetGenericTypeDefinition() == typeof(Task<>)
            ? typeof(Task).GetMethods().Single(m => m.Name == nameof(Task.FromException) && m.IsGenericMethod).MakeGenericMethod(result).Invoke(null, [error])!
            : typeof(TestGateway).GetMethod(nameof(ThrowAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(result).Invoke(null, [error])!;
    }

    private static object Lost(Type returned, Task work) => returned == typeof(Task)
        ? LostAsync<object>(work)
        : typeof(TestGateway).GetMethod(nameof(LostAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(returned.GetGenericArguments()[0]).Invoke(null, [work])!;

    private static async Task<T> LostAsync<T>(Task work)
    {
        await work;
        throw Unanswered();
    }

    private static VmSnapshotException Unanswered() =>
        new(VmSnapshotErrorCodes.VCenterUnreachable, "Could not do it: vCenter did not answer. It may have done it all the same.") { IsTransient = true, MayHaveBeenExecuted = true };

    private static async IAsyncEnumerable<T> ThrowAsync<T>(Exception error)
    {
        await Task.CompletedTask;
        if (error is not null)
        {
            throw error;
        }

        yield break;
    }

    private sealed record Failure(string Operation, VCenterFault? Fault, bool IsDone = true)
    {
        public int ToPass { get; set; }
    }
}
