using VmSnapshot.Sdk;

namespace VmSnapshot.Durability.Worker;

/// <summary>Wants one work item and doesn't give up: asks again, with the same token, whatever goes wrong, until its operation has ended.</summary>
internal sealed class PortalUser(ISnapshotManager snapshots, IVmFactory factory, IOperations operations)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task WaitForAsync(WorkItem item, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await (item.Snapshot is { } snapshot
                    ? FollowAsync(item, await snapshots.CreateAsync(snapshot with { ClientToken = item.ClientToken }, stop).ConfigureAwait(false), stop)
                    : FollowAsync(item, await factory.CreateAsync(item.Vms! with { ClientToken = item.ClientToken }, stop).ConfigureAwait(false), stop)).ConfigureAwait(false);
                return;
            }
            catch (VmSnapshotException e)
            {
                await Console.Error.WriteLineAsync($"'{item.ClientToken}' is asked for again: {e}").ConfigureAwait(false);
            }

            await Task.Delay(Pause, stop).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync<T>(WorkItem item, Operation<T> operation, CancellationToken stop)
    {
        Report(WorkerReport.Begun, item, operation);
        if (item.CancelAfterMilliseconds is { } milliseconds && operation.State is OperationState.Pending or OperationState.Running)
        {
            await Task.Delay(milliseconds, stop).ConfigureAwait(false);
            await operations.CancelAsync(operation.Id, cancellationToken: stop).ConfigureAwait(false);
        }

        try
        {
            await operation.WaitForCompletionAsync(cancellationToken: stop).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (operation.State is OperationState.Failed or OperationState.Cancelled)
        {
            await Console.Error.WriteLineAsync($"'{item.ClientToken}' ended {operation.State}: {e}").ConfigureAwait(false);
        }

        Report(WorkerReport.Ended, item, operation);
    }

    private static void Report<T>(string what, WorkItem item, Operation<T> operation) =>
        Console.Out.WriteLine(new WorkerReport(what, item.ClientToken, operation.Id, operation.State.ToString()));
}
