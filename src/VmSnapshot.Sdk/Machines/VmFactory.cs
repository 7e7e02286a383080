using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VmSnapshot.Sdk.Workflow;

namespace VmSnapshot.Sdk;

internal sealed class VmFactory(
    PrepareVm prepareVm, DeployVm deployVm, ConfigureVm configureVm, OwnedVms ownedVms, IOptions<VmSnapshotOptions> options) : IVmFactory
{
    public async Task<Operation<VmBatch>> CreateAsync(CreateVmRequest request, CancellationToken cancellationToken = default)
    {
        var plans = await prepareVm.RunAsync(request, cancellationToken).ConfigureAwait(false);
        return InProcessOperation<VmBatch>.Start(plans[0].OperationId, PrepareVm.Step, (progress, token) => CreateAsync(plans, progress, token));
    }

    public Task<IReadOnlyList<VmPlan>> PrepareVmAsync(CreateVmRequest request, CancellationToken cancellationToken = default) =>
        prepareVm.RunAsync(request, cancellationToken);

    public Task<CreatedVm> DeployVmAsync(
        VmPlan plan, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return deployVm.RunAsync(plan, new StepProgress(progress, plan.OperationId, DeployVm.Step), cancellationToken);
    }

    public Task<CreatedVm> ConfigureVmAsync(
        VmPlan plan, CreatedVm vm, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(vm);
        return configureVm.RunAsync(plan, vm, new StepProgress(progress, plan.OperationId, ConfigureVm.Step), cancellationToken);
    }

    private async Task<VmBatch> CreateAsync(IReadOnlyList<VmPlan> plans, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        var made = new ConcurrentDictionary<int, VmBatchItem>();
        var overall = new BatchProgress(progress, plans.Count);
        var limits = new ParallelOptions { MaxDegreeOfParallelism = options.Value.MaxParallelVms, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(
                plans.Index(), limits, async (item, token) => made[item.Index] = await MakeAsync(item.Item, overall.ForItem(item.Index), token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            await RemoveAllAsync(plans, made, cause).ConfigureAwait(false);
            throw;
        }

        // An item that failed stopped short of its own 100.
        progress.Report(new OperationProgress(plans[0].OperationId, ConfigureVm.Step, 100, $"{made.Values.Count(item => item.Error is null)} of {plans.Count} VMs are made"));
        var batch = new VmBatch(plans[0].OperationId, [.. plans.Select((_, index) => made[index])]);
        return batch.Items is [{ Error: { } error }] ? throw error : batch;
    }

    private async Task<VmBatchItem> MakeAsync(VmPlan plan, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            var vm = await deployVm.RunAsync(plan, new StepProgress(progress, plan.OperationId, DeployVm.Step, 5, 70), cancellationToken).ConfigureAwait(false);
            vm = await ConfigureOrRemoveAsync(plan, vm, progress, cancellationToken).ConfigureAwait(false);
            return new VmBatchItem(plan.Name, vm, null);
        }
        catch (VmSnapshotException e)
        {
            e.OperationId ??= plan.OperationId;
            return new VmBatchItem(plan.Name, null, e);
        }
    }

    private async Task<CreatedVm> ConfigureOrRemoveAsync(
        VmPlan plan, CreatedVm vm, IProgress<OperationProgress> progress, CancellationToken cancellationToken)
    {
        try
        {
            return await configureVm.RunAsync(plan, vm, new StepProgress(progress, plan.OperationId, ConfigureVm.Step, 70, 100), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception cause)
        {
            if (await ownedVms.RemoveAsync(cause, Own(plan).As(vm.MoRef)).ConfigureAwait(false) is { } leftBehind)
            {
                throw leftBehind;
            }

            throw;
        }
    }

    /// <summary>Removes the VMs of a batch that doesn't go on, and throws where something of it is left: all of it, in one exception.</summary>
    private async Task RemoveAllAsync(IReadOnlyList<VmPlan> plans, ConcurrentDictionary<int, VmBatchItem> made, Exception cause)
    {
        var leftBehind = new List<VmSnapshotException>();
        foreach (var (index, item) in made.OrderBy(entry => entry.Key))
        {
            var error = item.Vm is null ? item.Error : await ownedVms.RemoveAsync(cause, Own(plans[index]).As(item.Vm.MoRef)).ConfigureAwait(false);
            if (error is { LeavesSomethingBehind: true })
            {
                leftBehind.Add(error);
            }
        }

        if (leftBehind.Count > 0)
        {
            throw new VmSnapshotException(
                leftBehind[0].Code, string.Join(" ", leftBehind.Select(error => error.Message)), new AggregateException([cause, .. leftBehind]))
            { Fault = leftBehind[0].Fault, OperationId = plans[0].OperationId, LeavesSomethingBehind = true };
        }
    }

    private static OwnedVm Own(VmPlan plan) => new(plan.Folder, plan.Name, plan.Marker);

    /// <summary>The batch's percentage: the mean of its items'.</summary>
    private sealed class BatchProgress(IProgress<OperationProgress> target, int count)
    {
        private readonly double[] _percents = new double[count];
        private readonly Lock _lock = new();

        public IProgress<OperationProgress> ForItem(int index) => new Item(this, index);

        private void Report(int index, OperationProgress progress)
        {
            lock (_lock)
            {
                _percents[index] = progress.PercentComplete;
                target.Report(progress with { PercentComplete = _percents.Sum() / _percents.Length });
            }
        }

        private sealed class Item(BatchProgress batch, int index) : IProgress<OperationProgress>
        {
            public void Report(OperationProgress value) => batch.Report(index, value);
        }
    }
}
