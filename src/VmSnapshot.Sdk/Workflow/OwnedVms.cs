using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>
/// Removes what a failed or cancelled step made in vCenter. Finds it by folder and name where no task's result says what it is, so that
/// a clone whose answer was lost is removed too, and destroys nothing that doesn't carry the step's own mark.
/// </summary>
internal sealed partial class OwnedVms(IVSphereGateway gateway, TaskWaiter waiter, TimeProvider timeProvider, ILogger<OwnedVms> logger)
{
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ReadableCheckInterval = TimeSpan.FromSeconds(2);

    /// <summary>Removes what a step made, and returns the exception to throw instead of <paramref name="cause"/> when something is left.</summary>
    /// <param name="cause">Why the step ended.</param>
    /// <param name="vm">What the step made, as far as it came.</param>
    /// <returns>Null when nothing is left.</returns>
    public async Task<VmSnapshotException?> RemoveAsync(Exception cause, OwnedVm vm)
    {
        // A clone that was refused its name made nothing: what has the name is somebody else's, or an earlier run's of the same step.
        if (!vm.IsCloneSent || (cause as VmSnapshotException)?.Fault?.Is("DuplicateName") == true)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(CleanUpTimeout, timeProvider);
        try
        {
            if (vm is { CloneTask: { } task, MoRef: null })
            {
                await waiter.StopAsync(task, $"cancel the clone '{vm.Name}'", limit.Token).ConfigureAwait(false);
            }

            var made = vm.MoRef ?? await gateway.FindVmInFolderAsync(vm.Folder.MoRef, vm.Name, limit.Token).ConfigureAwait(false);
            if (made is { } found)
            {
                await DestroyWhenReadableAsync(found, vm.Marker, limit.Token).ConfigureAwait(false);
            }

            return made is null && vm.CloneTask is null && cause is VmSnapshotException { Fault: null }
                ? LeftBehind(cause, vm, $"vCenter may still be making '{vm.Name}' in folder {vm.Folder.Path}: look for it there and destroy it.", cause)
                : null;
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            LogNotRemoved(vm.Name, vm.Folder.Path, e);
            return LeftBehind(
                cause, vm, $"What it made could not be removed ({e.Message.TrimEnd('.')}): look for '{vm.Name}' in folder {vm.Folder.Path} and destroy it.",
                new AggregateException(cause, e));
        }
    }

    /// <summary>Destroys a VM or template of ours and checks that it is gone. One that is gone already is fine; one that isn't ours is left alone.</summary>
    /// <param name="vm">The VM.</param>
    /// <param name="marker">The mark that makes it ours.</param>
    /// <param name="instanceUuid">The instance UUID that tells it from a copy made by hand, which has the mark too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DestroyAsync(MoRef vm, OwnershipMarker marker, string instanceUuid, CancellationToken cancellationToken)
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

        if (!string.Equals(found.InstanceUuid, instanceUuid, StringComparison.OrdinalIgnoreCase))
        {
            throw new VmSnapshotException(
                VmSnapshotErrorCodes.Conflict, $"{found.Path} has the mark of operation {marker.OperationId} but another instance UUID: it may be a copy that was made by hand.");
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

    /// <summary>A VM that vCenter is still making has a name before it has a configuration: until then nobody can tell whose it is.</summary>
    private async Task DestroyWhenReadableAsync(MoRef vm, OwnershipMarker marker, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await DestroyAsync(vm, marker, marker.InstanceUuid.ToString(), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.VmUnreadable)
            {
                await Task.Delay(ReadableCheckInterval, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static VmSnapshotException LeftBehind(Exception cause, OwnedVm vm, string what, Exception inner)
    {
        var known = cause as VmSnapshotException;
        var why = cause is OperationCanceledException ? "It was cancelled." : cause.Message;
        return new VmSnapshotException(
            known?.Code ?? (cause is OperationCanceledException ? VmSnapshotErrorCodes.Cancelled : VmSnapshotErrorCodes.VCenterFault), $"{why} {what}", inner)
        { Fault = known?.Fault, OperationId = vm.Marker.OperationId, LeavesSomethingBehind = true };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "'{Name}' in {Folder} was made by a step that failed, and could not be removed")]
    private partial void LogNotRemoved(string name, string folder, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} has the name of one of ours but not its mark; it is left alone")]
    private partial void LogForeign(string path);
}
