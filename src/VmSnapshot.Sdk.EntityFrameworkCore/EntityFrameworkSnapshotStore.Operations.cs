using Microsoft.EntityFrameworkCore;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>The journal, its leases and the audit. Every change of an operation is one conditional statement on its row, which is where writers queue.</summary>
internal sealed partial class EntityFrameworkSnapshotStore
{
    public Task<OperationRecord> BeginAsync(OperationRecord operation, Snapshot? snapshot, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(audit);
        if (snapshot is not null)
        {
            SnapshotStoreConflicts.EnsureComplete(snapshot);
        }

        int? version = null;
        return TransactAsync(
            async (context, token) =>
            {
                if (await FindBegunAsync(context, operation, token).ConfigureAwait(false) is { } begun)
                {
                    return Outcome.Unchanged(begun);
                }

                if (snapshot is not null)
                {
                    version = await NextVersionAsync(context, snapshot, token).ConfigureAwait(false);
                    Insert(context, snapshot, version);
                }

                var row = OperationMapping.ToRow(operation);
                var begins = ReadableAgain($"Operation {operation.Id}", () => OperationMapping.ToRecord(row));
                context.Add(row);
                await AppendAsync(context, audit, token).ConfigureAwait(false);
                await context.SaveChangesAsync(token).ConfigureAwait(false);
                return Outcome.Changed(begins);
            },
            async (context, violation, token) =>
            {
                if (await FindBegunAsync(context, operation, token).ConfigureAwait(false) is not null)
                {
                    return true;
                }

                if (snapshot is null)
                {
                    return _database.IsUniqueViolation(violation) is true;
                }

                return await context.Set<SnapshotRow>().AnyAsync(s => s.Id == snapshot.Id, token).ConfigureAwait(false)
                    ? throw SnapshotStoreConflicts.AlreadyRecorded(snapshot, violation)
                    : await IsVersionRaceAsync(context, snapshot, version, violation, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<OperationRecord?> GetOperationAsync(string? tenant, string operationId, CancellationToken cancellationToken = default) =>
        ReadAsync((context, token) => Operation(context, operationId).Where(o => tenant == null || o.Tenant == tenant).ToOperationAsync(token), cancellationToken);

    public Task<OperationRecord?> GetOperationByTokenAsync(string tenant, string clientToken, CancellationToken cancellationToken = default) =>
        ReadAsync((context, token) => OfToken(context, tenant, clientToken).ToOperationAsync(token), cancellationToken);

    public Task<OperationPage> ListOperationsAsync(OperationQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(
            async (context, token) =>
            {
                var rows = await context.Set<OperationRow>().AsNoTracking().Matching(query).OrderByDescending(o => o.Id).Take(query.Limit + 1)
                    .ToListAsync(token).ConfigureAwait(false);
                var page = rows.ConvertAll(OperationQueries.ToRecord);
                if (page.Count <= query.Limit)
                {
                    return new OperationPage(page, null);
                }

                page.RemoveAt(page.Count - 1);
                return new OperationPage(page, new SnapshotContinuationToken(page[^1].StartedAt, page[^1].Id).ToString());
            },
            cancellationToken);
    }

    public async Task<OperationRecord?> ClaimAsync(string operationId, string owner, TimeSpan lease, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        var isRepeated = false;
        var claim = await TransactAsync(
            async (context, token) =>
            {
                var now = await _database.NowTicksAsync(context, _timeProvider, token).ConfigureAwait(false);
                var claimed = await Operation(context, operationId).Claimable(now)
                    .ExecuteUpdateAsync(set => set.Claim(owner, now + lease.Ticks), token).ConfigureAwait(false);
                isRepeated = await IsWrittenAsync(context, audit, token).ConfigureAwait(false);
                if (isRepeated || claimed == 0)
                {
                    return Outcome.Unchanged<OperationRecord?>(null);
                }

                context.Add(OperationMapping.ToRow(audit));
                await context.SaveChangesAsync(token).ConfigureAwait(false);
                return Outcome.Changed(await Operation(context, operationId).ToOperationAsync(token).ConfigureAwait(false));
            },
            (context, _, token) => IsWrittenAsync(context, audit, token),
            cancellationToken).ConfigureAwait(false);
        return isRepeated ? await GetOperationAsync(null, operationId, cancellationToken).ConfigureAwait(false) : claim;
    }

    public Task<bool> WriteAsync(OperationWrite write, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (write.Snapshot is { } completed)
        {
            SnapshotStoreConflicts.EnsureComplete(completed);
        }

        return TransactAsync(
            (context, token) => WriteAsync(context, write, token),
            async (context, violation, token) =>
            {
                if (write.Snapshot is { } snapshot && await IsNameTakenAsync(context, snapshot.Tenant, snapshot.Name, snapshot, token).ConfigureAwait(false))
                {
                    throw SnapshotStoreConflicts.NameTaken(snapshot, violation);
                }

                return write.Audit is { } audit && await IsWrittenAsync(context, audit, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<OperationRecord?> RequestCancelAsync(string tenant, string operationId, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(audit);
        return TransactAsync(
            async (context, token) =>
            {
                var rows = Operation(context, operationId).Where(o => o.Tenant == tenant);
                var marked = await rows.NotEnded().Where(o => !o.CancelRequested).ExecuteUpdateAsync(set => set.RequestCancel(), token).ConfigureAwait(false);
                if (marked == 1)
                {
                    await AppendAsync(context, audit, token).ConfigureAwait(false);
                    await context.SaveChangesAsync(token).ConfigureAwait(false);
                }

                return new Outcome<OperationRecord?>(await rows.ToOperationAsync(token).ConfigureAwait(false), IsChanged: marked == 1);
            },
            (context, _, token) => IsWrittenAsync(context, audit, token),
            cancellationToken);
    }

    public Task<IReadOnlyList<string>> FindResumableAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>(
            async (context, token) =>
            {
                var now = await _database.NowTicksAsync(context, _timeProvider, token).ConfigureAwait(false);
                return await context.Set<OperationRow>().NotEnded().Where(o => o.LeasedUntilTicks == null || o.LeasedUntilTicks < now)
                    .OrderBy(o => o.Id).Take(limit).Select(o => o.Id).ToListAsync(token).ConfigureAwait(false);
            },
            cancellationToken);

    public Task<IReadOnlyList<string>> FindWatchedAsync(int limit, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<string>>(
            // Greater than nothing, which is what not null means here: SQLite has no use for an index otherwise.
            async (context, token) => await context.Set<OperationRow>().Ended().Where(o => o.WatchedUntilTicks > 0)
                .OrderBy(o => o.Id).Take(limit).Select(o => o.Id).ToListAsync(token).ConfigureAwait(false),
            cancellationToken);

    public Task<IReadOnlyList<AuditEntry>> ListAuditAsync(string tenant, string? operationId, string? snapshotId, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<AuditEntry>>(
            async (context, token) =>
            {
                var entries = context.Set<AuditRow>().AsNoTracking().Where(a => a.Tenant == tenant);
                entries = operationId is null ? entries : entries.Where(a => a.OperationId == operationId);
                entries = snapshotId is null ? entries : entries.Where(a => a.SnapshotId == snapshotId);
                return (await entries.OrderBy(a => a.Id).ToListAsync(token).ConfigureAwait(false)).ConvertAll(OperationMapping.ToEntry);
            },
            cancellationToken);

    private static IQueryable<OperationRow> Operation(DbContext context, string id) => context.Set<OperationRow>().Where(o => o.Id == id);

    private static IQueryable<OperationRow> OfToken(DbContext context, string tenant, string clientToken) =>
        context.Set<OperationRow>().Where(o => o.Tenant == tenant && o.ClientToken == clientToken);

    private static async Task<OperationRecord?> FindBegunAsync(DbContext context, OperationRecord operation, CancellationToken cancellationToken)
    {
        if (await Operation(context, operation.Id).ToOperationAsync(cancellationToken).ConfigureAwait(false) is { } begun)
        {
            return begun;
        }

        return operation.ClientToken is { } clientToken
            ? await OfToken(context, operation.Tenant, clientToken).ToOperationAsync(cancellationToken).ConfigureAwait(false)
            : null;
    }

    private static async Task AppendAsync(DbContext context, AuditEntry audit, CancellationToken cancellationToken)
    {
        if (!await IsWrittenAsync(context, audit, cancellationToken).ConfigureAwait(false))
        {
            context.Add(OperationMapping.ToRow(audit));
        }
    }

    private async Task<Outcome<bool>> WriteAsync(DbContext context, OperationWrite write, CancellationToken cancellationToken)
    {
        var now = write.ExtendLease is null && write.ReleaseFor is null
            ? 0
            : await _database.NowTicksAsync(context, _timeProvider, cancellationToken).ConfigureAwait(false);

        // Before anything is read: who else writes to this operation has to be done first, so that what is read next is true until the commit.
        var held = context.Set<OperationRow>().HeldBy(write);
        var written = await held.Where(o => !write.UnlessCancelled || !o.CancelRequested)
            .ExecuteUpdateAsync(set => set.Write(write, now), cancellationToken).ConfigureAwait(false);
        var cancelRequested = await Operation(context, write.OperationId).Where(o => o.CancelRequested).AnyAsync(cancellationToken).ConfigureAwait(false);
        if (write.Audit is { } audit && await IsWrittenAsync(context, audit, cancellationToken).ConfigureAwait(false))
        {
            return Outcome.Unchanged(cancelRequested);
        }

        if (written == 0)
        {
            return write.UnlessCancelled && cancelRequested && await held.AnyAsync(cancellationToken).ConfigureAwait(false)
                ? Outcome.Unchanged(true)
                : throw SnapshotStoreConflicts.LeaseLost(write.OperationId);
        }

        if (write.Item is { } item)
        {
            await context.Set<OperationItemRow>().Where(i => i.OperationId == write.OperationId && i.Item == item.Item)
                .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, item.State), cancellationToken).ConfigureAwait(false);
        }

        if (write.Snapshot is { } snapshot)
        {
            await CompleteAsync(context, snapshot, cancellationToken).ConfigureAwait(false);
        }

        if (write.Audit is { } entry)
        {
            context.Add(OperationMapping.ToRow(entry));
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return Outcome.Changed(cancelRequested);
    }

    /// <summary>Overwrites what an operation says of its snapshot; whoever changes the record meanwhile, as its labels, will have to read it again.</summary>
    private static async Task CompleteAsync(DbContext context, Snapshot snapshot, CancellationToken cancellationToken)
    {
        var row = SnapshotMapping.ToRow(snapshot, snapshot.Version);
        ReadableAgain(snapshot, () => SnapshotMapping.ToSnapshot(row, row.Source.Disks, row.Source.NetworkAdapters, row.Template?.Disks ?? []));
        var holdsItsName = snapshot.Status.IsLive();
        var found = await context.Set<SnapshotRow>().Where(s => s.Id == snapshot.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(s => s.Status, row.Status)
                .SetProperty(s => s.StatusReason, row.StatusReason)
                .SetProperty(s => s.LiveName, s => holdsItsName ? s.Name : null)
                .SetProperty(s => s.Consistency, row.Consistency)
                .SetProperty(s => s.Health, row.Health)
                .SetProperty(s => s.ConcurrencyToken, row.ConcurrencyToken),
            cancellationToken).ConfigureAwait(false);
        if (found == 0)
        {
            return;
        }

        await context.Set<SnapshotTemplateDiskRow>().Where(d => d.SnapshotId == snapshot.Id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await context.Set<SnapshotTemplateRow>().Where(t => t.SnapshotId == snapshot.Id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        if (row.Template is { } template)
        {
            context.Add(template);
        }
    }
}
