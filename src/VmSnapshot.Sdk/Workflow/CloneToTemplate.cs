using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 2: clones the VM, marks the clone as template and reads it back.</summary>
internal sealed class CloneToTemplate(
    IVSphereGateway gateway, Mutations mutations, Cloning cloning, OwnedVms ownedVms, NativeSnapshots nativeSnapshots, TimeProvider timeProvider)
{
    public const string Step = nameof(CloneToTemplate);

    public Task<TemplateInfo> RunAsync(VmInfo info, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, info.OperationId, timeProvider, () => CaptureAsync(info, journal, progress, cancellationToken));

    /// <summary>Takes back what this step did, or was about to do: all of it that can be. Returns what can't.</summary>
    public async Task<IReadOnlyList<LeftBehind>> UndoAsync(VmInfo info, ItemJournal journal, CancellationToken cancellationToken)
    {
        var left = new List<LeftBehind>();
        var template = $"'{info.TemplateName}' in folder {info.Folder.Path}";
        var native = $"native snapshot '{NativeSnapshots.NameOf(info)}' of VM '{info.Machine.Name}'";
        try
        {
            await ownedVms.RemoveAsync(journal, OwnedVm.Of(info), cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (!OperationFailures.StaysResumable(e))
        {
            left.Add(new LeftBehind(template, e));
        }

        if (!NeedsNativeSnapshot(info))
        {
            return left;
        }

        if (left is [var stays] && info.Request.Kind == SnapshotKind.Linked)
        {
            // Its disks are children of the source's: without their base they'd be lost.
            return [stays with { What = $"{template} (the {native} is still needed by it)" }];
        }

        try
        {
            await nativeSnapshots.RemoveAsync(journal, info, except: null, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotException e) when (!OperationFailures.StaysResumable(e))
        {
            left.Add(new LeftBehind(native, e));
        }

        return left;
    }

    // Only a guest that runs can be quiesced; a suspended one is captured as it lies on disk.
    private static bool Quiesces(VmInfo info) =>
        info.Machine.PowerState == VmPowerState.PoweredOn && info.Request.Consistency == SnapshotConsistency.Quiesced;

    /// <summary>Whether the step takes a native snapshot.</summary>
    public static bool NeedsNativeSnapshot(VmInfo info) => Quiesces(info) || info.Request.Kind == SnapshotKind.Linked;

    private async Task<TemplateInfo> CaptureAsync(VmInfo info, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken)
    {
        if (journal.State.Template is { } done)
        {
            return done;
        }

        var linked = info.Request.Kind == SnapshotKind.Linked;
        MoRef? nativeSnapshot = null;
        if (NeedsNativeSnapshot(info))
        {
            progress.Report(0, $"taking a native snapshot of '{info.Machine.Name}'");
            nativeSnapshot = await nativeSnapshots.TakeAsync(journal, info, Quiesces(info), cancellationToken).ConfigureAwait(false);
        }

        var doing = $"cloning VM '{info.Machine.Name}'";
        progress.Report(5, doing);
        var clone = await cloning.RunAsync(
            journal,
            OwnedVm.Of(info),
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
            $"clone VM '{info.Machine.Name}' as '{info.TemplateName}'",
            percent => progress.Report(5 + (percent * 0.85), doing),
            cancellationToken).ConfigureAwait(false);

        progress.Report(92, "marking the clone as template");
        var template = await MarkAsTemplateAsync(journal, info, clone.MoRef, cancellationToken).ConfigureAwait(false);
        if (nativeSnapshot is not null)
        {
            progress.Report(95, "removing what is no longer needed of the native snapshots");
            await nativeSnapshots.RemoveAsync(journal, info, except: linked ? nativeSnapshot : null, cancellationToken).ConfigureAwait(false);
        }

        var made = new TemplateInfo
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
            Consistency = Achieved(info, journal.State.Quiesced),
            NativeSnapshot = linked ? nativeSnapshot : null,
        };
        await journal.WriteAsync(journal.State with { Template = made }, "template", $"{template.Path} ({template.MoRef.Value})").ConfigureAwait(false);
        progress.Report(100, $"template '{template.Name}' is ready");
        return made;
    }

    private static SnapshotConsistency Achieved(VmInfo info, bool isQuiesced) =>
        info.Machine.PowerState == VmPowerState.PoweredOff ? SnapshotConsistency.PoweredOff
        : isQuiesced ? SnapshotConsistency.Quiesced
        : SnapshotConsistency.Crash;

    private Task<VmDescription> MarkAsTemplateAsync(ItemJournal journal, VmInfo info, MoRef clone, CancellationToken cancellationToken) =>
        mutations.RunAsync(
            journal,
            new Mutation<VmDescription>
            {
                Call = "MarkAsTemplate",
                Target = clone.Value,
                Attempted = $"mark '{info.TemplateName}' as template",
                Probe = async token => await gateway.ReadVmAsync(clone, token).ConfigureAwait(false) switch
                {
                    null => throw new VmSnapshotException(
                        VmSnapshotErrorCodes.VCenterFault, $"Could not mark '{info.TemplateName}' as template: the clone ({clone.Value}) is gone; somebody destroyed it meanwhile."),
                    { IsTemplate: true } template => template,
                    _ => null,
                },
                Send = async () =>
                {
                    await gateway.MarkAsTemplateAsync(clone, CancellationToken.None).ConfigureAwait(false);
                    return null;
                },
            },
            cancellationToken);
}
