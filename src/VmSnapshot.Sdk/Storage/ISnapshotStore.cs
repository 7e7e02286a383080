namespace VmSnapshot.Sdk.Storage;

/// <summary>The port to the snapshot database: the catalog, the journal of operations with its leases, and the audit.</summary>
/// <remarks>
/// Every method throws <see cref="VmSnapshotException"/>: <see cref="VmSnapshotErrorCodes.StoreUnusable"/> where the database can't be
/// used, <see cref="VmSnapshotConflictException"/> where a rule of the catalog forbids the change. Each change is one transaction.
/// </remarks>
public interface ISnapshotStore
{
    /// <summary>Makes the database ready, if that is the store's to do, and returns the id that was made with it.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<string> GetStoreIdAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a record. With a family it gets the version after the family's highest in that tenant. Returns it as stored, with its concurrency token.
    /// </summary>
    /// <param name="snapshot">The record.</param>
    /// <param name="audit">The entry of the audit for it. Where it is there already, this very record was added before: it is returned as it is.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="VmSnapshotConflictException">
    /// There is a record of that id already (<see cref="VmSnapshotErrorCodes.Conflict"/>), or a live snapshot of the tenant, Creating, Available or
    /// Deleting, has the name (<see cref="VmSnapshotErrorCodes.NameConflict"/>).
    /// </exception>
    /// <exception cref="VmSnapshotException">
    /// The record could not be read again (<see cref="VmSnapshotErrorCodes.InvalidArguments"/>): see <see cref="SnapshotStoreConflicts.EnsureComplete"/>.
    /// </exception>
    Task<Snapshot> AddAsync(Snapshot snapshot, AuditEntry audit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Overwrites description, labels, status with reason, availability, health, delete protection and times of a record; the rest never changes.
    /// Returns it with its new concurrency token.
    /// </summary>
    /// <param name="snapshot">The record, with the token that it was read with.</param>
    /// <param name="audit">The entry of the audit for it. Where it is there already, this very change was made before: the record is returned as it is.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="VmSnapshotConflictException">
    /// Somebody else changed it since, or the tenant has no such record (<see cref="VmSnapshotErrorCodes.Conflict"/>), or it becomes live and its name is taken (<see cref="VmSnapshotErrorCodes.NameConflict"/>).
    /// </exception>
    Task<Snapshot> UpdateAsync(Snapshot snapshot, AuditEntry audit, CancellationToken cancellationToken = default);

    /// <summary>The record of that id in that tenant, or null.</summary>
    /// <param name="tenant">The scope.</param>
    /// <param name="id">The record's id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<Snapshot?> GetAsync(string tenant, string id, CancellationToken cancellationToken = default);

    /// <summary>All records of exactly that name in that tenant, in any status, newest first.</summary>
    /// <param name="tenant">The scope.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<Snapshot>> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken = default);

    /// <summary>A page, ordered by time of creation and then id, newest first.</summary>
    /// <param name="query">Which ones; its tenant is set.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VmSnapshotException">The continuation token is none of this store's: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Begins an operation: its row, its items, its snapshot's record, which reserves the name, and the entry of the audit. Where the tenant
    /// has an operation of that client token, nothing is written and that one is returned; where there is one of that id, it was written before.
    /// </summary>
    /// <param name="operation">The operation, Pending, with no lease.</param>
    /// <param name="snapshot">The snapshot that it makes, in status Creating; null for operations that make none.</param>
    /// <param name="audit">The entry of the audit for it.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="VmSnapshotConflictException">A live snapshot of the tenant has the name: <see cref="VmSnapshotErrorCodes.NameConflict"/>.</exception>
    Task<OperationRecord> BeginAsync(OperationRecord operation, Snapshot? snapshot, AuditEntry audit, CancellationToken cancellationToken = default);

    /// <summary>The operation of that id, or null.</summary>
    /// <param name="tenant">The scope; null for any.</param>
    /// <param name="operationId">The operation's id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<OperationRecord?> GetOperationAsync(string? tenant, string operationId, CancellationToken cancellationToken = default);

    /// <summary>The operation of that client token in that tenant, or null.</summary>
    /// <param name="tenant">The scope.</param>
    /// <param name="clientToken">The token.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<OperationRecord?> GetOperationByTokenAsync(string tenant, string clientToken, CancellationToken cancellationToken = default);

    /// <summary>A page of operations, ordered by id, newest first. Their items are left out.</summary>
    /// <param name="query">Which ones; its tenant is set.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VmSnapshotException">The continuation token is none of this store's: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    Task<OperationPage> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes an operation's lease, if nobody holds it, or its holder's time is over, and the operation hasn't ended or is still watched: sets
    /// owner and time, and raises the fence. A Pending one becomes Running, and the error that stopped one that hasn't ended is cleared.
    /// Exactly one of several that try at once gets it.
    /// </summary>
    /// <param name="operationId">The operation's id.</param>
    /// <param name="owner">Who takes it.</param>
    /// <param name="lease">For how long, from now, by the store's clock.</param>
    /// <param name="audit">The entry of the audit for it. Where it is there already, this very claim was made before: the operation is returned as it is.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The operation with its items and its new fence; null where it can't be had or isn't there.</returns>
    Task<OperationRecord?> ClaimAsync(string operationId, string owner, TimeSpan lease, AuditEntry audit, CancellationToken cancellationToken = default);

    /// <summary>Writes to the journal, fenced.</summary>
    /// <param name="write">What to write.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>Whether cancelling was asked for; with <see cref="OperationWrite.UnlessCancelled"/>, nothing was written then.</returns>
    /// <exception cref="VmSnapshotException">
    /// The fence is another by now, or the operation has no holder any more: <see cref="VmSnapshotErrorCodes.LeaseLost"/>. Or the snapshot's record
    /// could not be read again: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>. Nothing was written.
    /// </exception>
    Task<bool> WriteAsync(OperationWrite write, CancellationToken cancellationToken = default);

    /// <summary>Marks an operation that hasn't ended as to be cancelled; anybody may, whoever holds the lease.</summary>
    /// <param name="tenant">The scope.</param>
    /// <param name="operationId">The operation's id.</param>
    /// <param name="audit">The entry of the audit for it; none is written where it was marked before or has ended.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The operation as it is now; null where there is none.</returns>
    Task<OperationRecord?> RequestCancelAsync(string tenant, string operationId, AuditEntry audit, CancellationToken cancellationToken = default);

    /// <summary>The ids of operations of all tenants that haven't ended and whose <see cref="OperationRecord.LeasedUntil"/> is over or null, oldest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<string>> FindResumableAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>The ids of ended operations of all tenants that are watched for late arrivals, oldest first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<string>> FindWatchedAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>The audit's entries of an operation or of a snapshot, in order.</summary>
    /// <param name="tenant">The scope.</param>
    /// <param name="operationId">Only those of this operation; null for any.</param>
    /// <param name="snapshotId">Only those of this snapshot; null for any.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string tenant, string? operationId, string? snapshotId, CancellationToken cancellationToken = default);
}
