using System.Runtime.CompilerServices;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Testing.Inventory;

namespace VmSnapshot.Sdk.Testing;

// Tasks: how they run, and how they are followed.
public sealed partial class SimulatedVSphere
{
    private const int ProgressSteps = 10;

    private readonly Dictionary<MoRef, SimulatedTask> _tasks = [];

    /// <inheritdoc/>
    public async IAsyncEnumerable<VCenterTask> WatchTaskAsync(
        MoRef task, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watched = await CallAsync(nameof(WatchTaskAsync), $"watch task {task.Value}", () => GetTask(task), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            VCenterTask state;
            Task changed;
            lock (_lock)
            {
                (state, changed) = (watched.State, watched.Changed);
            }

            yield return state;
            if (state.HasEnded)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<VCenterTask> ReadTaskAsync(MoRef task, CancellationToken cancellationToken = default) =>
        CallAsync(nameof(ReadTaskAsync), $"read task {task.Value}", () => GetTask(task).State, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>As in vCenter, clones can be cancelled; the short tasks go on.</remarks>
    public Task CancelTaskAsync(MoRef task, CancellationToken cancellationToken = default) =>
        CallAsync(
            nameof(CancelTaskAsync),
            $"cancel task {task.Value}",
            () =>
            {
                GetTask(task).Cancel();
                return true;
            },
            cancellationToken);

    private SimulatedTask GetTask(MoRef task) =>
        _tasks.TryGetValue(task, out var found) ? found : throw SimulatedFault.ManagedObjectNotFound(task);

    /// <summary>A task that changes one VM, which must be there and have nothing else going on.</summary>
    private MoRef StartOn(MoRef target, VCenterFault? injected, Action<SimulatedVm> check, Func<SimulatedVm, MoRef?> apply)
    {
        EnsureIdle(target, evenReaders: true);
        return Start(_options.TaskDuration, moRef => new SimulatedTask(moRef)
        {
            Target = target,
            InjectedFault = injected,
            Check = () => check(_inventory.GetVm(target)),
            Apply = () => apply(_inventory.GetVm(target)),
        });
    }

    private MoRef Start(TimeSpan duration, Func<MoRef, SimulatedTask> create)
    {
        var moRef = _inventory.NewMoRef("Task", "task");
        var task = create(moRef);
        _tasks.Add(moRef, task);
        if (duration <= TimeSpan.Zero)
        {
            task.Advance(100);
            return moRef;
        }

        var step = duration / ProgressSteps;
        var done = 0;
        task.Timer = _timeProvider.CreateTimer(
            _ =>
            {
                lock (_lock)
                {
                    task.Advance(++done * 100 / ProgressSteps);
                }
            },
            state: null, step, step);
        return moRef;
    }

    private void EnsureIdle(MoRef vm, bool evenReaders)
    {
        var name = _inventory.GetVm(vm).Description.Name;
        if (_tasks.Values.Any(task => !task.State.HasEnded && (task.Target == vm || (evenReaders && task.Source == vm))))
        {
            throw SimulatedFault.TaskInProgress(name);
        }
    }
}
