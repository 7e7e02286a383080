using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>
/// The snapshots of vSphere's own kind that quiesced and linked captures clone from. They bear the operation's id in their name, which is how
/// one is found whose answer was lost; names aren't unique, so a second one that came of that is found, too.
/// </summary>
internal sealed class NativeSnapshots(IVSphereGateway gateway, Mutations mutations)
{
    /// <summary>Takes one, or finds the one that was taken, and writes it and whether it is quiesced into the journal.</summary>
    public async Task<MoRef> TakeAsync(ItemJournal journal, VmInfo info, bool quiesce, CancellationToken cancellationToken)
    {
        if (journal.State.NativeSnapshot is { } known)
        {
            return known;
        }

        var taken = await mutations.RunAsync(
            journal,
            new Mutation<Taken>
            {
                Call = "CreateSnapshot_Task",
                Target = NameOf(info),
                Attempted = $"take a native snapshot of VM '{info.Machine.Name}'",
                Probe = token => FindAsync(info, quiesce, token),
                Send = async () => await gateway.StartCreateNativeSnapshotAsync(
                    info.Machine.MoRef,
                    new CreateNativeSnapshot
                    {
                        Name = NameOf(info),
                        Description = $"The base of snapshot '{info.Request.Name}'; VmSnapshot.Sdk removes it when it is no longer needed.",
                        Quiesce = quiesce,
                    },
                    CancellationToken.None).ConfigureAwait(false),
                ReadBack = (result, token) => ReadAsync(info, result, quiesce, token),
                Record = (state, made) => state with { NativeSnapshot = made.MoRef, Quiesced = made.IsQuiesced },
                Entity = info.Machine.MoRef,
                TaskDescription = "VirtualMachine.createSnapshot",
            },
            cancellationToken).ConfigureAwait(false);
        return taken.MoRef;
    }

    /// <summary>Removes all that the operation took, but one that is still needed.</summary>
    public async Task RemoveAsync(ItemJournal journal, VmInfo info, MoRef? except, CancellationToken cancellationToken)
    {
        foreach (var taken in await gateway.FindNativeSnapshotsAsync(info.Machine.MoRef, NameOf(info), cancellationToken).ConfigureAwait(false))
        {
            if (taken != except)
            {
                await RemoveAsync(journal, info.Machine.MoRef, taken, NameOf(info), info.Machine.Name, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes the one that a purged template hung on; one that is gone already is fine.</summary>
    public Task RemoveAsync(Snapshot snapshot, MoRef nativeSnapshot, CancellationToken cancellationToken) =>
        RemoveAsync(
            new DetachedJournal(new ItemState()), snapshot.Source.MoRef, nativeSnapshot, NameOf(snapshot.OperationId), snapshot.Source.Name, cancellationToken);

    /// <summary>What the operation's native snapshots are called.</summary>
    public static string NameOf(VmInfo info) => NameOf(info.OperationId);

    private static string NameOf(string operationId) => $"vmsnapshot-{operationId}";

    private Task<string> RemoveAsync(ItemJournal journal, MoRef vm, MoRef nativeSnapshot, string name, string vmName, CancellationToken cancellationToken) =>
        mutations.RunAsync(
            journal,
            new Mutation<string>
            {
                Call = "RemoveSnapshot_Task",
                Target = nativeSnapshot.Value,
                Attempted = $"remove the native snapshot of VM '{vmName}'",
                Probe = async token =>
                    (await gateway.FindNativeSnapshotsAsync(vm, name, token).ConfigureAwait(false)).Contains(nativeSnapshot) ? null : "gone",
                Send = async () => await gateway.StartRemoveNativeSnapshotAsync(nativeSnapshot, CancellationToken.None).ConfigureAwait(false),
            },
            cancellationToken);

    private async Task<Taken?> FindAsync(VmInfo info, bool quiesce, CancellationToken cancellationToken)
    {
        var found = await gateway.FindNativeSnapshotsAsync(info.Machine.MoRef, NameOf(info), cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : await ReadAsync(info, found[0], quiesce, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Taken?> ReadAsync(VmInfo info, MoRef? made, bool quiesce, CancellationToken cancellationToken) => made is { } taken
        ? new Taken(taken, quiesce && await gateway.IsQuiescedAsync(info.Machine.MoRef, taken, cancellationToken).ConfigureAwait(false))
        : null;

    private sealed record Taken(MoRef MoRef, bool IsQuiesced);
}
