using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk;

/// <summary>Finds operations again by their ids, in any process that works with the same store.</summary>
/// <remarks>All methods throw <see cref="VmSnapshotException"/> or one of its subtypes.</remarks>
public interface IOperations
{
    /// <summary>An operation to watch, to wait for or to stop.</summary>
    /// <typeparam name="T"><see cref="Snapshot"/> or <see cref="VmBatch"/>, as the operation's kind has it.</typeparam>
    /// <param name="operationId">Its id.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VmSnapshotNotFoundException">There is none: <see cref="VmSnapshotErrorCodes.OperationNotFound"/>.</exception>
    /// <exception cref="VmSnapshotException">It makes something else: <see cref="VmSnapshotErrorCodes.InvalidArguments"/>.</exception>
    Task<Operation<T>> GetAsync<T>(string operationId, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>What the journal says of an operation.</summary>
    /// <param name="operationId">Its id.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VmSnapshotNotFoundException">There is none: <see cref="VmSnapshotErrorCodes.OperationNotFound"/>.</exception>
    Task<OperationInfo> GetAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>One page of operations, newest first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<OperationPage> ListAsync(OperationQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes an operation up in this process where nobody else has it, and returns at once; one that has ended, or that somebody is at work
    /// on, is left alone.
    /// </summary>
    /// <param name="operationId">Its id.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops the beginning; the work goes on.</param>
    /// <returns>The operation as it is now.</returns>
    Task<OperationInfo> ResumeAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Asks for the end of an operation, wherever it runs, and returns at once: who is at work on it takes back what it made; where nobody is,
    /// this process does. Wait for that with <see cref="Operation{T}.WaitForCompletionAsync"/>. An ended one stays as it is.
    /// </summary>
    /// <param name="operationId">Its id.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops the asking.</param>
    /// <returns>The operation as it is now.</returns>
    Task<OperationInfo> CancelAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>What was done in an operation's name, in order: the append-only audit.</summary>
    /// <param name="operationId">Its id.</param>
    /// <param name="tenant">The scope. Default: <see cref="VmSnapshotOptions.Tenant"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    Task<IReadOnlyList<AuditEntry>> GetAuditAsync(string operationId, string? tenant = null, CancellationToken cancellationToken = default);
}
