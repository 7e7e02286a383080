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

    /// <summary>Takes back what this step did.</summary>
    public async Task<VmSnapshotException?> UndoAsync(Exception cause, VmInfo info, MoRef? nativeSnapshot, MoRef? cloneTask = null) =>
        await ownedVms.RemoveAsync(cause, cloneTask, info.Folder, info.TemplateName, info.Marker).ConfigureAwait(false)
        ?? (nativeSnapshot is { } taken ? await nativeSnapshots.UndoAsync(cause, info, taken).ConfigureAwait(false) : null);

    private async Task<TemplateInfo> CaptureAsync(VmInfo info, StepProgress progress, CancellationToken cancellationToken)
    {
        var isRunning = info.Machine.PowerState != VmPowerState.PoweredOff;
        var quiesce = isRunning && info.Request.Consistency == SnapshotConsistency.Quiesced;
        var linked = info.Request.Kind == SnapshotKind.Linked;
        MoRef? nativeSnapshot = null;
        MoRef? cloneTask = null;
        try
        {
            if (quiesce || linked)
            {
                progress.Report(0, $"taking a native snapshot of '{info.Machine.Name}'");
                nativeSnapshot = await nativeSnapshots.TakeAsync(info, quiesce, cancellationToken).ConfigureAwait(false);
            }

            var attempted = $"clone VM '{info.Machine.Name}' as '{info.TemplateName}'";
            progress.Report(5, $"cloning VM '{info.Machine.Name}'");
            cloneTask = await gateway.StartCloneAsync(
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
                cancellationToken).ConfigureAwait(false);
            var cloned = await waiter.WaitAsync(
                cloneTask.Value, attempted, percent => progress.Report(5 + (percent * 0.85), $"cloning VM '{info.Machine.Name}'"), cancellationToken).ConfigureAwait(false);
            var clone = cloned.Result ?? throw Unexpected(attempted, "its task ended well but names no VM");

            progress.Report(92, "marking the clone as template");
            await gateway.MarkAsTemplateAsync(clone, cancellationToken).ConfigureAwait(false);
            if (nativeSnapshot is { } temporary && !linked)
            {
                progress.Report(95, "removing the temporary native snapshot");
                await nativeSnapshots.RemoveAsync(info, temporary, cancellationToken).ConfigureAwait(false);
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
                Consistency = !isRunning ? SnapshotConsistency.PoweredOff : quiesce ? SnapshotConsistency.Quiesced : SnapshotConsistency.Crash,
                NativeSnapshot = nativeSnapshot,
            };
        }
        catch (Exception cause) when (cause is VmSnapshotException or OperationCanceledException)
        {
            if (await UndoAsync(cause, info, nativeSnapshot, cloneTask).ConfigureAwait(false) is { } leftBehind)
            {
                throw leftBehind;
            }

            throw;
        }
    }

    private static VmSnapshotException Unexpected(string attempted, string what) =>
        new(VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: {what}.");
}
