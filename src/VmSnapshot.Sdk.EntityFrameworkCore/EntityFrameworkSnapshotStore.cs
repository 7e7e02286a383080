using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Polly;
using Polly.Registry;
using VmSnapshot.Sdk.EntityFrameworkCore.Rows;
using VmSnapshot.Sdk.Storage;

namespace VmSnapshot.Sdk.EntityFrameworkCore;

/// <summary>The snapshot store on any database that Entity Framework Core knows: the catalog. The journal and the transactions have a file each.</summary>
internal sealed partial class EntityFrameworkSnapshotStore : ISnapshotStore, IDisposable
{
    private readonly SnapshotDatabase _database;
    private readonly TimeProvider _timeProvider;
    private readonly SemaphoreSlim _preparing = new(1, 1);
    private string? _storeId;

    /// <param name="database">Where the tables are.</param>
    /// <param name="timeProvider">The clock of leases, where the database has none of its own, and of waiting.</param>
    /// <param name="retries">How often is tried again what a database refused that is busy, or away for a moment.</param>
    /// <param name="writes">How writes are carried out instead.</param>
    public EntityFrameworkSnapshotStore(SnapshotDatabase database, TimeProvider timeProvider, int retries = 5, ResiliencePipeline? writes = null)
    {
        _database = database;
        _timeProvider = timeProvider;
        _reads = Retry(retries);
        _writes = writes ?? _reads;
    }

    /// <summary>The store of a container, with the container's clock and, where the host has one of that name, its pipeline of writes.</summary>
    public static EntityFrameworkSnapshotStore Create(IServiceProvider services, SnapshotDatabase database)
    {
        ResiliencePipeline? writes = null;
        services.GetService<ResiliencePipelineProvider<string>>()?.TryGetPipeline(VmSnapshotPipelines.StoreWrites, out writes);
        return new EntityFrameworkSnapshotStore(database, services.GetRequiredService<TimeProvider>(), writes: writes);
    }

    public async Task<string> GetStoreIdAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_storeId is { } known)
        {
            return known;
        }

        await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _storeId ??= await GuardAsync(_reads, _database.PrepareAsync, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _preparing.Release();
        }
    }

    public Task<Snapshot> AddAsync(Snapshot snapshot, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(audit);
        SnapshotStoreConflicts.EnsureComplete(snapshot);
        int? version = null;
        return TransactAsync(
            async (context, token) =>
            {
                var isWritten = await IsWrittenAsync(context, audit, token).ConfigureAwait(false);
                if (isWritten && await FindAsync(context, snapshot.Tenant, snapshot.Id, token).ConfigureAwait(false) is { } before)
                {
                    return Outcome.Unchanged(before);
                }

                version = await NextVersionAsync(context, snapshot, token).ConfigureAwait(false);
                var added = Insert(context, snapshot, version);
                if (!isWritten)
                {
                    context.Add(OperationMapping.ToRow(audit));
                }

                await context.SaveChangesAsync(token).ConfigureAwait(false);
                return Outcome.Changed(added);
            },
            async (context, violation, token) =>
            {
                if (await context.Set<SnapshotRow>().AnyAsync(s => s.Id == snapshot.Id, token).ConfigureAwait(false))
                {
                    return await IsWrittenAsync(context, audit, token).ConfigureAwait(false)
                        ? true
                        : throw SnapshotStoreConflicts.AlreadyRecorded(snapshot, violation);
                }

                return await IsVersionRaceAsync(context, snapshot, version, violation, token).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public Task<Snapshot> UpdateAsync(Snapshot snapshot, AuditEntry audit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(audit);
        var stored = snapshot;
        return TransactAsync(
            async (context, token) =>
            {
                var record = await FindAsync(context, snapshot.Tenant, snapshot.Id, token).ConfigureAwait(false);
                var row = await Row(context, snapshot.Tenant, snapshot.Id).Include(s => s.Labels).SingleOrDefaultAsync(token).ConfigureAwait(false);
                if (record is not null && await IsWrittenAsync(context, audit, token).ConfigureAwait(false))
                {
                    return Outcome.Unchanged(record);
                }

                if (record?.ConcurrencyToken != snapshot.ConcurrencyToken || row?.ConcurrencyToken != snapshot.ConcurrencyToken)
                {
                    throw SnapshotStoreConflicts.Changed(snapshot);
                }

                stored = record;
                SnapshotMapping.Overwrite(row, snapshot);
                var updated = ReadableAgain(snapshot, () => SnapshotMapping.Overwrite(record, row));
                context.Add(OperationMapping.ToRow(audit));
                try
                {
                    await context.SaveChangesAsync(token).ConfigureAwait(false);
                }
                catch (DbUpdateConcurrencyException e)
                {
                    throw SnapshotStoreConflicts.Changed(snapshot, e);
                }

                return Outcome.Changed(updated);
            },
            async (context, violation, token) =>
            {
                if (await IsNameTakenAsync(context, stored.Tenant, stored.Name, snapshot, token).ConfigureAwait(false))
                {
                    throw SnapshotStoreConflicts.NameTaken(stored, violation);
                }

                if (await IsWrittenAsync(context, audit, token).ConfigureAwait(false))
                {
                    return true;
                }

                // Without a rule that it broke, the database has another reason.
                var isUnchanged = await Row(context, snapshot.Tenant, snapshot.Id).AnyAsync(s => s.ConcurrencyToken == snapshot.ConcurrencyToken, token).ConfigureAwait(false);
                return _database.IsUniqueViolation(violation) is null && isUnchanged ? false : throw SnapshotStoreConflicts.Changed(snapshot, violation);
            },
            cancellationToken);
    }

    public Task<Snapshot?> GetAsync(string tenant, string id, CancellationToken cancellationToken = default) =>
        ReadAsync((context, token) => FindAsync(context, tenant, id, token), cancellationToken);

    public Task<IReadOnlyList<Snapshot>> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken = default) =>
        ReadAsync<IReadOnlyList<Snapshot>>(
            async (context, token) => await context.Set<SnapshotRow>().Where(s => s.Tenant == tenant && s.Name == name).NewestFirst()
                .ToSnapshotsAsync(context, token).ConfigureAwait(false),
            cancellationToken);

    public Task<SnapshotPage> ListAsync(SnapshotQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(
            async (context, token) =>
            {
                var page = await context.Set<SnapshotRow>().Matching(query).NewestFirst().Take(query.Limit + 1)
                    .ToSnapshotsAsync(context, token).ConfigureAwait(false);
                if (page.Count <= query.Limit)
                {
                    return new SnapshotPage(page, null);
                }

                page.RemoveAt(page.Count - 1);
                return new SnapshotPage(page, new SnapshotContinuationToken(page[^1].CreatedAt, page[^1].Id).ToString());
            },
            cancellationToken);
    }

    public void Dispose()
    {
        _preparing.Dispose();
        _database.Dispose();
    }

    private static IQueryable<SnapshotRow> Row(DbContext context, string tenant, string id) =>
        context.Set<SnapshotRow>().Where(s => s.Id == id && s.Tenant == tenant);

    private static async Task<Snapshot?> FindAsync(DbContext context, string tenant, string id, CancellationToken cancellationToken) =>
        (await Row(context, tenant, id).ToSnapshotsAsync(context, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    private static async Task<int?> NextVersionAsync(DbContext context, Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Family is null)
        {
            return null;
        }

        var highest = await context.Set<SnapshotRow>().Where(s => s.Tenant == snapshot.Tenant && s.Family == snapshot.Family)
            .MaxAsync(s => s.Version, cancellationToken).ConfigureAwait(false);
        return 1 + (highest ?? 0);
    }

    private static Snapshot Insert(DbContext context, Snapshot snapshot, int? version)
    {
        var row = SnapshotMapping.ToRow(snapshot, version);
        var added = ReadableAgain(
            snapshot, () => SnapshotMapping.ToSnapshot(row, row.Source.Disks, row.Source.NetworkAdapters, row.Template?.Disks ?? []));
        context.Add(row);
        return added;
    }

    /// <summary>What is about to be written, as it will be read: a record that nobody could read again would take every page with it.</summary>
    private static T ReadableAgain<T>(Snapshot snapshot, Func<T> read) => ReadableAgain($"Snapshot '{snapshot.Name}' ({snapshot.Id})", read);

    private static T ReadableAgain<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (SnapshotMapping.IsUnreadable(e))
        {
            throw new VmSnapshotException(VmSnapshotErrorCodes.InvalidArguments, $"{what} can't be recorded, for it could not be read again: {e.Message}", e);
        }
    }

    private static async Task<bool> IsNameTakenAsync(
        DbContext context, string tenant, string name, Snapshot snapshot, CancellationToken cancellationToken) =>
        snapshot.Status.IsLive()
        && await context.Set<SnapshotRow>().AnyAsync(s => s.Tenant == tenant && s.LiveName == name && s.Id != snapshot.Id, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether a new record that was refused lost no more than its number, so that another try gets the next.</summary>
    private async Task<bool> IsVersionRaceAsync(
        DbContext context, Snapshot snapshot, int? version, Exception violation, CancellationToken cancellationToken)
    {
        if (await IsNameTakenAsync(context, snapshot.Tenant, snapshot.Name, snapshot, cancellationToken).ConfigureAwait(false))
        {
            throw SnapshotStoreConflicts.NameTaken(snapshot, violation);
        }

        // Somebody may have taken the name and given it back meanwhile; without a rule that was broken, another try would fail as this one did.
        return _database.IsUniqueViolation(violation) is true
            || (version is not null
                && await context.Set<SnapshotRow>().AnyAsync(s => s.Tenant == snapshot.Tenant && s.Family == snapshot.Family && s.Version == version, cancellationToken)
                    .ConfigureAwait(false));
    }
}
