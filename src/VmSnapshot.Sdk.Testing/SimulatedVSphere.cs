using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing.Inventory;

namespace VmSnapshot.Sdk.Testing;

/// <summary>
/// A vCenter in memory, at the level of the gateway: one datacenter <c>DC0</c> with a cluster, some folders, pools, datastores and
/// networks, and a dozen VMs of different shapes. It keeps vCenter's rules in what the six steps rely on: names unique within a folder,
/// power states, disk space, change versions, device keys, parents of disks, tasks that take their time.
/// </summary>
/// <remarks>Thread-safe. Every fault comes as the exception that a real gateway throws for it.</remarks>
public sealed partial class SimulatedVSphere : IVSphereGateway
{
    private const string VCenterUuid = "7a3e9f10-5d1c-4b7e-9a64-0c2d8e6f1b35";

    private readonly SimulatedVSphereOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private readonly SimulatedInventory _inventory = InventorySeed.Create();
    private readonly List<string> _calls = [];
    private readonly FailureScript _failures = new();

    /// <summary>A vCenter with its first inventory.</summary>
    /// <param name="options">How it behaves. Default: as the options' own defaults say.</param>
    /// <param name="timeProvider">The clock that its tasks run by. Default: the system's.</param>
    public SimulatedVSphere(SimulatedVSphereOptions? options = null, TimeProvider? timeProvider = null)
    {
        _options = options ?? new SimulatedVSphereOptions();
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The gateway's methods that were called, in order, by their names: <c>StartCloneAsync</c>. A copy.</summary>
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

    /// <summary>Every VM and template that is there now. Looking is no call.</summary>
    public IReadOnlyList<VmDescription> Machines
    {
        get
        {
            lock (_lock)
            {
                return [.. _inventory.Vms.Values.Select(vm => vm.Description)];
            }
        }
    }

    /// <summary>The guest settings that a VM was last sent, or null. Looking is no call.</summary>
    /// <param name="vm">The VM.</param>
    public SimulatedGuest? FindGuest(MoRef vm)
    {
        lock (_lock)
        {
            return _inventory.Vms.TryGetValue(vm, out var found) ? found.Guest : null;
        }
    }

    /// <summary>The room that a datastore has left. Thin disks are taken to be a quarter full. Looking is no call.</summary>
    /// <param name="datastore">The datastore's name.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public long GetFreeBytes(string datastore)
    {
        ArgumentNullException.ThrowIfNull(datastore);
        lock (_lock)
        {
            return _inventory.FreeBytes(datastore);
        }
    }

    /// <summary>Refuses the next call of one of the gateway's methods; it does nothing then.</summary>
    /// <param name="operation">The method's name: <c>nameof(IVSphereGateway.StartPowerOnAsync)</c>.</param>
    /// <param name="fault">The fault that it answers with.</param>
    /// <param name="afterCalls">How many calls of that method to let pass first.</param>
    public void FailNext(string operation, VCenterFault fault, int afterCalls = 0) =>
        AddFailure(operation, FailureScript.Kind.Call, fault, afterCalls);

    /// <summary>Lets the task fail that the next call of one of the <c>Start…</c> methods starts, at its end and without effect.</summary>
    /// <param name="operation">The method's name: <c>nameof(IVSphereGateway.StartCloneAsync)</c>.</param>
    /// <param name="fault">The fault that the task ends with.</param>
    /// <param name="afterCalls">How many calls of that method to let pass first.</param>
    public void FailNextTask(string operation, VCenterFault fault, int afterCalls = 0) =>
        AddFailure(operation, FailureScript.Kind.Task, fault, afterCalls);

    /// <summary>Loses the answer to the next call of one of the gateway's methods: what it asks for happens, but the caller gets no reply.</summary>
    /// <param name="operation">The method's name: <c>nameof(IVSphereGateway.StartCloneAsync)</c>.</param>
    /// <param name="afterCalls">How many calls of that method to let pass first.</param>
    public void LoseNextReply(string operation, int afterCalls = 0) =>
        AddFailure(operation, FailureScript.Kind.Reply, fault: null, afterCalls);

    /// <summary>Converts a template back to a VM, as an administrator may do behind the SDK's back.</summary>
    /// <param name="template">The template.</param>
    /// <param name="resourcePool">The pool to put it in: its name or path.</param>
    /// <exception cref="ArgumentException">There is no such template or pool.</exception>
    public void ConvertToVm(MoRef template, string resourcePool = "Production")
    {
        lock (_lock)
        {
            var pool = _inventory.Find(InventoryKind.ResourcePool, resourcePool).FirstOrDefault()
                ?? throw new ArgumentException($"There is no resource pool '{resourcePool}'.", nameof(resourcePool));
            if (!_inventory.Vms.TryGetValue(template, out var vm) || !vm.Description.IsTemplate)
            {
                throw new ArgumentException($"{template} is no template.", nameof(template));
            }

            vm.Change(description => description with { IsTemplate = false, ResourcePool = pool.MoRef });
        }
    }

    /// <summary>Takes a VM or template out of the inventory and registers it again, as an administrator may do behind the SDK's back.</summary>
    /// <param name="vm">The VM or template.</param>
    /// <returns>The same VM's new moRef.</returns>
    /// <exception cref="ArgumentException">There is no such VM.</exception>
    public MoRef RegisterAgain(MoRef vm)
    {
        lock (_lock)
        {
            if (!_inventory.Vms.Remove(vm, out var registered))
            {
                throw new ArgumentException($"There is no VM {vm}.", nameof(vm));
            }

            var moRef = _inventory.NewMoRef(SimulatedInventory.VirtualMachineType, "vm");
            registered.Change(description => description with { MoRef = moRef });
            _inventory.Vms.Add(moRef, registered);
            return moRef;
        }
    }

    private void AddFailure(string operation, FailureScript.Kind kind, VCenterFault? fault, int afterCalls)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentOutOfRangeException.ThrowIfNegative(afterCalls);
        if (kind != FailureScript.Kind.Reply)
        {
            ArgumentNullException.ThrowIfNull(fault);
        }

        if (!typeof(IVSphereGateway).GetMethods().Any(method => method.Name == operation))
        {
            throw new ArgumentException($"The gateway has no method '{operation}'.", nameof(operation));
        }

        if (kind == FailureScript.Kind.Task && !operation.StartsWith("Start", StringComparison.Ordinal))
        {
            throw new ArgumentException($"'{operation}' starts no task.", nameof(operation));
        }

        lock (_lock)
        {
            _failures.Add(operation, kind, fault, afterCalls);
        }
    }

    /// <summary>One call: recorded, refused where a test wants it so, and run alone.</summary>
    private Task<T> CallAsync<T>(string operation, string attempted, Func<VCenterFault?, T> run, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        lock (_lock)
        {
            _calls.Add(operation);
            var failure = _failures.Take(operation);
            try
            {
                if (failure is { Kind: FailureScript.Kind.Call, Fault: { } refused })
                {
                    return Task.FromException<T>(VCenterFaultMapping.ToException(refused, attempted));
                }

                var result = run(failure is { Kind: FailureScript.Kind.Task } ? failure.Value.Fault : null);
                return failure is { Kind: FailureScript.Kind.Reply }
                    ? Task.FromException<T>(Unanswered(attempted))
                    : Task.FromResult(result);
            }
            catch (SimulatedFault e)
            {
                return Task.FromException<T>(VCenterFaultMapping.ToException(e.Fault, attempted, e));
            }
        }
    }

    private Task<T> CallAsync<T>(string operation, string attempted, Func<T> run, CancellationToken cancellationToken) =>
        CallAsync(operation, attempted, _ => run(), cancellationToken);

    private static VmSnapshotException Unanswered(string attempted) => new(
        VmSnapshotErrorCodes.VCenterUnreachable, $"Could not {attempted}: vCenter did not answer. It may have done it all the same.")
    { IsTransient = true };
}
