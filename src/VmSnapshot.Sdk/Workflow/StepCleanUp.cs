using VmSnapshot.Sdk.Operations;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Takes back what a step did that was called alone and failed: nobody else will, for it has no journal.</summary>
internal sealed class StepCleanUp(CloneToTemplate cloneToTemplate, OwnedVms ownedVms, NativeSnapshots nativeSnapshots, TimeProvider timeProvider)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Runs step 2 and removes template and native snapshot where it fails.</summary>
    public Task<TemplateInfo> RunAsync(VmInfo info, StepProgress progress, CancellationToken cancellationToken)
    {
        var journal = new DetachedJournal(new ItemState { Info = info });
        return RunAsync(
            journal, OwnedVm.Of(info),
            () => cloneToTemplate.RunAsync(info, journal, progress, cancellationToken),
            async token =>
            {
                if (journal.HasSentClone)
                {
                    return await cloneToTemplate.UndoAsync(info, journal, token).ConfigureAwait(false);
                }

                await ownedVms.StopCallAsync(journal, info.Machine.MoRef, token).ConfigureAwait(false);
                // A template that an earlier call made may hang on the native snapshot.
                if (CloneToTemplate.NeedsNativeSnapshot(info) && await ownedVms.FindAsync(OwnedVm.Of(info), token).ConfigureAwait(false) is null)
                {
                    await nativeSnapshots.RemoveAsync(journal, info, except: null, token).ConfigureAwait(false);
                }

                return [];
            });
    }

    /// <summary>Runs step 5 and removes the VM where it fails.</summary>
    public Task<CreatedVm> RunAsync(DeployVm deployVm, VmPlan plan, StepProgress progress, CancellationToken cancellationToken)
    {
        var journal = new DetachedJournal(new ItemState { Plan = plan });
        return RunAsync(
            journal, OwnedVm.Of(plan),
            () => deployVm.RunAsync(plan, journal, progress, cancellationToken),
            async token =>
            {
                if (journal.HasSentClone)
                {
                    await ownedVms.RemoveAsync(journal, OwnedVm.Of(plan), token).ConfigureAwait(false);
                }

                return [];
            });
    }

    /// <summary>Runs step 6; the VM stays where it fails, but nothing goes on in vCenter.</summary>
    public Task<CreatedVm> RunAsync(ConfigureVm configureVm, VmPlan plan, CreatedVm vm, StepProgress progress, CancellationToken cancellationToken)
    {
        var journal = new DetachedJournal(new ItemState { Plan = plan });
        return RunAsync(
            journal, own: null,
            () => configureVm.RunAsync(plan, vm, journal, progress, cancellationToken),
            async token =>
            {
                if (journal.State.Call?.Task is not null)
                {
                    await ownedVms.StopCallAsync(journal, vm.MoRef, token).ConfigureAwait(false);
                }

                return [];
            });
    }

    private async Task<T> RunAsync<T>(DetachedJournal journal, OwnedVm? own, Func<Task<T>> run, Func<CancellationToken, Task<IReadOnlyList<LeftBehind>>> undo)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            if (await UndoAsync(journal, own, undo, cause).ConfigureAwait(false) is { } leftBehind)
            {
                throw leftBehind;
            }

            throw;
        }
    }

    /// <summary>The exception to throw instead where something is left, or may be.</summary>
    private async Task<VmSnapshotException?> UndoAsync(DetachedJournal journal, OwnedVm? own, Func<CancellationToken, Task<IReadOnlyList<LeftBehind>>> undo, Exception cause)
    {
        using var limit = new CancellationTokenSource(Timeout, timeProvider);
        try
        {
            if (await undo(limit.Token).ConfigureAwait(false) is { Count: > 0 } left && own is not null)
            {
                return Left(own, cause, string.Join(' ', left.Select(l => l.Advice)), new AggregateException([cause, .. left.Select(l => l.Why)]));
            }
        }
        catch (Exception e) when (e is VmSnapshotException or OperationCanceledException)
        {
            return own is null ? null : Left(
                own, cause, $"What it made could not be removed ({e.Message.TrimEnd('.')}): look for '{own.Name}' in folder {own.Folder.Path} and destroy it.",
                new AggregateException(cause, e));
        }

        return own is not null && journal.State.MayArriveLate
            ? Left(own, cause, $"vCenter may still be making '{own.Name}' in folder {own.Folder.Path}: look for it there and destroy it.", cause)
            : null;
    }

    private static VmSnapshotException Left(OwnedVm own, Exception cause, string what, Exception inner)
    {
        var known = cause as VmSnapshotException;
        var why = cause is OperationCanceledException ? "It was cancelled." : cause.Message;
        return new VmSnapshotException(
            known?.Code ?? (cause is OperationCanceledException ? VmSnapshotErrorCodes.Cancelled : VmSnapshotErrorCodes.VCenterFault), $"{why} {what}", inner)
        { Fault = known?.Fault, OperationId = own.Marker.OperationId, LeavesSomethingBehind = true };
    }
}
