namespace VmSnapshot.Sdk;

/// <summary>Makes snapshots of VMs (steps 1 to 3) and keeps their catalog.</summary>
/// <remarks>All methods throw <see cref="VmSnapshotException"/> or one of its subtypes.</remarks>
public interface ISnapshotManager
{
    /// <summary>
    /// Steps 1 to 3 as one operation. Step 1 runs before this returns, so that a bad request fails here and leaves nothing behind;
    /// the rest goes on in this process. Should a later step fail or be cancelled, what it made in vCenter is removed again.
    /// </summary>
    /// <param name="request">The snapshot to make.</param>
    /// <param name="cancellationToken">Stops the beginning; from then on <see cref="Operation{T}.CancelAsync"/> stops the work.</param>
    Task<Operation<Snapshot>> CreateAsync(CreateSnapshotRequest request, CancellationToken cancellationToken = default);

    /// <summary>Step 1: reads the VM, checks the request against it and the catalog, and settles name, identity and place of the template.</summary>
    /// <param name="request">The snapshot to make.</param>
    /// <param name="cancellationToken">Stops the reading; nothing was changed.</param>
    Task<VmInfo> ExtractVmInfoAsync(CreateSnapshotRequest request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Step 2: clones the VM (CloneVM_Task), waits, marks the clone as template (MarkAsTemplate) and reads it back. When it fails or is
    /// cancelled, a clone that was made is destroyed again.
    /// </summary>
    /// <param name="info">Step 1's result.</param>
    /// <param name="progress">Told how far vCenter is.</param>
    /// <param name="cancellationToken">Cancels the clone and cleans up before it throws.</param>
    Task<TemplateInfo> CloneToTemplateAsync(
        VmInfo info, IProgress<OperationProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Step 3: persists basic, VM and template information in one transaction.</summary>
    /// <param name="info">Step 1's result.</param>
    /// <param name="templateInfo">Step 2's result.</param>
    /// <param name="cancellationToken">Stops before the transaction commits.</param>
    /// <exception cref="VmSnapshotConflictException">Another live snapshot has taken the name meanwhile.</exception>
    Task<Snapshot> RecordSnapshotAsync(VmInfo info, TemplateInfo templateInfo, CancellationToken cancellationToken = default);

    /// <summary>One snapshot, deleted ones included.</summary>
    /// <param name="snapshot">Its id, or its name: a live one's before deleted ones'.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<Snapshot> GetAsync(string snapshot, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>One page of the catalog, newest first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default);

    /// <summary>All that match, newest first, page by page.</summary>
    /// <param name="query">Which ones; its limit is the size of a page.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    IAsyncEnumerable<Snapshot> FindAsync(SnapshotQuery query, CancellationToken cancellationToken = default);

    /// <summary>Changes what people say of a snapshot; nothing in vCenter.</summary>
    /// <param name="snapshot">Its id or name.</param>
    /// <param name="update">What to change.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops before the change.</param>
    Task<Snapshot> UpdateAsync(
        string snapshot, SnapshotUpdate update, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a snapshot: by default it is only hidden and can be restored, its template stays. With
    /// <see cref="DeleteSnapshotOptions.Purge"/> the template is destroyed (Destroy_Task), and only once it is seen to be gone is the record purged.
    /// </summary>
    /// <param name="snapshot">Its id or name.</param>
    /// <param name="options">How. Default: restorable, and not against protection.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops waiting; a purge that was begun can be asked for again.</param>
    Task<Snapshot> DeleteAsync(
        string snapshot, DeleteSnapshotOptions? options = null, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a deletion back, unless the snapshot was purged or its name is taken by now.</summary>
    /// <param name="snapshot">Its id or name.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops before the change.</param>
    Task<Snapshot> RestoreAsync(string snapshot, string? tenant = null, CancellationToken cancellationToken = default);
}
