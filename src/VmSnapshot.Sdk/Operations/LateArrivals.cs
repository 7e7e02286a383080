using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk.Operations;

/// <summary>
/// Finds and removes what vCenter made for an operation after that had ended: the call's answer was lost, and nothing was there yet when it was
/// looked for. Only what bears the marks of that operation's items is looked at.
/// </summary>
internal sealed class LateArrivals(IVSphereGateway gateway, OwnedVms ownedVms, NativeSnapshots nativeSnapshots)
{
    /// <summary>Whether nothing is expected any more.</summary>
    public static bool IsOver(OperationRecord operation, DateTimeOffset now) => operation.WatchedUntil is not { } until || until <= now;

    /// <summary>What is there of an ended operation that shouldn't be; nothing is changed.</summary>
    public async Task<IReadOnlyList<LateArrival>> FindAsync(OperationRecord ended, CancellationToken cancellationToken)
    {
        var found = new List<LateArrival>();
        foreach (var item in ended.Items.Select(item => OperationJson.ReadState(item.State)).Where(MayCome))
        {
            found.AddRange(await FindAsync(ended, item, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>Removes it.</summary>
    public async Task<IReadOnlyList<LateArrival>> RemoveAsync(OperationRun run)
    {
        var removed = new List<LateArrival>();
        foreach (var item in run.Operation.Items)
        {
            var journal = new LeasedJournal(run, item.Item, OperationJson.ReadState(item.State));
            var found = MayCome(journal.State) ? await FindAsync(run.Operation, journal.State, run.Stopped).ConfigureAwait(false) : [];
            if (found.Count == 0)
            {
                continue;
            }

            if (!IsMade(run.Operation, journal.State))
            {
                await ownedVms.RemoveAsync(journal.Aside(), Own(journal.State), run.Stopped).ConfigureAwait(false);
            }

            if (journal.State.Info is { } info)
            {
                await nativeSnapshots.RemoveAsync(journal.Aside(), info, Needed(run.Operation, journal.State), run.Stopped).ConfigureAwait(false);
            }

            removed.AddRange(found.Select(arrival => arrival with { Removed = true }));
        }

        return removed;
    }

    private async Task<IReadOnlyList<LateArrival>> FindAsync(OperationRecord ended, ItemState item, CancellationToken cancellationToken)
    {
        var found = new List<LateArrival>();
        if (!IsMade(ended, item) && await ownedVms.FindAsync(Own(item), cancellationToken).ConfigureAwait(false) is { } vm)
        {
            found.Add(new LateArrival(ended.Id, $"VM '{vm.Path}' ({vm.MoRef.Value})", Removed: false));
        }

        if (item.Info is { } info && CloneToTemplate.NeedsNativeSnapshot(info))
        {
            var taken = await gateway.FindNativeSnapshotsAsync(info.Machine.MoRef, NativeSnapshots.NameOf(info), cancellationToken).ConfigureAwait(false);
            found.AddRange(taken.Where(snapshot => snapshot != Needed(ended, item))
                .Select(snapshot => new LateArrival(ended.Id, $"native snapshot '{NativeSnapshots.NameOf(info)}' ({snapshot.Value}) of VM '{info.Machine.Path}'", Removed: false)));
        }

        return found;
    }

    private static OwnedVm Own(ItemState item) => item.Info is { } info ? OwnedVm.Of(info) : OwnedVm.Of(item.Plan!);

    private static bool MayCome(ItemState item) => item.MayArriveLate || item.Outcome == ItemOutcome.LeftBehind;

    /// <summary>Whether an item of an ended operation is there by right.</summary>
    public static bool IsMade(OperationRecord ended, ItemState item) =>
        item.Outcome == ItemOutcome.Made || ended is { Kind: OperationKind.CreateSnapshot, State: OperationState.Succeeded };

    /// <summary>The native snapshot that a linked template hangs on.</summary>
    private static MoRef? Needed(OperationRecord ended, ItemState item) => IsMade(ended, item) ? item.Template?.NativeSnapshot : null;
}
