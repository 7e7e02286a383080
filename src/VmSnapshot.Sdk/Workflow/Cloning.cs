using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Makes one clone, of a VM for a template or of a template for a VM, and sees to it that its mark fits it.</summary>
internal sealed class Cloning(IVSphereGateway gateway, Mutations mutations, OwnedVms ownedVms)
{
    public async Task<VmDescription> RunAsync(
        ItemJournal journal, OwnedVm own, CloneVm clone, string attempted, Action<int> progress, CancellationToken cancellationToken)
    {
        var vm = journal.State.Vm is { } known
            ? await ReadAsync(known, own, attempted, cancellationToken).ConfigureAwait(false)
            : await CloneAsync(journal, own, clone, attempted, progress, cancellationToken).ConfigureAwait(false);
        return vm.Marker is { } mark && !mark.Marks(vm) ? await MarkAgainAsync(journal, vm, cancellationToken).ConfigureAwait(false) : vm;
    }

    private Task<VmDescription> CloneAsync(
        ItemJournal journal, OwnedVm own, CloneVm clone, string attempted, Action<int> progress, CancellationToken cancellationToken) =>
        mutations.RunAsync(
            journal,
            new Mutation<VmDescription>
            {
                Call = "CloneVM_Task",
                Target = own.Name,
                Attempted = attempted,
                Probe = token => ownedVms.FindOrFreeNameAsync(journal, own, token),
                // Power-on is a step of its own: CloneSpec.powerOn starts one that nobody can follow.
                Send = async () =>
                {
                    journal.HasSentClone = true;
                    return await gateway.StartCloneAsync(clone, CancellationToken.None).ConfigureAwait(false);
                },
                ReadBack = async (made, token) => made is { } vm ? await gateway.ReadVmAsync(vm, token).ConfigureAwait(false) : null,
                Record = (state, made) => state with { Vm = made.MoRef },
                Entity = clone.Source,
                TaskDescription = OwnedVm.CloneTask,
                Progress = progress,
            },
            cancellationToken);

    private async Task<VmDescription> ReadAsync(MoRef known, OwnedVm own, string attempted, CancellationToken cancellationToken) =>
        await gateway.ReadVmAsync(known, cancellationToken).ConfigureAwait(false) is { } vm && own.Is(vm, isAtPlace: true)
            ? vm
            : throw new VmSnapshotException(
                VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: it was made ({known.Value}), but is gone; somebody destroyed it meanwhile.");

    /// <summary>vCenter gives a clone another instance UUID where the one asked for is taken: the mark has to name that one, or it would look like a copy.</summary>
    private Task<VmDescription> MarkAgainAsync(ItemJournal journal, VmDescription vm, CancellationToken cancellationToken) =>
        mutations.RunAsync(
            journal,
            new Mutation<VmDescription>
            {
                Call = "ReconfigVM_Task",
                Target = $"{vm.MoRef.Value} mark",
                Attempted = $"mark '{vm.Name}' with its instance UUID",
                Probe = async token => await gateway.ReadVmAsync(vm.MoRef, token).ConfigureAwait(false) is { } there && there.Marker?.Marks(there) == true ? there : null,
                Send = async () => await gateway.StartReconfigureAsync(
                    vm.MoRef, new ReconfigureVm { Marker = vm.Marker! with { InstanceUuid = Guid.Parse(vm.InstanceUuid) } }, CancellationToken.None).ConfigureAwait(false),
            },
            cancellationToken);
}
