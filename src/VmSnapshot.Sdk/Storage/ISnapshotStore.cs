namespace VmSnapshot.Sdk.Storage;

/// <summary>The port to the snapshot database.</summary>
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
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="VmSnapshotConflictException">
    /// There is a record of that id already (<see cref="VmSnapshotErrorCodes.Conflict"/>), or a live snapshot of the tenant, Available or
    /// Deleting, has the name (<see cref="VmSnapshotErrorCodes.NameConflict"/>).
    /// </exception>
    /// <exception cref="VmSnapshotException">
    /// The record could not be read again (<see cref="VmSnapshotErrorCodes.InvalidArguments"/>): see <see cref="SnapshotStoreConflicts.EnsureComplete"/>.
    /// </exception>
    Task<Snapshot> AddAsync(Snapshot snapshot, CancellationToken cancellationToken = default);

    /// <summary>
    /// Overwrites description, labels, status with reason, availability, health, delete protection and times of a record; the rest never changes.
    /// Returns it with its new concurrency token.
    /// </summary>
    /// <param name="snapshot">The record, with the token that it was read with.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <exception cref="VmSnapshotConflictException">
    /// Somebody else changed it since, or the tenant has no such record (<see cref="VmSnapshotErrorCodes.Conflict"/>), or it becomes live and its name is taken (<see cref="VmSnapshotErrorCodes.NameConflict"/>).
    /// </exception>
    Task<Snapshot> UpdateAsync(Snapshot snapshot, CancellationToken cancellationToken = default);

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
}
