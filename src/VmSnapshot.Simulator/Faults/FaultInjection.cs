using VmSnapshot.Simulator.Calls;
using VmSnapshot.Vim25;
using VmSnapshot.Vim25.Server;

namespace VmSnapshot.Simulator.Faults;

/// <summary>
/// What goes wrong on demand: say for which calls with <see cref="On(string)"/>, how often with the trigger's own
/// methods, then what. Several faults may meet in one call; each acts. The same calls with the same
/// <see cref="VCenterSimulatorOptions.FaultSeed"/> meet the same faults.
/// </summary>
public sealed class FaultInjection
{
    private const int MostKept = 10_000;

    private readonly Lock _gate = new();
    private readonly VCenter _vCenter;
    private readonly int _seed;
    private readonly Queue<FiredFault> _fired = [];
    private volatile InjectedFault[] _faults = [];
    private int _added;

    internal FaultInjection(VCenter vCenter, int seed)
    {
        _vCenter = vCenter;
        _seed = seed;
    }

    /// <summary>The faults that acted, oldest first; the latest 10,000.</summary>
    public IReadOnlyList<FiredFault> Fired
    {
        get
        {
            lock (_gate)
            {
                return [.. _fired];
            }
        }
    }

    /// <summary>Calls of one operation.</summary>
    /// <param name="operation">Its wire name, such as <c>CloneVM_Task</c>.</param>
    /// <exception cref="ArgumentException">vim25 has no such operation that the simulator knows.</exception>
    public FaultTrigger On(string operation)
        => VimServerCodec.HasOperation(operation)
            ? new FaultTrigger(this, request => request.Operation == operation)
            : throw new ArgumentException($"There is no operation '{operation}'. Give the wire name, such as CloneVM_Task.", nameof(operation));

    /// <summary>Calls with one type of request.</summary>
    /// <typeparam name="TRequest">Such as <see cref="CloneVMRequestType"/>.</typeparam>
    public FaultTrigger On<TRequest>()
        where TRequest : VimRequestType
        => new(this, request => request is TRequest);

    /// <summary>Some of the calls with one type of request.</summary>
    /// <typeparam name="TRequest">Such as <see cref="CloneVMRequestType"/>.</typeparam>
    /// <param name="condition">Which of them. It must not change the request.</param>
    public FaultTrigger On<TRequest>(Func<TRequest, bool> condition)
        where TRequest : VimRequestType
        => new(this, request => request is TRequest typed && condition(typed));

    /// <summary>Calls of any operation.</summary>
    /// <param name="condition">Which of them; all when null. It must not change the request.</param>
    public FaultTrigger OnAny(Func<VimRequestType, bool>? condition = null) => new(this, condition ?? (_ => true));

    /// <summary>Lets nothing go wrong any more; what went wrong stays in <see cref="Fired"/>.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _faults = [];
        }
    }

    /// <summary>
    /// Fills a datastore: what needs space there fails with NoDiskSpace. Dispose the result to make room again.
    /// </summary>
    /// <param name="datastore">Its name or path, or its identifier such as <c>datastore-12</c>.</param>
    /// <param name="freeBytes">What stays free. Default: nothing.</param>
    /// <exception cref="ArgumentException">There is no such datastore.</exception>
    public IDisposable FillDatastore(string datastore, long freeBytes = 0) => LostResources.Fill(_vCenter.World, datastore, freeBytes);

    /// <summary>
    /// Lets vCenter lose a host: the host doesn't respond, and its VMs are disconnected. Dispose the result to get it back.
    /// </summary>
    /// <param name="host">Its name or path, or its identifier such as <c>host-12</c>.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public IDisposable LoseHost(string host) => LostResources.Lose(_vCenter, host);

    internal InjectedFault Add(FaultTrigger trigger, string kind, Action<CallEffects> effect)
    {
        lock (_gate)
        {
            // A product of primes: neighbours in seed and number shall not give the same sequence.
            var fault = new InjectedFault(this, trigger, kind, effect, new Random(unchecked((_seed * 7919) + (++_added * 104_729))));
            _faults = [.. _faults, fault];
            return fault;
        }
    }

    internal void Remove(InjectedFault fault)
    {
        lock (_gate)
        {
            _faults = [.. _faults.Where(other => other != fault)];
        }
    }

    /// <summary>What a call meets; null when nothing.</summary>
    internal CallEffects? For(SimulatedCall call)
    {
        if (_faults.Length == 0)
        {
            return null;
        }

        CallEffects? effects = null;
        lock (_gate)
        {
            foreach (InjectedFault fault in _faults)
            {
                if (fault.Fires(call.Request))
                {
                    fault.Apply(effects ??= new CallEffects());
                    _fired.Enqueue(new FiredFault(fault.Kind, call.Request.Operation, call.Request.This!, call.Number, _vCenter.World.Clock.GetUtcNow()));
                    if (_fired.Count > MostKept)
                    {
                        _fired.Dequeue();
                    }
                }
            }
        }

        return effects;
    }
}
