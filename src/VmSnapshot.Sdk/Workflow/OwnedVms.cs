using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>
/// Removes what a failed or cancelled step made in vCenter. Finds it by folder and name rather than by a task's result, so that a
/// clone whose answer was lost is removed too, and destroys nothing that doesn't carry the step's own mark.
/// </summary>
internal sealed partial class OwnedVms(IVSphereGateway gateway, TaskWaiter waiter, TimeProvider timeProvider, ILogger<OwnedVms> logger)
{
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Removes what is there of ours, and returns the exception to throw instead of <paramref name="cause"/> when that failed.</summary>
    /// <param name="cause">Why the step ended.</param>
    /// <param name="cloneTask">The clone's task, if its reference arrived: cancelled and waited for first.</param>
    /// <param name="folder">Where the clone went.</param>
    /// <param name="name">What it was called.</param>
    /// <param name="marker">The mark that makes it ours.</param>
    /// <returns>Null when nothing is left.</returns>
    public async Task<VmSnapshotException?> RemoveAsync(Exception cause, MoRef? cloneTask, InventoryObject folder, string name, OwnershipMarker marker)
    {
        using var limit = new CancellationTokenSource(CleanUpTimeout, timeProvider);
        try
        {
            if (cloneTask is { } task)
            {
                await gateway.CancelTaskAsync(task, limit.Token).ConfigureAwait(false);
                await waiter.WaitForEndAsync(task, $"cancel the clone '{name}'", progress: null, limit.Token).ConfigureAwait(false);
            }

            if (await gateway.FindVmInFolderAsync(folder.MoRef, name, limit.Token).ConfigureAwait(false) is { } vm)
            {
                await DestroyAsync(vm, marker, limit.Token).ConfigureAwait(false);
            }

            return null;
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            LogNotRemoved(name, folder.Path, e);
            var known = cause as VmSnapshotException;
            var why = cause is OperationCanceledException ? "It was cancelled." : cause.Message;
            return new VmSnapshotException(
                known?.Code ?? VmSnapshotErrorCodes.Cancelled,
                $"{why} What it made could not be removed ({e.Message.TrimEnd('.')}): look for '{name}' in folder {folder.Path} and destroy it.",
                new AggregateException(cause, e))
            { Fault = known?.Fault, OperationId = marker.OperationId };
        }
    }

    /// <summary>Destroys a VM or template of ours and checks that it is gone. One that is gone already is fine; one that isn't ours is left alone.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="marker">The mark that makes it ours.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DestroyAsync(MoRef vm, OwnershipMarker marker, CancellationToken cancellationToken)
    {
        var found = await gateway.ReadVmAsync(vm, cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            return;
        }

        if (found.Marker != marker)
        {
            LogForeign(found.Path);
            return;
        }

        if (found.PowerState == VmPowerState.PoweredOn)
        {
            var powerOff = await gateway.StartPowerOffAsync(vm, cancellationToken).ConfigureAwait(false);
            await waiter.WaitAsync(powerOff, $"power off '{found.Name}'", progress: null, cancellationToken).ConfigureAwait(false);
        }

        var attempted = $"destroy '{found.Name}'";
        var task = await gateway.StartDestroyAsync(vm, cancellationToken).ConfigureAwait(false);
        await waiter.WaitAsync(task, attempted, progress: null, cancellationToken).ConfigureAwait(false);
        if (await gateway.ReadVmAsync(vm, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: vCenter says it did, but {found.Path} is still there.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "'{Name}' in {Folder} was made by a step that failed, and could not be removed")]
    private partial void LogNotRemoved(string name, string folder, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} has the name of one of ours but not its mark; it is left alone")]
    private partial void LogForeign(string path);
}
