using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk.Operations;

/// <summary>Drives an operation of <see cref="OperationKind.CreateVms"/> from wherever its journal says it is: steps 5 and 6 of every VM, or back.</summary>
internal sealed class VmCreation(
    DeployVm deployVm, ConfigureVm configureVm, OwnedVms ownedVms, IOptions<VmSnapshotOptions> options, TimeProvider timeProvider)
{
    public async Task RunAsync(OperationRun run)
    {
        var minimum = JsonSerializer.Deserialize(run.Operation.Request, OperationJson.Default.CreateVmRequest)?.MinimumCount;
        var items = run.Operation.Items.Select(item => new LeasedJournal(run, item.Item, OperationJson.ReadState(item.State))).ToList();
        var progress = new BatchProgress(run.Progress, items.Count);
        do
        {
            await RunItemsAsync(run, items, progress).ConfigureAwait(false);
            await RevokeAsync(run, items, minimum).ConfigureAwait(false);
        }
        while (items.Exists(item => item.State.Outcome is null) || !await TryEndAsync(run, items, minimum).ConfigureAwait(false));
    }

    /// <summary>Every item to its end, a few at a time; what stops one for now is thrown when the others have gone as far as they can.</summary>
    private async Task RunItemsAsync(OperationRun run, List<LeasedJournal> items, BatchProgress progress)
    {
        var stopped = new ConcurrentQueue<Exception>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaxParallelVms };
        await Parallel.ForEachAsync(
            items.Index().Where(item => item.Item.State.Outcome is null),
            limits,
            async (item, _) =>
            {
                try
                {
                    run.Stopped.ThrowIfCancellationRequested();
                    await RunItemAsync(run, item.Item, progress.ForItem(item.Index)).ConfigureAwait(false);
                }
                catch (Exception e)
                {
                    stopped.Enqueue(e);
                }
            }).ConfigureAwait(false);
        if (!stopped.IsEmpty)
        {
            foreach (var (index, exception) in stopped.Index().Skip(1))
            {
                run.LogStoppedToo(index + 1, exception);
            }

            throw stopped.FirstOrDefault(e => e is not OperationCanceledException) ?? stopped.First();
        }
    }

    private async Task RunItemAsync(OperationRun run, LeasedJournal journal, IProgress<OperationProgress> progress)
    {
        if (journal.State.Error is null && !await TryMakeAsync(run, journal, progress).ConfigureAwait(false))
        {
            await UndoAsync(run, journal).ConfigureAwait(false);
        }
        else if (journal.State.Error is not null)
        {
            await UndoAsync(run, journal).ConfigureAwait(false);
        }
    }

    /// <summary>Forward; false where it has to be taken back, and the journal says why.</summary>
    private async Task<bool> TryMakeAsync(OperationRun run, LeasedJournal journal, IProgress<OperationProgress> progress)
    {
        var plan = journal.State.Plan!;
        VmSnapshotException cause;
        try
        {
            run.Cancelled.ThrowIfCancellationRequested();
            var vm = await deployVm.RunAsync(
                plan, journal, new StepProgress(progress, plan.OperationId, DeployVm.Step, 5, 70), run.Cancelled).ConfigureAwait(false);
            vm = await configureVm.RunAsync(
                plan, vm, journal, new StepProgress(progress, plan.OperationId, ConfigureVm.Step, 70, 100), run.Cancelled).ConfigureAwait(false);
            await journal.WriteAsync(journal.State with { Created = vm, Outcome = ItemOutcome.Made }, "made", $"{vm.Path} ({vm.MoRef.Value})").ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (run.IsCancelRequested && !run.Stopped.IsCancellationRequested)
        {
            cause = Cancellation.Of(run);
        }
        catch (VmSnapshotException e) when (!OperationFailures.StaysResumable(e))
        {
            cause = e;
        }

        run.Remember(journal.Item, cause);
        await journal.WriteAsync(journal.State with { Error = OperationError.Of(cause) }, "undo", Cancellation.Reason(cause)).ConfigureAwait(false);
        return false;
    }

    private async Task UndoAsync(OperationRun run, LeasedJournal journal)
    {
        var plan = journal.State.Plan!;
        var error = journal.State.Error!;
        try
        {
            await ownedVms.RemoveAsync(journal, OwnedVm.Of(plan), run.Stopped).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (!OperationFailures.StaysResumable(e))
        {
            error = new LeftBehind($"'{plan.Name}' in folder {plan.Folder.Path}", e).AddTo(error);
        }

        await journal.WriteAsync(
            journal.State with { Error = error, Outcome = error.LeavesSomethingBehind ? ItemOutcome.LeftBehind : ItemOutcome.Removed },
            "undone", error.LeavesSomethingBehind ? error.Message : "nothing of it is left").ConfigureAwait(false);
    }

    /// <summary>Opens those again that were made, but are not wanted: the operation was cancelled, or too few were made.</summary>
    private static async Task RevokeAsync(OperationRun run, List<LeasedJournal> items, int? minimum)
    {
        var made = items.Where(item => item.State.Outcome == ItemOutcome.Made).ToList();
        var cause = run.IsCancelRequested ? Cancellation.Of(run)
            : made.Count < minimum ? new VmSnapshotException(
                VmSnapshotErrorCodes.BatchIncomplete,
                string.Create(CultureInfo.InvariantCulture, $"Only {made.Count} of {items.Count} VMs could be made, and {minimum} were wanted at least; it was removed again."))
            : null;
        if (cause is null)
        {
            return;
        }

        foreach (var item in made)
        {
            run.Remember(item.Item, cause);
            await item.WriteAsync(item.State with { Outcome = null, Error = OperationError.Of(cause) }, "undo", Cancellation.Reason(cause)).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryEndAsync(OperationRun run, List<LeasedJournal> items, int? minimum)
    {
        var failed = items.Where(item => item.State.Outcome != ItemOutcome.Made).ToList();
        var made = items.Count - failed.Count;
        var isCancelled = run.IsCancelRequested;
        if (isCancelled && made > 0)
        {
            // Asked for since those that were made were looked at: they are opened again first.
            return false;
        }

        var state = isCancelled ? OperationState.Cancelled
            : failed.Count == 0 || (minimum is not null && made >= minimum) ? OperationState.Succeeded
            : OperationState.Failed;
        var mayArriveLate = failed.Exists(item => item.State.MayArriveLate || item.State.Outcome == ItemOutcome.LeftBehind);
        run.Progress.Report(new OperationProgress(
            run.Operation.Id, state == OperationState.Succeeded ? ConfigureVm.Step : run.Step, state == OperationState.Succeeded ? 100 : 0, $"{made} of {items.Count} VMs are made"));
        return await run.TryEndAsync(
            state,
            state == OperationState.Succeeded ? null : VmBatchJournal.ErrorOf(items.ConvertAll(item => item.State)),
            snapshot: null,
            mayArriveLate ? timeProvider.GetUtcNow() + options.Value.LateArrivalWatch : null,
            unlessCancelled: made > 0 && state != OperationState.Cancelled).ConfigureAwait(false);
    }

    /// <summary>The batch's percentage: the mean of its items'.</summary>
    private sealed class BatchProgress(IProgress<OperationProgress> target, int count)
    {
        private readonly double[] _percents = new double[count];
        private readonly Lock _lock = new();

        public IProgress<OperationProgress> ForItem(int index) => new Item(this, index);

        private void Report(int index, OperationProgress progress)
        {
            lock (_lock)
            {
                _percents[index] = progress.PercentComplete;
                target.Report(progress with { PercentComplete = _percents.Sum() / _percents.Length });
            }
        }

        private sealed class Item(BatchProgress batch, int index) : IProgress<OperationProgress>
        {
            public void Report(OperationProgress value) => batch.Report(index, value);
        }
    }
}
