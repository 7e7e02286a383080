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
        var task = await StartAsync(info, quiesce, cancellationToken).ConfigureAwait(false);
        try
        {
            var ended = await waiter.WaitAsync(task, attempted, progress: null, cancellationToken).ConfigureAwait(false);
            return ended.Result ?? throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: its task ended well but names no snapshot.");
        }
        catch (Exception cause) when (cause is VmSnapshotException or OperationCanceledException)
        {
            // The snapshot is there or will be: it is waited for, and removed.
            if (await UndoAsync(cause, info, task, attempted).ConfigureAwait(false) is { } leftBehind)
            {
                throw leftBehind;
            }

            throw;
        }
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
            return LeftBehind(cause, info, $"could not be removed ({e.Message.TrimEnd('.')}): remove it in vCenter.");
        }
    }

    /// <summary>The exception for a native snapshot that stays, or may.</summary>
    /// <param name="cause">What went wrong in the first place.</param>
    /// <param name="info">Whose it is.</param>
    /// <param name="what">Goes on behind its name.</param>
    public static VmSnapshotException LeftBehind(Exception cause, VmInfo info, string what)
    {
        var known = cause as VmSnapshotException;
        return new VmSnapshotException(
            known?.Code ?? (cause is OperationCanceledException ? VmSnapshotErrorCodes.Cancelled : VmSnapshotErrorCodes.VCenterFault),
            $"{(cause is OperationCanceledException ? "It was cancelled" : cause.Message.TrimEnd('.'))}. Native snapshot '{NameOf(info)}' of VM '{info.Machine.Name}' {what}",
            cause)
        { Fault = known?.Fault, OperationId = info.OperationId, LeavesSomethingBehind = true };
    }

    private static string NameOf(VmInfo info) => $"vmsnapshot-{info.OperationId}";

    private async Task<MoRef> StartAsync(VmInfo info, bool quiesce, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await gateway.StartCreateNativeSnapshotAsync(
                info.Machine.MoRef,
                new CreateNativeSnapshot
                {
                    Name = NameOf(info),
                    Description = $"The base of snapshot '{info.Request.Name}'; VmSnapshot.Sdk removes it when it is no longer needed.",
                    Quiesce = quiesce,
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (e.Fault is null)
        {
            throw LeftBehind(e, info, "may have been taken all the same: look for it in vCenter and remove it.");
        }
    }

    /// <summary>Removes what a task makes that could not be waited for.</summary>
    private async Task<VmSnapshotException?> UndoAsync(Exception cause, VmInfo info, MoRef task, string attempted)
    {
        using var limit = new CancellationTokenSource(CleanUpTimeout, timeProvider);
        try
        {
            var ended = await waiter.StopAsync(task, attempted, limit.Token).ConfigureAwait(false);
            return ended.Result is { } taken ? await UndoAsync(cause, info, taken).ConfigureAwait(false) : null;
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            return LeftBehind(cause, info, "may have been taken all the same: look for it in vCenter and remove it.");
        }
    }
}
