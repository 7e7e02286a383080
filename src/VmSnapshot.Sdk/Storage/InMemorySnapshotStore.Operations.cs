namespace VmSnapshot.Sdk.Storage;

public sealed partial class InMemorySnapshotStore
{
    private readonly SortedDictionary<string, OperationRecord> _operations = new(StringComparer.Ordinal);
    private readonly List<AuditEntry> _audit = [];
    private readonly HashSet<string> _auditIds = [];

    /// <inheritdoc/>
    public Task<OperationRecord> BeginAsync(OperationRecord operation, Snapshot? snapshot, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(audit);
        cancellationToken.ThrowIfCancellationRequested();
        if (snapshot is not null)
        {
            SnapshotStoreConflicts.EnsureComplete(snapshot);
        }

        lock (_lock)
        {
            if (_operations.TryGetValue(operation.Id, out var begun) || (begun = FindByToken(operation.Tenant, operation.ClientToken)) is not null)
            {
                return Task.FromResult(begun);
            }

            if (snapshot is not null)
            {
                Add(snapshot);
            }

            // A copy, for the caller may go on filling its list.
            var begins = operation with { Items = [.. operation.Items.OrderBy(i => i.Item)] };
            _operations.Add(begins.Id, begins);
            Append(audit);
            return Task.FromResult(begins);
        }
    }

    /// <inheritdoc/>
    public Task<OperationRecord?> GetOperationAsync(string? tenant, string operationId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_operations.TryGetValue(operationId, out var found) && (tenant is null || found.Tenant == tenant) ? found : null);
        }
    }

    /// <inheritdoc/>
    public Task<OperationRecord?> GetOperationByTokenAsync(string tenant, string clientToken, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(FindByToken(tenant, clientToken));
        }
    }

    /// <inheritdoc/>
    public Task<OperationPage> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var after = query.ContinuationToken is null ? null : SnapshotContinuationToken.Parse(query.ContinuationToken).Id;
        lock (_lock)
        {
            var page = _operations.Values.Reverse()
                .Where(o => o.Tenant == query.Tenant && (query.State is null || o.State == query.State) && (after is null || string.CompareOrdinal(o.Id, after) < 0))
                .Take(query.Limit + 1)
                .Select(o => o with { Items = [] })
                .ToList();
            if (page.Count <= query.Limit)
            {
                return Task.FromResult(new OperationPage(page, null));
            }

            page.RemoveAt(page.Count - 1);
            return Task.FromResult(new OperationPage(page, new SnapshotContinuationToken(page[^1].StartedAt, page[^1].Id).ToString()));
        }
    }

    /// <inheritdoc/>
    public Task<OperationRecord?> ClaimAsync(string operationId, string owner, TimeSpan lease, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = _timeProvider.GetUtcNow();
            if (_auditIds.Contains(audit.Id))
            {
                return Task.FromResult(_operations.GetValueOrDefault(operationId));
            }

            if (!_operations.TryGetValue(operationId, out var found)
                || (found.Owner is not null && found.LeasedUntil >= now)
                || (found.HasEnded && found.WatchedUntil is null))
            {
                return Task.FromResult<OperationRecord?>(null);
            }

            var claimed = found with
            {
                State = found.State == OperationState.Pending ? OperationState.Running : found.State,
                Error = found.HasEnded ? found.Error : null,
                Owner = owner,
                LeasedUntil = now + lease,
                Fence = found.Fence + 1,
            };
            _operations[operationId] = claimed;
            Append(audit);
            return Task.FromResult<OperationRecord?>(claimed);
        }
    }

    /// <inheritdoc/>
    public Task<bool> WriteAsync(OperationWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        cancellationToken.ThrowIfCancellationRequested();
        if (write.Snapshot is { } completed)
        {
            SnapshotStoreConflicts.EnsureComplete(completed);
        }

        lock (_lock)
        {
            if (!_operations.TryGetValue(write.OperationId, out var found))
            {
                throw SnapshotStoreConflicts.LeaseLost(write.OperationId);
            }

            if (write.Audit is { } audit && _auditIds.Contains(audit.Id))
            {
                return Task.FromResult(found.CancelRequested);
            }

            if (found.Fence != write.Fence || found.Owner is null)
            {
                throw SnapshotStoreConflicts.LeaseLost(write.OperationId);
            }

            if (write.UnlessCancelled && found.CancelRequested)
            {
                return Task.FromResult(true);
            }

            if (write.Snapshot is { } snapshot)
            {
                Complete(snapshot);
            }

            _operations[write.OperationId] = Apply(found, write);
            if (write.Audit is not null)
            {
                Append(write.Audit);
            }

            return Task.FromResult(found.CancelRequested);
        }
    }

    /// <inheritdoc/>
    public Task<OperationRecord?> RequestCancelAsync(string tenant, string operationId, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_operations.TryGetValue(operationId, out var found) || found.Tenant != tenant)
            {
                return Task.FromResult<OperationRecord?>(null);
            }

            if (!found.HasEnded && !found.CancelRequested)
            {
                found = found with { CancelRequested = true, State = OperationState.Cancelling };
                _operations[operationId] = found;
                Append(audit);
            }

            return Task.FromResult<OperationRecord?>(found);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindResumableAsync(int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var now = _timeProvider.GetUtcNow();
            return Task.FromResult<IReadOnlyList<string>>(
                [.. _operations.Values.Where(o => !o.HasEnded && (o.LeasedUntil is null || o.LeasedUntil < now)).Take(limit).Select(o => o.Id)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> FindWatchedAsync(int limit, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<string>>(
                [.. _operations.Values.Where(o => o.HasEnded && o.WatchedUntil is not null).Take(limit).Select(o => o.Id)]);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string tenant, string? operationId, string? snapshotId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<AuditEntry>>(
            [
                .. _audit.Where(a => a.Tenant == tenant && (operationId is null || a.OperationId == operationId) && (snapshotId is null || a.SnapshotId == snapshotId))
                    .OrderBy(a => a.Id, StringComparer.Ordinal),
            ]);
        }
    }

    private OperationRecord? FindByToken(string tenant, string? clientToken) =>
        clientToken is null ? null : _operations.Values.FirstOrDefault(o => o.Tenant == tenant && o.ClientToken == clientToken);

    private OperationRecord Apply(OperationRecord found, OperationWrite write)
    {
        var now = _timeProvider.GetUtcNow();
        var written = found with
        {
            State = write.State ?? found.State,
            Step = write.Step ?? found.Step,
            PercentComplete = write.PercentComplete ?? found.PercentComplete,
            Error = write.Error ?? found.Error,
            EndedAt = write.EndedAt ?? found.EndedAt,
            WatchedUntil = write.StopWatching ? null : write.WatchedUntil ?? found.WatchedUntil,
            Items = write.Item is { } item ? [.. found.Items.Select(i => i.Item == item.Item ? item : i)] : found.Items,
        };
        if (write.ExtendLease is { } lease)
        {
            written = written with { LeasedUntil = now + lease };
        }

        return write switch
        {
            { EndedAt: not null } => written with { Owner = null, LeasedUntil = null },
            { ReleaseFor: { } pause } => written with { Owner = null, LeasedUntil = now + pause },
            _ => written,
        };
    }

    private void Complete(Snapshot snapshot)
    {
        if (_records.TryGetValue(snapshot.Id, out var stored))
        {
            var completed = stored with
            {
                Status = snapshot.Status,
                StatusReason = snapshot.StatusReason,
                Consistency = snapshot.Consistency,
                Health = snapshot.Health,
                Template = snapshot.Template,
            };
            EnsureNameIsFree(completed);
            Store(completed);
        }
    }

    private void Append(AuditEntry audit)
    {
        if (_auditIds.Add(audit.Id))
        {
            _audit.Add(audit);
        }
    }
}
