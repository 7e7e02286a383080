using VmSnapshot.Sdk.Operations;
using VmSnapshot.Sdk.Storage;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk;

internal sealed class VmFactory(
    PrepareVm prepareVm, DeployVm deployVm, ConfigureVm configureVm, StepCleanUp cleanUp, OperationCatalog operations, TimeProvider timeProvider) : IVmFactory
{
    public async Task<Operation<VmBatch>> CreateAsync(CreateVmRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var canonical = CanonicalRequest.Of(request);
        if (await operations.FindAsync<VmBatch>(request.Tenant, request.ClientToken, canonical, cancellationToken).ConfigureAwait(false) is { } begun)
        {
            return begun;
        }

        PreparedVms prepared;
        try
        {
            prepared = await prepareVm.RunAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (VmSnapshotConflictException)
        {
            // What has the name may be this very request's, begun by somebody else in between.
            if (await operations.FindAsync<VmBatch>(request.Tenant, request.ClientToken, canonical, cancellationToken).ConfigureAwait(false) is { } same)
            {
                return same;
            }

            throw;
        }

        var operation = new OperationRecord
        {
            Id = prepared.Plans[0].OperationId,
            Tenant = prepared.Tenant,
            Kind = OperationKind.CreateVms,
            State = OperationState.Pending,
            Step = PrepareVm.Step,
            ClientToken = request.ClientToken,
            StartedAt = timeProvider.GetUtcNow(),
            Request = canonical.Json,
            RequestHash = canonical.Hash,
            Items = [.. prepared.Plans.Select((plan, index) => new OperationItemRecord(index + 1, OperationJson.Write(new ItemState { Plan = plan })))],
        };
        return await operations.BeginAsync<VmBatch>(operation, canonical, snapshot: null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<VmPlan>> PrepareVmAsync(CreateVmRequest request, CancellationToken cancellationToken = default) =>
        (await prepareVm.RunAsync(request, cancellationToken).ConfigureAwait(false)).Plans;

    public Task<CreatedVm> DeployVmAsync(
        VmPlan plan, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return cleanUp.RunAsync(deployVm, plan, new StepProgress(progress, plan.OperationId, DeployVm.Step), cancellationToken);
    }

    public Task<CreatedVm> ConfigureVmAsync(
        VmPlan plan, CreatedVm vm, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(vm);
        return cleanUp.RunAsync(configureVm, plan, vm, new StepProgress(progress, plan.OperationId, ConfigureVm.Step), cancellationToken);
    }
}
