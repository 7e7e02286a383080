using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Sessions;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere.Tasks;

/// <summary>
/// A property filter on one task. A fresh one reports the present state first, so that a task that has ended already is known at once.
/// </summary>
internal sealed class TaskWatch : IAsyncDisposable
{
    // vCenter answers with nothing after this time, and the wait begins again: shorter than any proxy's idle time-out.
    private const int MaxWaitSeconds = 30;

    private readonly ManagedObjectReference _task;
    private readonly ManagedObjectReference _collector;
    private readonly ManagedObjectReference _filter;
    private string _version = string.Empty;
    private bool _isWaiting;

    private TaskWatch(VSphereSession session, ManagedObjectReference task, ManagedObjectReference collector, ManagedObjectReference filter)
    {
        Session = session;
        _task = task;
        _collector = collector;
        _filter = filter;
    }

    public VSphereSession Session { get; }

    public static async Task<TaskWatch> BeginAsync(VSphereSession session, ManagedObjectReference task, CancellationToken cancellationToken)
    {
        var collector = await session.RentCollectorAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var filter = await session.Client.CreateFilterAsync(
                collector,
                new PropertyFilterSpec
                {
                    PropSet = [PropertyReader.Of("Task", [TaskInfoReading.Property])],
                    ObjectSet = [new ObjectSpec { Obj = task }],
                },
                partialUpdates: false,
                cancellationToken).ConfigureAwait(false);
            return new TaskWatch(session, task, collector, filter);
        }
        catch (Exception e) when (e is VimException or OperationCanceledException)
        {
            // Whether it has the filter now, nobody knows: it can't serve another wait.
            await CleanUp.TryAsync(token => session.Client.DestroyPropertyCollectorAsync(collector, token)).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The next state, or null when nothing has changed for a while.</summary>
    public async Task<VCenterTask?> NextAsync(CancellationToken cancellationToken)
    {
        _isWaiting = true;
        var updates = await Session.Client.WaitForUpdatesExAsync(
            _collector, _version, new WaitOptions { MaxWaitSeconds = MaxWaitSeconds }, cancellationToken).ConfigureAwait(false);
        _isWaiting = false;
        if (updates is null)
        {
            // The first answer is the present state, at once. Where there is none, the task went between the filter and the wait: of an object
            // that it never saw, a filter reports no leaving either.
            return _version.Length == 0 ? await TaskInfoReading.ReadAsync(Session, _task, cancellationToken).ConfigureAwait(false) : null;
        }

        _version = updates.Version ?? string.Empty;
        var changes = (updates.FilterSet ?? []).SelectMany(filter => filter.ObjectSet ?? []).Where(o => o.Obj == _task).ToList();
        if (changes.Any(o => o.Kind == ObjectUpdateKind.Leave))
        {
            // Tasks are forgotten some minutes after their end; nothing more would ever be reported of this one.
            throw new VimFaultException("ManagedObjectNotFound", "The task is gone from vCenter.", new ManagedObjectNotFound { Obj = _task });
        }

        if (changes.SelectMany(o => o.MissingSet ?? []).FirstOrDefault() is { } missing)
        {
            throw new VimFaultException(
                missing.Fault?.Fault?.WireTypeName ?? "InvalidProperty", missing.Fault?.LocalizedMessage ?? "The task's state can't be read.", missing.Fault?.Fault);
        }

        var info = changes
            .SelectMany(o => o.ChangeSet ?? [])
            .Select(change => change.Val)
            .OfType<TaskInfo>()
            .LastOrDefault();
        return info is null ? null : TaskInfoReading.Describe(_task, info);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isWaiting)
        {
            // Left in the middle of a wait: the server is still in it, so the collector can't serve anybody else.
            await CleanUp.TryAsync(token => Session.Client.DestroyPropertyCollectorAsync(_collector, token)).ConfigureAwait(false);
            return;
        }

        await CleanUp.TryAsync(async token =>
        {
            await Session.Client.DestroyPropertyFilterAsync(_filter, token).ConfigureAwait(false);
            Session.ReturnCollector(_collector);
        }).ConfigureAwait(false);
    }
}
