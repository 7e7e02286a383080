using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk.Operations;

/// <summary>Drives an operation of <see cref="OperationKind.CreateSnapshot"/> from wherever its journal says it is: steps 2 and 3, or back.</summary>
internal sealed class SnapshotCreation(CloneToTemplate cloneToTemplate, IOptions<VmSnapshotOptions> options, TimeProvider timeProvider)
{
    public async Task RunAsync(OperationRun run)
    {
        var item = run.Operation.Items[0];
        var journal = new LeasedJournal(run, item.Item, OperationJson.ReadState(item.State));
        var info = journal.State.Info!;
        if (journal.State.Error is null && await TryMakeAsync(run, journal, info).ConfigureAwait(false))
        {
            return;
        }

        await UndoAsync(run, journal, info).ConfigureAwait(false);
    }

    /// <summary>Forward; false where it has to be taken back, and the journal says why.</summary>
    private async Task<bool> TryMakeAsync(OperationRun run, LeasedJournal journal, VmInfo info)
    {
        VmSnapshotException cause;
        try
        {
            run.Cancelled.ThrowIfCancellationRequested();
            var template = await cloneToTemplate.RunAsync(
                info, journal, new StepProgress(run.Progress, info.OperationId, CloneToTemplate.Step, 5, 95), run.Cancelled).ConfigureAwait(false);
            new StepProgress(run.Progress, info.OperationId, RecordSnapshot.Step).Report(95, $"recording snapshot '{info.Request.Name}'");
            if (await StepTelemetry.RunAsync(
                RecordSnapshot.Step, info.OperationId, timeProvider,
                () => run.TryEndAsync(OperationState.Succeeded, error: null, RecordSnapshot.Complete(info, template, timeProvider.GetUtcNow()), WatchAfterSuccess(journal, info), unlessCancelled: true)).ConfigureAwait(false))
            {
                new StepProgress(run.Progress, info.OperationId, RecordSnapshot.Step).Report(100, $"snapshot '{info.Request.Name}' is available");
                return true;
            }

            cause = Cancellation.Of(run);
        }
        catch (OperationCanceledException) when (run.IsCancelRequested && !run.Stopped.IsCancellationRequested)
        {
            cause = Cancellation.Of(run);
        }
        catch (VmSnapshotException e) when (!OperationFailures.StaysResumable(e))
        {
            cause = e;
        }

        run.Remember(item: 1, cause);
        await journal.WriteAsync(journal.State with { Error = OperationError.Of(cause) }, "undo", Cancellation.Reason(cause)).ConfigureAwait(false);
        return false;
    }

    private async Task UndoAsync(OperationRun run, LeasedJournal journal, VmInfo info)
    {
        var error = journal.State.Error!;
        run.Progress.Report(new OperationProgress(info.OperationId, CloneToTemplate.Step, 0, $"removing what was made of '{info.TemplateName}'"));
        foreach (var left in await cloneToTemplate.UndoAsync(info, journal, run.Stopped).ConfigureAwait(false))
        {
            error = left.AddTo(error);
        }

        var isCancelled = error.Code == VmSnapshotErrorCodes.Cancelled;
        await journal.WriteAsync(
            journal.State with { Error = error, Outcome = error.LeavesSomethingBehind ? ItemOutcome.LeftBehind : ItemOutcome.Removed, Template = null },
            "undone", error.LeavesSomethingBehind ? error.Message : "nothing of it is left").ConfigureAwait(false);
        await run.TryEndAsync(
            isCancelled ? OperationState.Cancelled : OperationState.Failed,
            error,
            RecordSnapshot.Reserve(info, timeProvider.GetUtcNow()) with { Status = isCancelled ? SnapshotStatus.Cancelled : SnapshotStatus.Failed, StatusReason = error.Message },
            Watch(journal),
            unlessCancelled: false).ConfigureAwait(false);
    }

    // A second clone can't come, for the name is taken; a second native snapshot can.
    private DateTimeOffset? WatchAfterSuccess(LeasedJournal journal, VmInfo info) => CloneToTemplate.NeedsNativeSnapshot(info) ? Watch(journal) : null;

    private DateTimeOffset? Watch(LeasedJournal journal) =>
        journal.State.MayArriveLate || journal.State.Outcome == ItemOutcome.LeftBehind ? timeProvider.GetUtcNow() + options.Value.LateArrivalWatch : null;
}
