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
        var watch = await sessions.ReadAsync(
            attempted, session => TaskWatch.BeginAsync(session, task.ToWire(), cancellationToken), cancellationToken).ConfigureAwait(false);
        await using (watch.ConfigureAwait(false))
        {
            VCenterTask? latest = null;
            while (latest is not { HasEnded: true })
            {
                var changed = await sessions.CallOnceAsync(watch.Session, attempted, () => watch.NextAsync(cancellationToken)).ConfigureAwait(false);
                if (changed is not null)
                {
                    latest = changed;
                    yield return latest;
                }
            }
        }
    }

    public Task<VCenterTask> ReadTaskAsync(MoRef task, CancellationToken cancellationToken = default) =>
        sessions.ReadAsync(
            $"read task {task.Value}",
            async session =>
            {
                var read = await PropertyReader.ReadAsync(
                    session, [task.ToWire()], [PropertyReader.Of("Task", [TaskInfoReading.Property])], leadingTo: null, cancellationToken).ConfigureAwait(false);
                return read is [var found, ..] && found.Get<TaskInfo>(TaskInfoReading.Property) is { } info
                    ? TaskInfoReading.Describe(task.ToWire(), info)
                    : throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterFault, $"vCenter says nothing of task {task.Value} to this account.");
            },
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
}
