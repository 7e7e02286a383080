using VmSnapshot.Simulator.Calls;
using VmSnapshot.Simulator.Objects;
using VmSnapshot.Vim25;

namespace VmSnapshot.Simulator.Tasks;

/// <summary>
/// The tasks that can be read as objects: those queued and running, and those that ended lately. The lists of them, the
/// manager's and each entity's, show only the last 200 that ended (API reference, TaskManager.recentTask); the object
/// itself stays for the whole time of retention, so that whoever waits for one of many learns how it ended.
/// </summary>
internal sealed class RecentTasks
{
    private const int MaxListed = 200;
    private readonly VCenter _vCenter;
    private readonly ReferenceList _all;
    private readonly Queue<SimulatedTask> _listed = new();
    private readonly Queue<SimulatedTask> _ended = new();
    private IDisposable? _nextSweep;

    internal RecentTasks(VCenter vCenter)
    {
        _vCenter = vCenter;
        ManagedObject manager = vCenter.World.Find(vCenter.Content.TaskManager)!;
        _all = new ReferenceList(() => manager.Renew("recentTask", isStructure: true));
        manager.Derive("recentTask", () => VisibleTo(SimulatedCall.Current?.Session));
    }

    internal void Add(SimulatedTask task, ManagedEntity entity)
    {
        _all.Add(task.Reference);
        entity.RecentTasks.Add(task.Reference);
    }

    internal void End(SimulatedTask task)
    {
        _listed.Enqueue(task);
        if (_listed.Count > MaxListed)
        {
            Unlist(_listed.Dequeue());
        }

        _ended.Enqueue(task);
        if (_nextSweep is null)
        {
            ScheduleSweep();
        }
    }

    /// <summary>The task's object goes before its time; what the task does goes on.</summary>
    internal void Forget(SimulatedTask task)
    {
        Unlist(task);
        _vCenter.World.Remove(task);
    }

    private void ScheduleSweep()
    {
        _nextSweep = null;
        if (_ended.TryPeek(out SimulatedTask? oldest))
        {
            _nextSweep = _vCenter.World.After(_vCenter.Options.TaskRetention - AgeOf(oldest), Sweep);
        }
    }

    private void Sweep()
    {
        while (_ended.TryPeek(out SimulatedTask? oldest) && AgeOf(oldest) >= _vCenter.Options.TaskRetention)
        {
            _ended.Dequeue();
            if (_listed.TryPeek(out SimulatedTask? listed) && listed == oldest)
            {
                Unlist(_listed.Dequeue());
            }

            _vCenter.World.Remove(oldest);
        }

        ScheduleSweep();
    }

    private TimeSpan AgeOf(SimulatedTask task) => _vCenter.World.Now - task.Info.CompleteTime!.Value;

    private void Unlist(SimulatedTask task)
    {
        _all.Remove(task.Reference);
        task.Entity?.RecentTasks.Remove(task.Reference);
    }

    private IReadOnlyList<ManagedObjectReference> VisibleTo(SimulatedSession? session)
        => session is null || session.User.Everywhere is not null
            ? _all.Snapshot
            : _all.Snapshot.Where(task => _vCenter.World.Find(task) is { } found && _vCenter.Permissions.CanView(session, found)).ToList();
}
