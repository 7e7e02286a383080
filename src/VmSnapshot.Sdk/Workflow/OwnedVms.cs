using Microsoft.Extensions.Logging;
using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>
/// Finds what a step makes in vCenter, by instance UUID and by name and folder, so that what an answer was lost for is found too; and removes
/// it again. Touches nothing that doesn't carry the step's own mark.
/// </summary>
internal sealed partial class OwnedVms(
    IVSphereGateway gateway, ISnapshotStore store, Mutations mutations, TaskWaiter waiter, TimeProvider timeProvider, ILogger<OwnedVms> logger)
{
    private const int MaxDestroyAttempts = 3;

    private static readonly TimeSpan ReadableCheckInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ReadableTimeout = TimeSpan.FromMinutes(10);

    /// <summary>Ours, wherever it is; null where it isn't there.</summary>
    public async Task<VmDescription?> FindAsync(OwnedVm own, CancellationToken cancellationToken) =>
        (await LookAsync(own, cancellationToken).ConfigureAwait(false)).Ours;

    /// <summary>Ours, wherever it is; null where it isn't there and its name is free: what an ended operation of ours left there is removed.</summary>
    /// <exception cref="VmSnapshotConflictException">Somebody else's has the name.</exception>
    public async Task<VmDescription?> FindOrFreeNameAsync(ItemJournal journal, OwnedVm own, CancellationToken cancellationToken)
    {
        var (ours, other) = await LookAsync(own, cancellationToken).ConfigureAwait(false);
        if (ours is not null || other is not { } inTheWay)
        {
            return ours;
        }

        if (inTheWay.Vm is not { } left || !await IsLeftOverAsync(left, own.Marker.StoreId, cancellationToken).ConfigureAwait(false))
        {
            throw new VmSnapshotConflictException(
                VmSnapshotErrorCodes.NameConflict,
                $"There is already a VM or folder named '{own.Name}' in {own.Folder.Path} ({inTheWay.MoRef.Value}). Choose another name or folder.");
        }

        LogReaping(left.Path, left.Marker!.OperationId);
        await DestroyAsync(journal.Aside(), left.MoRef, vm => vm.Marker == left.Marker && vm.Marker.Marks(vm), cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>Stops what is under way for an item, and removes its VM.</summary>
    public async Task RemoveAsync(ItemJournal journal, OwnedVm own, CancellationToken cancellationToken)
    {
        await StopCallAsync(journal, own.Source, cancellationToken).ConfigureAwait(false);
        if (journal.State.Vm is { } known)
        {
            // It may have been moved and renamed since.
            if (!await DestroyAsync(journal, known, vm => own.Is(vm, isAtPlace: true), cancellationToken).ConfigureAwait(false))
            {
                throw new VmSnapshotConflictException(
                    VmSnapshotErrorCodes.Conflict, $"{known.Value} was made for it, but its mark in extraConfig ({OwnershipMarker.Key}) was changed by somebody: it is left alone.");
            }
        }

        if (await FindAsync(own, cancellationToken).ConfigureAwait(false) is { } made)
        {
            await DestroyAsync(journal, made.MoRef, vm => own.Is(vm, isAtPlace: true), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Cancels the call that an item's journal has open, and waits for its end: until then vCenter refuses other changes. Of a call whose answer
    /// was lost it is written down that something may come of it later.
    /// </summary>
    public async Task StopCallAsync(ItemJournal journal, MoRef source, CancellationToken cancellationToken)
    {
        if (journal.State.Call is not { } call)
        {
            return;
        }

        var hasEnded = call.Task is { } task
            ? await HasEndedAsync(() => waiter.StopAsync(task, $"stop {call.Name}", cancellationToken)).ConfigureAwait(false)
            : await WaitForUnfinishedAsync(source, call, cancellationToken).ConfigureAwait(false);
        await journal.WriteAsync(
            journal.State with { Call = null, MayArriveLate = journal.State.MayArriveLate || !hasEnded }, "stop", call.Name).ConfigureAwait(false);
    }

    /// <summary>Destroys a VM or template of ours and checks that it is gone. One that is gone already is fine; one that isn't ours is left alone.</summary>
    /// <param name="journal">Where it is written down.</param>
    /// <param name="vm">The VM.</param>
    /// <param name="isOurs">Whether what is there is what is meant; asked before each call.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it is gone; false where what is there isn't ours.</returns>
    public async Task<bool> DestroyAsync(ItemJournal journal, MoRef vm, Func<VmDescription, bool> isOurs, CancellationToken cancellationToken)
    {
        for (var attempt = 1; await ReadWhenReadableAsync(vm, cancellationToken).ConfigureAwait(false) is { } found; attempt++)
        {
            if (!isOurs(found))
            {
                LogForeign(found.Path);
                return false;
            }

            try
            {
                await DestroyAsync(journal, found, isOurs, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (VmSnapshotException e) when (e.Fault?.Is("InvalidPowerState") == true && attempt < MaxDestroyAttempts)
            {
                // A power-on whose answer was lost has come through since its power was read.
            }
        }

        return true;
    }

    private async Task DestroyAsync(ItemJournal journal, VmDescription found, Func<VmDescription, bool> isOurs, CancellationToken cancellationToken)
    {
        if (found.PowerState == VmPowerState.PoweredOn)
        {
            await mutations.RunAsync(
                journal,
                new Mutation<string>
                {
                    Call = "PowerOffVM_Task",
                    Target = found.MoRef.Value,
                    Attempted = $"power off '{found.Name}'",
                    Probe = async token => await gateway.ReadVmAsync(found.MoRef, token).ConfigureAwait(false) is { PowerState: VmPowerState.PoweredOn } ? null : "off",
                    Send = async () => await gateway.StartPowerOffAsync(found.MoRef, CancellationToken.None).ConfigureAwait(false),
                },
                cancellationToken).ConfigureAwait(false);
        }

        await mutations.RunAsync(
            journal,
            new Mutation<string>
            {
                Call = "Destroy_Task",
                Target = found.MoRef.Value,
                Attempted = $"destroy '{found.Name}'",
                Probe = async token => await gateway.ReadVmAsync(found.MoRef, token).ConfigureAwait(false) is { } there && isOurs(there) ? null : "gone",
                Send = async () => await gateway.StartDestroyAsync(found.MoRef, CancellationToken.None).ConfigureAwait(false),
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for a task; false where vCenter has forgotten it: after a restart it knows none, and the hosts finish theirs.</summary>
    private static async Task<bool> HasEndedAsync(Func<Task<VCenterTask>> wait)
    {
        try
        {
            await wait().ConfigureAwait(false);
            return true;
        }
        catch (VmSnapshotException e) when (e.Fault?.Is("ManagedObjectNotFound") == true)
        {
            return false;
        }
    }

    /// <summary>
    /// Waits for the clones of the source that are under way, for one of them may be ours; which, can't be told, so none is cancelled. What takes
    /// longer than that is looked for later. False: nobody can tell whether ours has ended.
    /// </summary>
    private async Task<bool> WaitForUnfinishedAsync(MoRef source, PendingCall call, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ReadableTimeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            foreach (var unfinished in await gateway.FindUnfinishedTasksAsync(source, linked.Token).ConfigureAwait(false))
            {
                if (unfinished.DescriptionId == OwnedVm.CloneTask)
                {
                    await HasEndedAsync(() => waiter.WaitForEndAsync(unfinished.MoRef, $"wait for {call.Name}", progress: null, linked.Token)).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogStillUnderWay(call.Name);
        }

        return false;
    }

    private async Task<(VmDescription? Ours, (MoRef MoRef, VmDescription? Vm)? Other)> LookAsync(OwnedVm own, CancellationToken cancellationToken)
    {
        var reference = new VmReference(VmReferenceKind.InstanceUuid, own.Marker.InstanceUuid.ToString());
        foreach (var candidate in await gateway.FindVmsAsync(reference, cancellationToken).ConfigureAwait(false))
        {
            if (await ReadWhenReadableAsync(candidate.MoRef, cancellationToken).ConfigureAwait(false) is { } vm && own.Is(vm, isAtPlace: false))
            {
                return (vm, null);
            }
        }

        if (await gateway.FindVmInFolderAsync(own.Folder.MoRef, own.Name, cancellationToken).ConfigureAwait(false) is not { } named)
        {
            return (null, null);
        }

        if (named.Type != "VirtualMachine")
        {
            return (null, (named, null));
        }

        return await ReadWhenReadableAsync(named, cancellationToken).ConfigureAwait(false) switch
        {
            null => (null, null),
            var vm when own.Is(vm, isAtPlace: true) => (vm, null),
            var vm => (null, (named, vm)),
        };
    }

    /// <summary>Whether a VM was made by an operation of this store's that has ended without it: it arrived late.</summary>
    public async Task<bool> IsLeftOverAsync(VmDescription vm, string storeId, CancellationToken cancellationToken) =>
        vm.Marker is { } mark && mark.StoreId == storeId && mark.Marks(vm)
        && await store.GetOperationAsync(tenant: null, mark.OperationId, cancellationToken).ConfigureAwait(false) is { HasEnded: true } ended
        && ended.Items.FirstOrDefault(item => item.Item == mark.Item) is { } item
        && !LateArrivals.IsMade(ended, OperationJson.ReadState(item.State));

    /// <summary>A VM that vCenter is still making has a name before it has a configuration: until then nobody can tell whose it is.</summary>
    private async Task<VmDescription?> ReadWhenReadableAsync(MoRef vm, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return await gateway.ReadVmAsync(vm, cancellationToken).ConfigureAwait(false);
            }
            catch (VmSnapshotException e) when (e.Code == VmSnapshotErrorCodes.VmUnreadable && timeProvider.GetElapsedTime(start) < ReadableTimeout)
            {
                await Task.Delay(ReadableCheckInterval, timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Other clones are still under way; whether one of them is what {Call} was to make is looked at later")]
    private partial void LogStillUnderWay(string call);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} has the name of one of ours but not its mark; it is left alone")]
    private partial void LogForeign(string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was made late for operation {OperationId}, which has ended without it; it is removed")]
    private partial void LogReaping(string path, string operationId);
}
