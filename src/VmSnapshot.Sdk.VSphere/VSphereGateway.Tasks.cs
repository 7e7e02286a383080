using System.Runtime.CompilerServices;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.VSphere.Inventory;
using VmSnapshot.Sdk.VSphere.Tasks;
using VmSnapshot.Vim25;

namespace VmSnapshot.Sdk.VSphere;

internal sealed partial class VSphereGateway
{
    public async IAsyncEnumerable<VCenterTask> WatchTaskAsync(
        MoRef task, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var attempted = $"watch task {task.Value}";
        VCenterTask? latest = null;
        var mayBeRenewed = true;
        while (latest is not { HasEnded: true })
        {
            var watch = await sessions.ReadAsync(
                attempted, session => TaskWatch.BeginAsync(session, task.ToWire(), cancellationToken), cancellationToken).ConfigureAwait(false);
            await using (watch.ConfigureAwait(false))
            {
                while (latest is not { HasEnded: true })
                {
                    var (isLost, changed) = await NextAsync(watch, attempted, mayBeRenewed, cancellationToken).ConfigureAwait(false);
                    // A watch that is lost before its first answer is not renewed: sessions that end at once would make this go on for ever.
                    mayBeRenewed = !isLost;
                    if (isLost)
                    {
                        break;
                    }

                    if (changed is not null)
                    {
                        latest = changed;
                        yield return latest;
                    }
                }
            }
        }
    }

    public Task<IReadOnlyList<VCenterTask>> FindUnfinishedTasksAsync(MoRef entity, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"read the recent tasks of {entity.Value}",
            session => OrGone.ReadAsync(() => RecentTasks.FindUnfinishedAsync(session, entity.ToWire(), cancellationToken), gone: []),
            cancellationToken);

    public Task<VCenterTask> ReadTaskAsync(MoRef task, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"read task {task.Value}",
            session => TaskInfoReading.ReadAsync(session, task.ToWire(), cancellationToken),
            cancellationToken);

    public Task CancelTaskAsync(MoRef task, CancellationToken cancellationToken = default) =>
        sessions.CallAsync(
            $"cancel task {task.Value}",
            async session =>
            {
                try
                {
                    await session.Client.CancelTaskAsync(task.ToWire(), cancellationToken).ConfigureAwait(false);
                }
                catch (VimFaultException e) when (e.Is("InvalidState") || e.Is("NotSupported") || e.Is("MethodNotFound") || e.Is("ManagedObjectNotFound"))
                {
                    // It has ended or can't be cancelled: whoever waits for its end learns which.
                }

                return true;
            },
            cancellationToken);

    /// <summary>The next state; or that the filter is gone with its session, where that may be.</summary>
    private async Task<(bool IsLost, VCenterTask? Changed)> NextAsync(
        TaskWatch watch, string attempted, bool mayBeLost, CancellationToken cancellationToken)
    {
        try
        {
            return (false, await sessions.CallOnceAsync(watch.Session, attempted, () => watch.NextAsync(cancellationToken)).ConfigureAwait(false));
        }
        catch (VmSnapshotException e) when (mayBeLost && e.Fault is not null && sessions.IsLost(watch.Session))
        {
            return (true, null);
        }
    }
}
