namespace VmSnapshot.Sdk;

/// <summary>
/// Drives journaled operations to their end. Hosts need it only where they drive them themselves, from an engine of their own:
/// otherwise <see cref="ISnapshotManager"/>, <see cref="IVmFactory"/> and the background service that <c>AddVmSnapshot</c> registers do.
/// </summary>
/// <remarks>
/// An operation is worked on by who holds its lease. A lease that was lost, because this process stood still for too long, makes the next
/// write of the journal fail, and the work stops here: somebody else goes on with it.
/// </remarks>
public interface IOperationRunner
{
    /// <summary>
    /// Takes an operation up and drives it to its end, as far as vCenter, store and secrets are there. One that somebody else has is left alone.
    /// What can be tried again later, such as a vCenter that is away, leaves it resumable: its error says why, and it isn't thrown.
    /// </summary>
    /// <param name="operationId">The operation's id; ids are unique over all tenants.</param>
    /// <param name="cancellationToken">Stops driving it and gives it back; it isn't cancelled by that.</param>
    /// <returns>The operation as it is afterwards.</returns>
    /// <exception cref="VmSnapshotNotFoundException">There is none: <see cref="VmSnapshotErrorCodes.OperationNotFound"/>.</exception>
    Task<OperationInfo> RunAsync(string operationId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The ids of operations, of all tenants, that haven't ended and that nobody has: oldest first. Those that this process has found to be of
    /// another vCenter, or written by a newer version, are left out.
    /// </summary>
    /// <param name="limit">How many at most. Default: 100.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<string>> FindResumableAsync(int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Looks for late arrivals: VMs and native snapshots that vCenter made for an operation after that had ended without success, because an
    /// answer was lost. Such operations are watched for 24 hours (<see cref="VmSnapshotOptions.LateArrivalWatch"/>).
    /// </summary>
    /// <param name="dryRun">Whether only to say what would be removed. Default: true.</param>
    /// <param name="cancellationToken">Stops between two operations.</param>
    /// <returns>What was found.</returns>
    Task<IReadOnlyList<LateArrival>> ReapAsync(bool dryRun = true, CancellationToken cancellationToken = default);
}

/// <summary>Something that an operation made although it had ended without success.</summary>
/// <param name="OperationId">The operation.</param>
/// <param name="What">The object in words, such as <c>VM '/DC0/vm/web-1'</c>.</param>
/// <param name="Removed">Whether it was removed.</param>
public sealed record LateArrival(string OperationId, string What, bool Removed);
