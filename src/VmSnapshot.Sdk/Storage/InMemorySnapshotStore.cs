using System.Globalization;

namespace VmSnapshot.Sdk.Storage;

/// <summary>Keeps the records in this process: for tests, and for trying things out. Obeys every rule that a database does.</summary>
public sealed partial class InMemorySnapshotStore : ISnapshotStore
{
    private readonly TimeProvider _timeProvider;
    private readonly string _storeId = Guid.NewGuid().ToString("n");
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Snapshot> _records = [];
    private long _revision;

    /// <summary>An empty store.</summary>
    /// <param name="timeProvider">The clock of leases. Default: the system's.</param>
    public InMemorySnapshotStore(TimeProvider? timeProvider = null) => _timeProvider = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public Task<string> GetStoreIdAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_storeId);
    }

    /// <inheritdoc/>
    public Task<Snapshot> AddAsync(Snapshot snapshot, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(audit);
        cancellationToken.ThrowIfCancellationRequested();
        SnapshotStoreConflicts.EnsureComplete(snapshot);
        lock (_lock)
        {
            if (_auditIds.Contains(audit.Id) && _records.TryGetValue(snapshot.Id, out var before) && before.Tenant == snapshot.Tenant)
            {
                return Task.FromResult(before);
            }

            var added = Add(snapshot);
            Append(audit);
            return Task.FromResult(added);
        }
    }

    /// <inheritdoc/>
    public Task<Snapshot> UpdateAsync(Snapshot snapshot, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(audit);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            var isKnown = _records.TryGetValue(snapshot.Id, out var stored) && stored.Tenant == snapshot.Tenant;
            if (isKnown && _auditIds.Contains(audit.Id))
            {
                return Task.FromResult(stored!);
            }

            if (!isKnown || stored!.ConcurrencyToken != snapshot.ConcurrencyToken)
            {
                throw SnapshotStoreConflicts.Changed(snapshot);
            }

            var updated = stored with
            {
                Description = snapshot.Description,
                Labels = snapshot.Labels,
                Status = snapshot.Status,
                StatusReason = snapshot.StatusReason,
                Availability = snapshot.Availability,
                Health = snapshot.Health,
                DeleteProtection = snapshot.DeleteProtection,
                DeletedAt = snapshot.DeletedAt,
            };
            EnsureNameIsFree(updated);
            Append(audit);
            return Task.FromResult(Store(updated));
        }
    }

    /// <inheritdoc/>
    public Task<Snapshot?> GetAsync(string tenant, string id, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult(_records.TryGetValue(id, out var record) && record.Tenant == tenant ? record : null);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Snapshot>> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<Snapshot>>([.. NewestFirst().Where(r => r.Tenant == tenant && r.Name == name)]);
        }
    }

    /// <inheritdoc/>
    public Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        var after = query.ContinuationToken is null ? null : SnapshotContinuationToken.Parse(query.ContinuationToken);
        lock (_lock)
        {
            var page = NewestFirst()
                .Where(r => Matches(r, query) && (after is null || IsBehind(r, after)))
                .Take(query.Limit + 1)
                .ToList();
            if (page.Count <= query.Limit)
            {
                return Task.FromResult(new SnapshotPage(page, null));
            }

            page.RemoveAt(page.Count - 1);
            var last = page[^1];
            return Task.FromResult(new SnapshotPage(page, new SnapshotContinuationToken(last.CreatedAt, last.Id).ToString()));
        }
    }

    private static bool Matches(Snapshot record, SnapshotQuery query) =>
        record.Tenant == query.Tenant
        && (query.Status is { } status ? record.Status == status : record.Status is not (SnapshotStatus.Deleted or SnapshotStatus.Purged or SnapshotStatus.Cancelled))
        && (query.NameContains is null || record.Name.Contains(query.NameContains, StringComparison.OrdinalIgnoreCase))
        && (query.Family is null || record.Family == query.Family)
        && query.Labels.All(label => record.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    private static bool IsBehind(Snapshot record, SnapshotContinuationToken token) =>
        record.CreatedAt < token.CreatedAt
        || (record.CreatedAt == token.CreatedAt && string.CompareOrdinal(record.Id, token.Id) < 0);

    private IEnumerable<Snapshot> NewestFirst() =>
        _records.Values.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id, StringComparer.Ordinal);

    private void EnsureNameIsFree(Snapshot snapshot)
    {
        if (snapshot.Status.IsLive()
            && _records.Values.Any(r => r.Id != snapshot.Id && r.Tenant == snapshot.Tenant && r.Name == snapshot.Name && r.Status.IsLive()))
        {
            throw SnapshotStoreConflicts.NameTaken(snapshot);
        }
    }

    private Snapshot Add(Snapshot snapshot)
    {
        if (_records.ContainsKey(snapshot.Id))
        {
            throw SnapshotStoreConflicts.AlreadyRecorded(snapshot);
        }

        EnsureNameIsFree(snapshot);
        var version = snapshot.Family is null
            ? (int?)null
            : 1 + _records.Values.Where(r => r.Tenant == snapshot.Tenant && r.Family == snapshot.Family).Max(r => r.Version).GetValueOrDefault();
        return Store(snapshot with { Version = version });
    }

    private Snapshot Store(Snapshot snapshot)
    {
        var stored = snapshot with
        {
            // A copy, for the caller may go on filling its dictionary.
            Labels = new Dictionary<string, string>(snapshot.Labels),
            ConcurrencyToken = (++_revision).ToString(CultureInfo.InvariantCulture),
        };
        _records[stored.Id] = stored;
        return stored;
    }
}
