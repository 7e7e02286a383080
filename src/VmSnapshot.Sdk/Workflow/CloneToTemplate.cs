using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 2: clones the VM, marks the clone as template and reads it back.</summary>
internal sealed class CloneToTemplate(
    IVSphereGateway gateway, TaskWaiter waiter, OwnedVms ownedVms, NativeSnapshots nativeSnapshots, TimeProvider timeProvider)
{
    public const string Step = nameof(CloneToTemplate);

    public Task<TemplateInfo> RunAsync(VmInfo info, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, info.OperationId, timeProvider, () => CaptureAsync(info, progress, cancellationToken));

    /// <summary>Takes back what this step did, once it has succeeded.</summary>
    public Task<VmSnapshotException?> UndoAsync(Exception cause, VmInfo info, TemplateInfo template) =>
        UndoAsync(cause, info, Own(info).As(template.MoRef), template.NativeSnapshot);

    private static OwnedVm Own(VmInfo info) => new(info.Folder, info.TemplateName, info.Marker);

    private async Task<VmSnapshotException?> UndoAsync(Exception cause, VmInfo info, OwnedVm own, MoRef? nativeSnapshot)
    {
        var leftBehind = await ownedVms.RemoveAsync(cause, own).ConfigureAwait(false);
        if (nativeSnapshot is not { } taken)
        {
            return leftBehind;
        }

        // The disks of a linked clone that stays would lose their parents.
        return leftBehind is not null && info.Request.Kind == SnapshotKind.Linked
            ? NativeSnapshots.LeftBehind(leftBehind, info, "is still needed by it: remove it afterwards.")
            : await nativeSnapshots.UndoAsync(leftBehind ?? cause, info, taken).ConfigureAwait(false) ?? leftBehind;
    }

    private async Task<TemplateInfo> CaptureAsync(VmInfo info, StepProgress progress, CancellationToken cancellationToken)
    {
        // Only a guest that runs can be quiesced; a suspended one is captured as it lies on disk.
        var quiesce = info.Machine.PowerState == VmPowerState.PoweredOn && info.Request.Consistency == SnapshotConsistency.Quiesced;
        var achieved = info.Machine.PowerState == VmPowerState.PoweredOff ? SnapshotConsistency.PoweredOff : SnapshotConsistency.Crash;
        var linked = info.Request.Kind == SnapshotKind.Linked;
        MoRef? nativeSnapshot = null;
        var own = Own(info);
        try
        {
            if (quiesce || linked)
            {
                progress.Report(0, $"taking a native snapshot of '{info.Machine.Name}'");
                nativeSnapshot = await nativeSnapshots.TakeAsync(info, quiesce, cancellationToken).ConfigureAwait(false);
            }

            if (quiesce && await gateway.IsQuiescedAsync(info.Machine.MoRef, nativeSnapshot!.Value, cancellationToken).ConfigureAwait(false))
            {
                achieved = SnapshotConsistency.Quiesced;
            }

            var attempted = $"clone VM '{info.Machine.Name}' as '{info.TemplateName}'";
            progress.Report(5, $"cloning VM '{info.Machine.Name}'");
            cancellationToken.ThrowIfCancellationRequested();
            own = own with { IsCloneSent = true };
            // The answer is waited for even when cancelled: without the task nobody could tell what became of it.
            var task = await gateway.StartCloneAsync(
                new CloneVm
                {
                    Source = info.Machine.MoRef,
                    Name = info.TemplateName,
                    Folder = info.Folder.MoRef,
                    ResourcePool = info.ResourcePool.MoRef,
                    Datastore = info.Datastore?.MoRef,
                    InstanceUuid = info.Marker.InstanceUuid,
                    Marker = info.Marker,
                    NativeSnapshot = nativeSnapshot,
                    Linked = linked,
                },
                CancellationToken.None).ConfigureAwait(false);
            own = own with { CloneTask = task };
            var cloned = await waiter.WaitAsync(
                task, attempted, percent => progress.Report(5 + (percent * 0.85), $"cloning VM '{info.Machine.Name}'"), cancellationToken).ConfigureAwait(false);
            var clone = cloned.Result ?? throw Unexpected(attempted, "its task ended well but names no VM");
            own = own with { MoRef = clone };

            progress.Report(92, "marking the clone as template");
            await gateway.MarkAsTemplateAsync(clone, cancellationToken).ConfigureAwait(false);
            if (nativeSnapshot is { } temporary && !linked)
            {
                progress.Report(95, "removing the temporary native snapshot");
                // Not cancellable: a removal that was broken off could not be repeated while it goes on.
                await nativeSnapshots.RemoveAsync(info, temporary, CancellationToken.None).ConfigureAwait(false);
                nativeSnapshot = null;
            }

            var template = await gateway.ReadVmAsync(clone, cancellationToken).ConfigureAwait(false);
            if (template is not { IsTemplate: true })
            {
                throw Unexpected(attempted, "what it made is gone or is no template");
            }

            progress.Report(100, $"template '{template.Name}' is ready");
            return new TemplateInfo
            {
                OperationId = info.OperationId,
                Name = template.Name,
                Path = template.Path,
                MoRef = template.MoRef,
                InstanceUuid = template.InstanceUuid,
                Datastore = template.Datastore,
                Folder = template.Folder ?? info.Folder,
                ResourcePool = info.ResourcePool.MoRef,
                Disks = template.Disks,
                Consistency = achieved,
                NativeSnapshot = nativeSnapshot,
            };
        }
        catch (Exception cause)
        {
            if (await UndoAsync(cause, info, own, nativeSnapshot).ConfigureAwait(false) is { } leftBehind)
            {
                throw leftBehind;
            }

            throw;
        }
    }

    private static VmSnapshotException Unexpected(string attempted, string what) =>
        new(VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: {what}.");
}
