using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Operations;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 5: clones the template into a pool, folder and datastore, and reads the VM back.</summary>
internal sealed class DeployVm(Cloning cloning, TimeProvider timeProvider)
{
    public const string Step = nameof(DeployVm);

    public Task<CreatedVm> RunAsync(VmPlan plan, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, plan.OperationId, timeProvider, () => DeployAsync(plan, journal, progress, cancellationToken));

    private async Task<CreatedVm> DeployAsync(VmPlan plan, ItemJournal journal, StepProgress progress, CancellationToken cancellationToken)
    {
        if (journal.State.Created is { } done)
        {
            return done;
        }

        var doing = $"cloning '{plan.Name}' from the template";
        progress.Report(0, doing);
        var vm = await cloning.RunAsync(
            journal,
            OwnedVm.Of(plan),
            new CloneVm
            {
                Source = plan.Template,
                Name = plan.Name,
                Folder = plan.Folder.MoRef,
                ResourcePool = plan.ResourcePool.MoRef,
                Datastore = plan.Datastore?.MoRef,
                InstanceUuid = plan.Marker.InstanceUuid,
                Marker = plan.Marker,
            },
            $"create VM '{plan.Name}' in {plan.Folder.Path}",
            percent => progress.Report(percent * 0.98, doing),
            cancellationToken).ConfigureAwait(false);
        var created = new CreatedVm
        {
            OperationId = plan.OperationId,
            SnapshotId = plan.SnapshotId,
            Name = vm.Name,
            Path = vm.Path,
            MoRef = vm.MoRef,
            InstanceUuid = vm.InstanceUuid,
            Phase = VmPhase.Created,
        };
        await journal.WriteAsync(journal.State with { Created = created }, "created", $"{vm.Path} ({vm.MoRef.Value})").ConfigureAwait(false);
        progress.Report(100, $"VM '{plan.Name}' is created");
        return created;
    }
}
