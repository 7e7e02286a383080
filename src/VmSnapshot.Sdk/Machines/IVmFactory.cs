namespace VmSnapshot.Sdk;

/// <summary>Makes VMs from snapshots (steps 4 to 6).</summary>
/// <remarks>All methods throw <see cref="VmSnapshotException"/> or one of its subtypes.</remarks>
public interface IVmFactory
{
    /// <summary>
    /// Steps 4 to 6 as one operation. Step 4 runs for every VM before this returns, so that a bad request fails here and leaves nothing
    /// behind; the rest goes on in this process, a few VMs at a time (<see cref="VmSnapshotOptions.MaxParallelVms"/>). A VM whose step
    /// fails or is cancelled is removed again; the others of a batch stay. An operation of one VM fails with its error; a batch
    /// succeeds with the outcome of each.
    /// </summary>
    /// <param name="request">The VMs to make.</param>
    /// <param name="cancellationToken">Stops the beginning; from then on <see cref="Operation{T}.CancelAsync"/> stops the work.</param>
    Task<Operation<VmBatch>> CreateAsync(CreateVmRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Step 4: reads the snapshot, checks the request against its record, resolves network, datastore, pool and folder, and settles
    /// name and identity of each VM. Nothing is changed.
    /// </summary>
    /// <param name="request">The VMs to make.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A plan for each VM, in order.</returns>
    Task<IReadOnlyList<VmPlan>> PrepareVmAsync(CreateVmRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Step 5: clones the template (CloneVM_Task) and reads the VM back. When it fails or is cancelled, a VM that was made is destroyed again.
    /// </summary>
    /// <param name="plan">Step 4's result.</param>
    /// <param name="progress">Told how far vCenter is.</param>
    /// <param name="cancellationToken">Cancels the clone and cleans up before it throws.</param>
    Task<CreatedVm> DeployVmAsync(
        VmPlan plan, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Step 6: applies what differs of the hardware (ReconfigVM_Task), the guest's settings (CustomizeVM_Task), and powers on when asked
    /// (PowerOnVM_Task). What is already so is not done twice, so it can be called again after a failure.
    /// </summary>
    /// <param name="plan">Step 4's result.</param>
    /// <param name="vm">Step 5's result.</param>
    /// <param name="progress">Told how far vCenter is.</param>
    /// <param name="cancellationToken">Stops between and within the changes; the VM stays.</param>
    Task<CreatedVm> ConfigureVmAsync(
        VmPlan plan, CreatedVm vm, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default);
}
