using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>The snapshots of vSphere's own kind that quiesced and linked captures clone from.</summary>
internal sealed class NativeSnapshots(IVSphereGateway gateway, TaskWaiter waiter, TimeProvider timeProvider)
{
    private static readonly TimeSpan CleanUpTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Takes one and returns it.</summary>
    public async Task<MoRef> TakeAsync(VmInfo info, bool quiesce, CancellationToken cancellationToken)
    {
        var attempted = $"take a native snapshot of VM '{info.Machine.Name}'";
        var task = await gateway.StartCreateNativeSnapshotAsync(
            info.Machine.MoRef,
            new CreateNativeSnapshot
            {
                Name = $"vmsnapshot-{info.OperationId}",
                Description = $"The base of snapshot '{info.Request.Name}'; VmSnapshot.Sdk removes it when it is no longer needed.",
                Quiesce = quiesce,
            },
            cancellationToken).ConfigureAwait(false);
        // From here on the snapshot is there or will be: it must be known before a cancellation is obeyed.
        var ended = await waiter.WaitAsync(task, attempted, progress: null, CancellationToken.None).ConfigureAwait(false);
        return ended.Result ?? throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: its task ended well but names no snapshot.");
    }

    /// <summary>Removes one; one that is gone already is fine.</summary>
    public async Task RemoveAsync(VmInfo info, MoRef nativeSnapshot, CancellationToken cancellationToken) =>
        await RemoveAsync(nativeSnapshot, info.Machine.Name, cancellationToken).ConfigureAwait(false);

    /// <summary>Removes one; one that is gone already is fine.</summary>
    public async Task RemoveAsync(MoRef nativeSnapshot, string vmName, CancellationToken cancellationToken)
    {
        try
        {
            var task = await gateway.StartRemoveNativeSnapshotAsync(nativeSnapshot, cancellationToken).ConfigureAwait(false);
            await waiter.WaitAsync(task, $"remove the native snapshot of VM '{vmName}'", progress: null, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Fault?.Is("ManagedObjectNotFound") == true)
        {
            // Gone with its VM, or removed by somebody: what was wanted.
        }
    }

    /// <summary>Removes one after a failure; returns what to throw instead when that fails too.</summary>
    public async Task<VmSnapshotException?> UndoAsync(Exception cause, VmInfo info, MoRef nativeSnapshot)
    {
        using var limit = new CancellationTokenSource(CleanUpTimeout, timeProvider);
        try
        {
            await RemoveAsync(info, nativeSnapshot, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            var known = cause as VmSnapshotException;
            return new VmSnapshotException(
                known?.Code ?? VmSnapshotErrorCodes.Cancelled,
                $"{cause.Message.TrimEnd('.')}. Native snapshot 'vmsnapshot-{info.OperationId}' of VM '{info.Machine.Name}' could not be removed ({e.Message.TrimEnd('.')}): remove it in vCenter.",
                new AggregateException(cause, e))
            { Fault = known?.Fault };
        }
    }
}
