using VmSnapshot.Sdk.Gateway;
using VmSnapshot.Sdk.Tasks;

namespace VmSnapshot.Sdk.Workflow;

/// <summary>Step 5: clones the template into a pool, folder and datastore, and reads the VM back.</summary>
internal sealed class DeployVm(IVSphereGateway gateway, TaskWaiter waiter, OwnedVms ownedVms, TimeProvider timeProvider)
{
    public const string Step = nameof(DeployVm);

    public Task<CreatedVm> RunAsync(VmPlan plan, StepProgress progress, CancellationToken cancellationToken) =>
        StepTelemetry.RunAsync(Step, plan.OperationId, timeProvider, () => DeployAsync(plan, progress, cancellationToken));

    private async Task<CreatedVm> DeployAsync(VmPlan plan, StepProgress progress, CancellationToken cancellationToken)
    {
        var attempted = $"create VM '{plan.Name}' in {plan.Folder.Path}";
        var own = new OwnedVm(plan.Folder, plan.Name, plan.Marker);
        try
        {
            progress.Report(0, $"cloning '{plan.Name}' from the template");
            cancellationToken.ThrowIfCancellationRequested();
            own = own with { IsCloneSent = true };
            // Power-on is a step of its own: CloneSpec.powerOn starts one that nobody can follow. The answer is waited for even when
            // cancelled: without the task nobody could tell what became of it.
            var task = await gateway.StartCloneAsync(
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
                CancellationToken.None).ConfigureAwait(false);
            own = own with { CloneTask = task };
            var cloned = await waiter.WaitAsync(
                task, attempted, percent => progress.Report(percent * 0.98, $"cloning '{plan.Name}' from the template"), cancellationToken).ConfigureAwait(false);
            own = own with { MoRef = cloned.Result };
            var vm = cloned.Result is { } made ? await gateway.ReadVmAsync(made, cancellationToken).ConfigureAwait(false) : null;
            if (vm is null)
            {
                throw new VmSnapshotException(VmSnapshotErrorCodes.VCenterFault, $"Could not {attempted}: the clone's task ended well, but there is no VM.");
            }

            progress.Report(100, $"VM '{plan.Name}' is created");
            return new CreatedVm
            {
                OperationId = plan.OperationId,
                SnapshotId = plan.SnapshotId,
                Name = vm.Name,
                Path = vm.Path,
                MoRef = vm.MoRef,
                InstanceUuid = vm.InstanceUuid,
                Phase = VmPhase.Created,
            };
        }
        catch (Exception cause)
        {
            if (await ownedVms.RemoveAsync(cause, own).ConfigureAwait(false) is { } leftBehind)
            {
                throw leftBehind;
            }

            throw;
        }
    }
}
