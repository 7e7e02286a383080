using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.VSphere;

namespace VmSnapshot.Durability.Tests.Harness;

/// <summary>
/// One process of a portal: the real SDK on what all of them share, with the faults of a plan at its two ports. Once it has crashed, whatever it
/// still tries at a port throws, and nothing of it comes through.
/// </summary>
internal sealed class Instance : IAsyncDisposable
{
    private static readonly string[] Tasks =
    [
        "CloneVM_Task", "ReconfigVM_Task", "CustomizeVM_Task", "PowerOnVM_Task", "PowerOffVM_Task", "Destroy_Task", "CreateSnapshot_Task", "RemoveSnapshot_Task",
    ];

    private readonly World _world;
    private readonly ServiceProvider _services;
    private readonly Lock _lock = new();
    private List<IHostedService> _hosted = [];
    private FaultMode? _atNextCommit;
    private volatile bool _isDead;

    // Until it finds out: what it still asks vCenter for, nobody can keep it from.
    private volatile bool _isOvertaken;
    private int _calls;
    private int _commits;

    public Instance(World world, int number)
    {
        _world = world;
        Number = number;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(world.Clock).AddSingleton(world.Simulator).AddSingleton<ILoggerFactory>(world.Logs).AddSingleton<ISecretResolver>(world.Secrets);
        services.AddVmSnapshot(options =>
        {
            options.Actor = $"portal-{number}";
            options.LeaseDuration = World.Lease;
            options.MaxParallelVms = world.Scenario.MaxParallelVms;
        }).UseSimulatedVSphere();
        // A minute is 60 ms here, which a busy machine may need for anything.
        services.Configure<VSphereOptions>(options => options.CallTimeout = World.Lease);
        var gateway = services.Last(s => s.ServiceType == typeof(IVSphereGateway)).ImplementationType!;
        services.Replace(ServiceDescriptor.Singleton(s => PortProxy.Around((IVSphereGateway)ActivatorUtilities.GetServiceOrCreateInstance(s, gateway), AtGatewayAsync)));
        services.Replace(ServiceDescriptor.Singleton(_ => PortProxy.Around(world.OpenStore(), AtStoreAsync)));
        _services = services.BuildServiceProvider();
    }

    /// <summary>From 1; 0 is nobody's but the test's own.</summary>
    public int Number { get; }

    public bool IsDead => _isDead;

    /// <summary>The gateway calls and commits, in order.</summary>
    public List<(Door Door, string Name)> Trace { get; } = [];

    public ISnapshotManager Snapshots => Get<ISnapshotManager>();

    public IVmFactory Machines => Get<IVmFactory>();

    public IOperations Operations => Get<IOperations>();

    public IOperationRunner Runner => Get<IOperationRunner>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Begins to take up what nobody works on, and to reap, as a host does.</summary>
    public async Task StartHostAsync()
    {
        _hosted = _services.GetServices<IHostedService>().ToList();
        foreach (var service in _hosted)
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _hosted)
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    private void ThrowIfDead()
    {
        if (_isDead)
        {
            throw new InstanceCrashedException();
        }
    }

    private InstanceCrashedException Die()
    {
        _isDead = true;
        return new InstanceCrashedException();
    }

    private Fault? Next(Door door, string name)
    {
        lock (_lock)
        {
            var number = door == Door.Gateway ? ++_calls : ++_commits;
            Trace.Add((door, name));
            var fault = _world.Plan.FirstOrDefault(f => f.IsAt(Number, door, number));
            fault?.Fire();
            _world.Note($"#{Number} {door} {number} {name}{(fault is null ? "" : $"  <-- {fault.Mode}")}");
            return fault;
        }
    }

    private async Task<object?> AtGatewayAsync(PortCall call, Func<Task<object?>> execute)
    {
        ThrowIfDead();
        if (call.IsFollowing)
        {
            return await AliveAsync(execute);
        }

        await _world.CarryOutLateCallsAsync(isOver: false);
        if (call.Arguments[0] is CloneVm clone)
        {
            await _world.TakeUuidAsync(clone.InstanceUuid);
        }

        if (Next(Door.Gateway, call.Name) is not { } fault)
        {
            return await ExecuteAsync(call, execute);
        }

        switch (fault.Mode)
        {
            case FaultMode.CrashBefore:
                throw Die();
            case FaultMode.CrashAfter:
                await ExecuteAsync(call, execute);
                throw Die();
            case FaultMode.ReplyLost:
                await ExecuteAsync(call, execute);
                throw NoAnswer();
            case FaultMode.TimedOut:
                if (IsMutation(call.Name))
                {
                    _world.KeepForLater(call, fault.LateAfter);
                }

                throw NoAnswer();
            case FaultMode.SessionExpired when fault.IsContinuous || IsMutation(call.Name):
                throw VCenterFaultMapping.ToException(new VCenterFault { Name = "NotAuthenticated", BaseNames = ["NoPermission"] }, "do it");
            case FaultMode.SessionExpired:
                // The real gateway finds out and logs in again.
                _world.Simulator.Faults.OnAny().ExpireSession();
                break;
            case FaultMode.TwoInstances:
                await _world.TakeOverAsync();
                ThrowIfDead();
                _isOvertaken = true;
                break;
            case FaultMode.LeaseRunsOut:
                await _world.LetLeasesRunOutAsync();
                // Time for the others to notice.
                await Task.Delay(TimeSpan.FromMinutes(1), _world.Clock);
                ThrowIfDead();
                _isOvertaken = true;
                break;
            case FaultMode.Cancelled:
                await _world.RequestCancelAsync();
                break;
            case FaultMode.CancelledHere:
                if (await _world.FindOperationAsync() is { } operation)
                {
                    await Operations.CancelAsync(operation.Id);
                }

                break;
            case FaultMode.TaskFailed or FaultMode.TaskForgotten when !StartsTask(call.Name):
                break;
            case FaultMode.Refused:
                throw VCenterFaultMapping.ToException(Fault.Describe(fault.Says!), "do it");
            case FaultMode.TaskFailed:
                _world.Simulator.Faults.On(TaskOf(call)).FailTask(fault.Says!);
                break;
            case FaultMode.TaskForgotten:
                _world.Simulator.Faults.On(TaskOf(call)).ForgetTask();
                break;
            case FaultMode.NameTaken:
                _world.TakeName(((CloneVm)call.Arguments[0]!).Name);
                break;
            default:
                // The store's: at the next commit.
                _atNextCommit = fault.Mode;
                break;
        }

        return await ExecuteAsync(call, execute);
    }

    private async Task<object?> AtStoreAsync(PortCall call, Func<Task<object?>> execute)
    {
        ThrowIfDead();
        if (CommitOf(call) is not { } name)
        {
            return await AliveAsync(execute);
        }

        _isOvertaken &= name != "claim";
        var fault = name == "renew" ? null : Next(Door.Store, name);
        var mode = fault?.Mode;
        if (name != "renew" && mode is null)
        {
            (mode, _atNextCommit) = (_atNextCommit, null);
        }

        if (_world.IsStoreFull || mode == FaultMode.StoreFull)
        {
            _world.IsStoreFull = true;
            throw new VmSnapshotException(VmSnapshotErrorCodes.StoreUnusable, "The database is full.");
        }

        switch (mode)
        {
            case FaultMode.CrashBefore:
                throw Die();
            case FaultMode.CrashAfter:
                await AliveAsync(execute);
                throw Die();
            case FaultMode.StoreBusy:
                throw new VmSnapshotException(VmSnapshotErrorCodes.StoreUnusable, "The database is busy.") { IsTransient = true };
            case FaultMode.CommitUnknown:
                await AliveAsync(execute);
                throw new VmSnapshotException(VmSnapshotErrorCodes.StoreUnusable, "The database didn't answer; whether it has committed nobody can tell.") { IsTransient = true };
            case FaultMode.TwoInstances:
                await _world.TakeOverAsync();
                break;
            case FaultMode.Cancelled:
                await _world.RequestCancelAsync();
                break;
        }

        return await AliveAsync(execute);
    }

    private async Task<object?> ExecuteAsync(PortCall call, Func<Task<object?>> execute)
    {
        var result = await execute();
        _world.NoteExecuted(call, result, _isOvertaken);
        ThrowIfDead();
        return result;
    }

    private async Task<object?> AliveAsync(Func<Task<object?>> execute)
    {
        var result = await execute();
        ThrowIfDead();
        return result;
    }

    private static VmSnapshotException NoAnswer() =>
        new(VmSnapshotErrorCodes.VCenterUnreachable, "Could not do it: vCenter did not answer. It may have done it all the same.") { IsTransient = true, MayHaveBeenExecuted = true };

    /// <summary>Whether a call changes something; what only cancels doesn't come late.</summary>
    public static bool IsMutation(string call) => StartsTask(call) || call is nameof(IVSphereGateway.MarkAsTemplateAsync);

    public static bool StartsTask(string call) => call.StartsWith("Start", StringComparison.Ordinal);

    private static string TaskOf(PortCall call) => TaskOf(call.Name);

    /// <summary>The vim25 method behind a call of the port.</summary>
    public static string TaskOf(string name) => name switch
    {
        nameof(IVSphereGateway.StartCloneAsync) => Tasks[0],
        nameof(IVSphereGateway.StartReconfigureAsync) => Tasks[1],
        nameof(IVSphereGateway.StartCustomizeAsync) => Tasks[2],
        nameof(IVSphereGateway.StartPowerOnAsync) => Tasks[3],
        nameof(IVSphereGateway.StartPowerOffAsync) => Tasks[4],
        nameof(IVSphereGateway.StartDestroyAsync) => Tasks[5],
        nameof(IVSphereGateway.StartCreateNativeSnapshotAsync) => Tasks[6],
        nameof(IVSphereGateway.StartRemoveNativeSnapshotAsync) => Tasks[7],
        _ => throw new ArgumentException($"{name} starts no task.", nameof(name)),
    };

    /// <summary>The name of a commit; null for what only reads.</summary>
    private static string? CommitOf(PortCall call) => call.Name switch
    {
        nameof(ISnapshotStore.BeginAsync) => "begin",
        nameof(ISnapshotStore.ClaimAsync) => "claim",
        nameof(ISnapshotStore.RequestCancelAsync) => "cancel",
        nameof(ISnapshotStore.WriteAsync) => (OperationWrite)call.Arguments[0]! is { } write ? write.Audit?.Action ?? (write.ExtendLease is null ? "release" : "renew") : null,
        _ => null,
    };
}
